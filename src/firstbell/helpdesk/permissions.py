"""What the help desk guards."""

from enum import StrEnum


class HelpdeskPermission(StrEnum):
    TICKET_VIEW = "helpdesk.ticket.view"
    TICKET_OPEN = "helpdesk.ticket.open"
    TICKET_OPEN_FOR_OTHERS = "helpdesk.ticket.open_for_others"
    TICKET_WORK = "helpdesk.ticket.work"
    TICKET_VIEW_PRIVATE = "helpdesk.ticket.view_private"
    CATALOGUE_EDIT = "helpdesk.catalogue.edit"
    HELPER_JOB_DO = "helpdesk.helper_job.do"
    ESCALATION_ANSWER = "helpdesk.escalation.answer"
