"""The help desk's entries in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.helpdesk.permissions import HelpdeskPermission

register(
    NavEntry("Help", "Queue", "helpdesk:queue", "bell", HelpdeskPermission.TICKET_WORK, order=28, key="q", thumb=30)
)
register(NavEntry("Help", "Tickets", "helpdesk:tickets", "ticket", HelpdeskPermission.TICKET_OPEN, order=30, key="t"))
register(
    NavEntry(
        "Help", "Get help", "helpdesk:help", "question", HelpdeskPermission.TICKET_OPEN, order=29, key="g", thumb=50
    )
)
register(
    NavEntry("Rules and texts", "Symptoms", "helpdesk:symptoms", "wrench", HelpdeskPermission.CATALOGUE_EDIT, order=60)
)
register(
    NavEntry(
        "Places and things", "Room cards", "helpdesk:room_cards", "print", HelpdeskPermission.TICKET_OPEN_FOR_OTHERS,
        order=70,
    )
)  # fmt: skip
register(
    NavEntry(
        "Rules and texts", "Incidents", "helpdesk:outage_rule", "bell", HelpdeskPermission.CATALOGUE_EDIT, order=61
    )
)
register(NavEntry("Help", "My visits", "helpdesk:visits", "calendar", HelpdeskPermission.TICKET_WORK, order=31))
register(NavEntry("Help", "Work for me", "helpdesk:helper_jobs", "check", HelpdeskPermission.HELPER_JOB_DO, order=32))
register(
    NavEntry("Rules and texts", "Canned answers", "helpdesk:answers", "mail", HelpdeskPermission.TICKET_WORK, order=61)
)
register(NavEntry("Rules and texts", "How long tickets wait", "helpdesk:timings", "clock", HelpdeskPermission.CATALOGUE_EDIT,
                  order=62))  # fmt: skip
register(
    NavEntry("Help", "Escalations", "helpdesk:escalations", "building", HelpdeskPermission.ESCALATION_ANSWER, order=31)
)
register(
    NavEntry(
        "Rules and texts",
        "Rules for tickets",
        "helpdesk:rules",
        "settings",
        HelpdeskPermission.CATALOGUE_EDIT,
        order=61,
    )
)
register(
    NavEntry(
        "Rules and texts", "Service levels", "helpdesk:levels", "clock", HelpdeskPermission.CATALOGUE_EDIT, order=62
    )
)
register(
    NavEntry(
        "Rules and texts",
        "Escalation",
        "helpdesk:escalation_setup",
        "building",
        HelpdeskPermission.CATALOGUE_EDIT,
        order=63,
    )
)
register(NavEntry("Help", "Alarms", "helpdesk:alarms", "bell", HelpdeskPermission.TICKET_WORK, order=33))
