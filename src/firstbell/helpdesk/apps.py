from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "firstbell.helpdesk"
    label = "helpdesk"
    verbose_name = "Helpdesk"
    default_auto_field = "django.db.models.BigAutoField"
