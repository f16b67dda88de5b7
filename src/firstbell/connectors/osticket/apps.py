from django.apps import AppConfig


class OsTicketConfig(AppConfig):
    name = "firstbell.connectors.osticket"
    label = "osticket"
    verbose_name = "osTicket"
    default_auto_field = "django.db.models.BigAutoField"
