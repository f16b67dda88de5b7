"""What the help desk knows of somebody: the tickets they asked for, the conversation, the files in them."""

from __future__ import annotations

from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Concat

from firstbell.core.models import Attachment
from firstbell.core.record import Part, files_as_part, not_in_record, record_section
from firstbell.helpdesk.models import Escalation, HelperJob, Ticket, TicketEntry, TicketRating, TicketWatcher
from firstbell.people.models import Person
from firstbell.people.queries import person_key

not_in_record("helpdesk.Visit.account", "Who came did so for the school; the visit is its ticket's requester's")
not_in_record("helpdesk.TicketPresence.account", "Kept for a minute, so that two do not answer at once")
not_in_record("helpdesk.CannedAnswer.owner", "A text to work with; it says nothing of anybody")
not_in_record("helpdesk.Ticket.assignee", "Who works on a ticket does so for the school; the ticket is its requester's")

_BY_WORK = "Somebody who works on tickets, named in how the desk is set up"
for _key in ("RoutingRule.assign_to", "RoutingRule.add_watcher", "EscalationRoute.lead"):
    not_in_record(f"helpdesk.{_key}", _BY_WORK)
for _key in ("Escalation.sender", "Escalation.worker"):
    not_in_record(f"helpdesk.{_key}", "Who worked on a ticket did so for the school; the ticket is its requester's")


@record_section("helpdesk.tickets", "Tickets", covers=("helpdesk.Ticket.requester",), order=50)
def tickets(person: Person, _internal: bool) -> Part:
    rows = (
        Ticket.objects.filter(requester=person)
        .select_related("organisation", "symptom", "place", "imported")
        .order_by("pk")
    )
    return Part([{"Number": one.number, "Number before": str(getattr(one, "imported", "")), "Opened": one.opened_at, "Title": one.title, "Description": one.description,
                  "State": one.get_state_display(), "Symptom": one.symptom.label if one.symptom else "",
                  "Where": one.place.name if one.place else "", "Resolution": one.get_resolution_display(),
                  "Closed": one.closed_at} for one in rows])  # fmt: skip


@record_section(
    "helpdesk.watched", "Tickets they watch or have too", covers=("helpdesk.TicketWatcher.person",), order=51
)
def watched(person: Person, _internal: bool) -> Part:
    rows = TicketWatcher.objects.filter(person=person).select_related("ticket", "place").order_by("pk")
    return Part([{"Number": one.ticket.number, "Title": one.ticket.title, "Since": one.at,
                  "Where": one.place.name if one.place else ""} for one in rows])  # fmt: skip


@record_section("helpdesk.helped", "What they did as a student helper", covers=("helpdesk.HelperJob.helper",), order=57)
def helped(person: Person, _internal: bool) -> Part:
    """The ticket's number only: whose it was is not theirs to have."""
    rows = HelperJob.objects.filter(helper__person=person).select_related("ticket").order_by("pk")
    return Part([{"Ticket": one.ticket.number, "Given": one.given_at, "Task": one.task, "Done": one.done,
                  "State": one.get_state_display()} for one in rows])  # fmt: skip


@record_section("helpdesk.conversation", "What was written in tickets, and what they said of the end", order=52)
def conversation(person: Person, internal: bool) -> Part:
    """Internal notes only when the school hands the record out; staff are not named. Visits stand in it as changes of state."""
    rows = TicketEntry.objects.filter(ticket__requester=person).order_by()
    if not internal:
        rows = rows.exclude(kind=TicketEntry.Kind.NOTE)
    account = getattr(person, "account", None)
    own_key = f"account:{account.pk}" if account is not None else "-"
    own_keys = {own_key, person_key(person.pk)}  # a verified mail is the person's, whether they have an account or not
    columns = ("ticket_id", "at", "kind", "author_key", "text")
    said = Case(When(is_good=True, then=Value("Good. ")), default=Value("Not good. "))
    ratings = TicketRating.objects.filter(ticket__requester=person).annotate(
        kind=Value("rating"), author_key=Value(own_key), text=Concat(said, "why", output_field=TextField())
    )
    kinds = {**dict(TicketEntry.Kind.choices), "rating": "Rating"}
    both = rows.values_list(*columns).union(ratings.values_list(*columns), all=True).order_by("ticket_id", "at")
    return Part([{"Ticket": f"T-{ticket}", "When": at, "Kind": kinds[kind],
                  "By": "this person" if author in own_keys else "staff", "Text": text}
                 for ticket, at, kind, author, text in both])  # fmt: skip


@record_section("helpdesk.files", "Files in tickets", order=54)
def files(person: Person, internal: bool) -> Part:
    tickets = Ticket.objects.filter(requester=person).values("pk")
    entries = TicketEntry.objects.filter(ticket__in=tickets)
    if not internal:
        entries = entries.exclude(kind=TicketEntry.Kind.NOTE)
    of_tickets = Q(owner_kind=Ticket.KIND_REF, owner_id__in=tickets)
    of_entries = Q(owner_kind=TicketEntry.KIND_REF, owner_id__in=entries.values("pk"))
    return files_as_part(list(Attachment.objects.filter(of_tickets | of_entries).order_by("pk")))


@record_section("helpdesk.evidence", "Evidence sent to the district", order=53)
def evidence(person: Person, _internal: bool) -> Part:
    """What of their tickets went on, as it was sent."""
    rows = Escalation.objects.filter(ticket__requester=person).select_related("ticket", "reason").order_by("pk")
    return Part([{"Ticket": one.ticket.number, "Reason": one.reason.label, "Sent": one.sent_at, "To": one.outside_to,
                  "Evidence": [fact["label"] + ": " + fact["value"] for section in one.pack.get("sections", ())
                               for fact in section["facts"]]} for one in rows if one.pack])  # fmt: skip
