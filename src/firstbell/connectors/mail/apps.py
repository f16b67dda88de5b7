from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "firstbell.connectors.mail"
    label = "mail"
    verbose_name = "E-mail in"
    default_auto_field = "django.db.models.BigAutoField"
