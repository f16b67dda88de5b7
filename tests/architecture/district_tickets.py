"""What happens around the district's tickets: talk, links, watchers, visits, helpers, and the rules of waiting."""

import datetime as dt

from django.utils import timezone

from firstbell.helpdesk.models import (
    CannedAnswer,
    HelperJob,
    ImportedTicket,
    Ticket,
    TicketEntry,
    TicketLink,
    TicketTiming,
    TicketWatcher,
    Visit,
)
from firstbell.people.models import Account, Organisation, Person
from firstbell.reports.models import ReportRule


def furnish_tickets(school: Organisation, students: list[Person], worker: Account, comes: Account) -> None:
    """As many of everything as students, all hanging on the school's first ticket; ``comes`` has a visit of each today."""
    now, today = timezone.now(), timezone.localdate()
    tickets = list(Ticket.objects.filter(organisation=school).order_by("pk"))
    first = tickets[0]
    TicketTiming.objects.create(organisation=school)
    Ticket.objects.filter(pk=first.pk).update(origin=Ticket.Origin.IMPORT)
    ImportedTicket.objects.create(
        ticket=first, system="osticket", system_name="osTicket", number=f"48{first.pk}", number_norm=f"48{first.pk}",
        said=[["Department", "IT Support"]], imported_at=now,
    )  # fmt: skip
    ReportRule.objects.create(organisation=school)
    CannedAnswer.objects.bulk_create(
        CannedAnswer(organisation=school, title=f"Answer {number}", text_en="x") for number in range(len(students))
    )
    TicketEntry.objects.bulk_create(
        TicketEntry(ticket=first, kind="reply", text="x", author_key="x", author_name="Tess", at=now, minutes=1)
        for _ in students
    )
    TicketWatcher.objects.bulk_create(
        TicketWatcher(ticket=first, person=student, why="watches", at=now) for student in students
    )
    TicketLink.objects.bulk_create(TicketLink(ticket=first, other=one, at=now, by="Tess") for one in tickets[1:])
    Visit.objects.bulk_create(
        Visit(
            ticket=one, account=comes, day=today, period="1", starts_at=now, ends_at=now + dt.timedelta(minutes=50),
            why="room_empty", made_at=now, made_by="Tess", place=one.place,
        )
        for one in tickets
    )  # fmt: skip
    HelperJob.objects.bulk_create(
        HelperJob(ticket=one, helper=worker, task="x", given_at=now, given_by="Tess") for one in tickets
    )
