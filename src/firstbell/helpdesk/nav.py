"""The help desk's entries in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.helpdesk.permissions import HelpdeskPermission

register(NavEntry("Desk", "Tickets", "helpdesk:tickets", "ticket", HelpdeskPermission.TICKET_OPEN, order=30, key="t"))
register(NavEntry("Desk", "Get help", "helpdesk:help", "question", HelpdeskPermission.TICKET_OPEN, order=29, key="h"))
register(NavEntry("District", "Symptoms", "helpdesk:symptoms", "wrench", HelpdeskPermission.CATALOGUE_EDIT, order=60))
