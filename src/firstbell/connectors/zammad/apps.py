from django.apps import AppConfig


class ZammadConfig(AppConfig):
    name = "firstbell.connectors.zammad"
    label = "zammad"
    verbose_name = "Zammad"
    default_auto_field = "django.db.models.BigAutoField"
