"""Who is told of a ticket: the other side, never oneself, and of a private one only its number."""

from __future__ import annotations

import pytest

from firstbell.core.models import Notice
from firstbell.helpdesk.actions.conversation import add_note, add_reply
from firstbell.helpdesk.actions.tickets import assign_ticket, open_ticket
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def lines(member: Member) -> list[str]:
    rows = Notice.objects.filter(recipient_key=person_key(member.person.pk)).order_by("pk")
    return [row.line for row in rows]


def test_one_s_own_ticket_tells_nobody_and_one_on_behalf_the_requester(cast: Cast) -> None:
    open_ticket(cast.school, title="Mine", origin=Ticket.Origin.PORTAL, requester=cast.tia.person, by=cast.tia.actor)
    assert not Notice.objects.exists()
    ticket = open_ticket(
        cast.school, title="Hers", origin=Ticket.Origin.ON_BEHALF, requester=cast.tia.person, by=cast.tess.actor
    )
    assert lines(cast.tia) == [f"Tess Torres opened a ticket for you: T-{ticket.pk} Hers"]


def test_each_line_is_told_to_the_other_side_and_notes_to_nobody(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    assign_ticket(ticket, assignee=cast.tess.account, by=cast.tess.actor)
    Notice.objects.all().delete()
    add_note(ticket, text="Secret", by=cast.tess.actor)
    add_reply(ticket, text="Is it plugged in?", by=cast.tess.actor)
    add_reply(ticket, text="Yes.", by=cast.tia.actor)
    add_reply(ticket, text="Then I come.", by=cast.tess.actor)
    assert len(lines(cast.tia)) == 2
    assert lines(cast.tess) == [f"Tia Chalk wrote on T-{ticket.pk} Screen is dark"]
    assert "plugged" not in "".join(Notice.objects.values_list("body", flat=True))


def test_a_private_ticket_is_its_number(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, title="What happened", is_private=True)
    notice = Notice.objects.get()
    assert notice.line.endswith(f"T-{ticket.pk} (private)")
    assert "What happened" not in notice.title + notice.body + notice.subject_label
