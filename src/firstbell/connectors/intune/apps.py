from django.apps import AppConfig


class IntuneConfig(AppConfig):
    name = "firstbell.connectors.intune"
    label = "intune"
    verbose_name = "Microsoft Intune"
    default_auto_field = "django.db.models.BigAutoField"
