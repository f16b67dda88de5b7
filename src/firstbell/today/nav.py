"""A technician's day in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.helpdesk.permissions import HelpdeskPermission

register(NavEntry("Today", "Walk plan", "today:walk", "room", HelpdeskPermission.TICKET_WORK, order=20, key="w"))
register(NavEntry("Today", "Stuck", "today:stuck", "clock", HelpdeskPermission.TICKET_WORK, order=22, key="s"))
register(NavEntry("Today", "End of day", "today:evening", "moon", HelpdeskPermission.TICKET_WORK, order=24, key="e"))
