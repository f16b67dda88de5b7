"""The help desk's entries in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.helpdesk.permissions import HelpdeskPermission

register(NavEntry("Desk", "Queue", "helpdesk:queue", "bell", HelpdeskPermission.TICKET_WORK, order=28, key="q"))
register(NavEntry("Desk", "Tickets", "helpdesk:tickets", "ticket", HelpdeskPermission.TICKET_OPEN, order=30, key="t"))
register(NavEntry("Desk", "Get help", "helpdesk:help", "question", HelpdeskPermission.TICKET_OPEN, order=29, key="g"))
register(NavEntry("District", "Symptoms", "helpdesk:symptoms", "wrench", HelpdeskPermission.CATALOGUE_EDIT, order=60))
register(
    NavEntry(
        "Places and things", "Room cards", "helpdesk:room_cards", "print", HelpdeskPermission.TICKET_OPEN_FOR_OTHERS,
        order=70,
    )
)  # fmt: skip
register(NavEntry("District", "Incidents", "helpdesk:outage_rule", "bell", HelpdeskPermission.CATALOGUE_EDIT, order=61))
register(NavEntry("Desk", "My visits", "helpdesk:visits", "calendar", HelpdeskPermission.TICKET_WORK, order=31))
register(NavEntry("Desk", "Work for me", "helpdesk:helper_jobs", "check", HelpdeskPermission.HELPER_JOB_DO, order=32))
register(NavEntry("District", "Canned answers", "helpdesk:answers", "mail", HelpdeskPermission.TICKET_WORK, order=61))
register(NavEntry("District", "How long tickets wait", "helpdesk:timings", "clock", HelpdeskPermission.CATALOGUE_EDIT,
                  order=62))  # fmt: skip
register(
    NavEntry("Desk", "Escalations", "helpdesk:escalations", "building", HelpdeskPermission.ESCALATION_ANSWER, order=31)
)
register(
    NavEntry("District", "Rules for tickets", "helpdesk:rules", "settings", HelpdeskPermission.CATALOGUE_EDIT, order=61)
)
register(
    NavEntry("District", "Service levels", "helpdesk:levels", "clock", HelpdeskPermission.CATALOGUE_EDIT, order=62)
)
register(
    NavEntry(
        "District", "Escalation", "helpdesk:escalation_setup", "building", HelpdeskPermission.CATALOGUE_EDIT, order=63
    )
)
register(NavEntry("Desk", "Alarms", "helpdesk:alarms", "bell", HelpdeskPermission.TICKET_WORK, order=33))
