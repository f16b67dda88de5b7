"""The help desk's entries in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.helpdesk.permissions import HelpdeskPermission

register(NavEntry("Desk", "Tickets", "helpdesk:tickets", "ticket", HelpdeskPermission.TICKET_OPEN, order=30, key="t"))
register(NavEntry("Desk", "Get help", "helpdesk:help", "question", HelpdeskPermission.TICKET_OPEN, order=29, key="h"))
register(NavEntry("District", "Symptoms", "helpdesk:symptoms", "wrench", HelpdeskPermission.CATALOGUE_EDIT, order=60))
register(
    NavEntry(
        "Places and things", "Room cards", "helpdesk:room_cards", "print", HelpdeskPermission.TICKET_OPEN_FOR_OTHERS,
        order=70,
    )
)  # fmt: skip
register(NavEntry("District", "Incidents", "helpdesk:outage_rule", "bell", HelpdeskPermission.CATALOGUE_EDIT, order=61))
