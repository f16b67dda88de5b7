from django.apps import AppConfig


class SnipeItConfig(AppConfig):
    name = "firstbell.connectors.snipe_it"
    label = "snipe_it"
    verbose_name = "Snipe-IT"
    default_auto_field = "django.db.models.BigAutoField"
