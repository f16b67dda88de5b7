"""What the help desk knows of somebody: the tickets they asked for, the conversation, the files in them."""

from __future__ import annotations

from firstbell.core.models import Attachment
from firstbell.core.record import Part, files_as_part, not_in_record, record_section
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketWatcher
from firstbell.people.models import Person
from firstbell.people.queries import person_key

not_in_record("helpdesk.Ticket.assignee", "Who works on a ticket does so for the school; the ticket is its requester's")


@record_section("helpdesk.tickets", "Tickets", covers=("helpdesk.Ticket.requester",), order=50)
def tickets(person: Person, _internal: bool) -> Part:
    rows = Ticket.objects.filter(requester=person).select_related("organisation", "symptom", "place").order_by("pk")
    return Part([{"Number": one.number, "Opened": one.opened_at, "Title": one.title, "Description": one.description,
                  "State": one.get_state_display(), "Symptom": one.symptom.label if one.symptom else "",
                  "Where": one.place.name if one.place else "", "Resolution": one.get_resolution_display(),
                  "Closed": one.closed_at} for one in rows])  # fmt: skip


@record_section("helpdesk.watched", "Incidents they have too", covers=("helpdesk.TicketWatcher.person",), order=51)
def watched(person: Person, _internal: bool) -> Part:
    rows = TicketWatcher.objects.filter(person=person).select_related("ticket", "place").order_by("pk")
    return Part([{"Number": one.ticket.number, "Title": one.ticket.title, "Since": one.at,
                  "Where": one.place.name if one.place else ""} for one in rows])  # fmt: skip


@record_section("helpdesk.conversation", "What was written in tickets", order=52)
def conversation(person: Person, internal: bool) -> Part:
    """Internal notes only when the school hands the record out; staff are not named."""
    rows = TicketEntry.objects.filter(ticket__requester=person).select_related("ticket").order_by("pk")
    if not internal:
        rows = rows.exclude(kind=TicketEntry.Kind.NOTE)
    account = getattr(person, "account", None)
    own_keys = {person_key(person.pk), f"account:{account.pk}" if account is not None else ""}
    return Part([{"Ticket": one.ticket.number, "When": one.at, "Kind": one.get_kind_display(),
                  "By": "this person" if one.author_key in own_keys else "staff", "Text": one.text} for one in rows])  # fmt: skip


@record_section("helpdesk.files", "Files in tickets", order=54)
def files(person: Person, _internal: bool) -> Part:
    tickets = Ticket.objects.filter(requester=person).values("pk")
    return files_as_part(
        list(Attachment.objects.filter(owner_kind=Ticket.KIND_REF, owner_id__in=tickets).order_by("pk"))
    )
