from django.apps import AppConfig


class GoogleCsvConfig(AppConfig):
    name = "firstbell.connectors.google_csv"
    label = "google_csv"
    verbose_name = "Google Admin export"
    default_auto_field = "django.db.models.BigAutoField"
