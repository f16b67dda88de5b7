from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "firstbell.connectors.tables"
    label = "tables"
    verbose_name = "Tables of one's own"
    default_auto_field = "django.db.models.BigAutoField"
