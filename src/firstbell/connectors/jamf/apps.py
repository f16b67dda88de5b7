from django.apps import AppConfig


class JamfConfig(AppConfig):
    name = "firstbell.connectors.jamf"
    label = "jamf"
    verbose_name = "Jamf Pro"
    default_auto_field = "django.db.models.BigAutoField"
