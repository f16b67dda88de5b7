from django.apps import AppConfig


class Sip2Config(AppConfig):
    name = "firstbell.connectors.sip2"
    label = "sip2"
    verbose_name = "Self-check"
    default_auto_field = "django.db.models.BigAutoField"
