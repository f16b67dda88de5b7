from django.apps import AppConfig


class SruConfig(AppConfig):
    name = "firstbell.connectors.sru"
    label = "sru"
    verbose_name = "Catalogue for other libraries"
    default_auto_field = "django.db.models.BigAutoField"
