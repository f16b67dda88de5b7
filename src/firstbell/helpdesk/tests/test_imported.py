"""Tickets of another help desk, once they are here: found by their old number, let go in time, merged like others."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden
from firstbell.core.scan import normalise, resolve
from firstbell.helpdesk.actions.imported import OldLine, TicketsPlan, TicketToWrite, write_tickets
from firstbell.helpdesk.models import ImportedTicket, Ticket
from firstbell.helpdesk.queries.imported import edited_since, known_tickets
from firstbell.helpdesk.retention import tickets as due_tickets
from firstbell.helpdesk.scan import old_number
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.models import Organisation, Person
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db

BY = system_actor("the tests")
LONG_AGO = dt.datetime(2020, 1, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def old(
    school: Organisation, number: str, *, person: Person | None = None, label: str = "", lines: int = 1
) -> TicketToWrite:
    values = (school.pk, f"Old {number}", "words", "closed", "slowed", None, person.pk if person else None, label, None, None,
              False)  # fmt: skip
    at = LONG_AGO.isoformat()
    talk = tuple(tuple(OldLine("note", f"line {n}", "import:x", "Olaf", at)) for n in range(lines))
    return TicketToWrite(number, values, "Olaf", at, at, at, (), talk, (), (("Queue", "IT"),), 1, 2)


def plan_of(folder: Path, *wanted: TicketToWrite, path: str = "") -> TicketsPlan:
    folder.mkdir(exist_ok=True)
    plan = TicketsPlan("osticket", "osTicket", 0, path, with_talk=True, folder=folder)
    for one in wanted:
        plan.new.append(tuple(one))
    return plan


def bring(folder: Path, *wanted: TicketToWrite) -> list[Ticket]:
    write_tickets(plan_of(folder, *wanted), run_id=1, by=BY)
    return list(Ticket.objects.filter(origin="import").order_by("pk"))


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("osTicket 482913", "482913"), ("OSTICKET#482913", "482913"), ("#482913", "482913"), ("Zammad 22031", "22031"),
        ("Ticket#10-7", "10-7"), ("T-12", ""), ("CB-1042", ""), ("482913", ""), ("#", ""), ("osTicket", ""), ("ticketing", ""),
    ],
)  # fmt: skip
def test_what_an_old_number_looks_like(code: str, number: str) -> None:
    assert old_number(normalise(code)) == number


def test_the_scan_of_a_device_asks_no_more_than_before(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, old(cast.school, "482913", label="Somebody"))
    with CaptureQueriesContext(connection) as asked:
        resolve("CB-1042", cast.tess.actor, kinds=[Ticket.KIND_REF])
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert len(resolve("#482913", cast.tess.actor, kinds=[Ticket.KIND_REF])) == 1
    assert len(asked) == 1


def test_many_are_written_with_few_statements_and_known_as_they_were_left(cast: Cast, tmp_path: Path) -> None:
    wanted = [old(cast.school, str(n), person=cast.tia.person, lines=2) for n in range(100)]
    with CaptureQueriesContext(connection) as asked:
        here = bring(tmp_path, *wanted)
    assert len(here) == 100
    assert len(asked) < 40
    known = known_tickets("osticket", ["7", "8", "nothing"])
    assert {number: len(found[0].entries) for number, found in known.items()} == {"7": 2, "8": 2}
    assert not edited_since([one.pk for one in here])
    here[3].title = "Somebody was here"
    here[3].save()
    assert edited_since([one.pk for one in here]) == {here[3].pk}


def test_nobody_brings_tickets_where_they_may_not_work(cast: Cast, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, old(cast.school, "1", label="x"), path=cast.other_school.scope_path)
    with pytest.raises(Forbidden):
        write_tickets(plan, run_id=1, by=cast.tess.actor)
    assert not ImportedTicket.objects.exists()


def test_what_was_edited_between_looking_and_writing_is_left_alone(cast: Cast, tmp_path: Path) -> None:
    (ticket,) = bring(tmp_path, old(cast.school, "1", label="x"))
    newer = old(cast.school, "1", label="x")._replace(result_hash=3)
    newer = newer._replace(values=(newer.values[0], "Newer title", *newer.values[2:]))
    plan = plan_of(tmp_path / "again")
    plan.changed.append((ticket.pk, (), tuple(newer)))
    Ticket.objects.filter(pk=ticket.pk).update(title="Ours")
    write_tickets(plan, run_id=2, by=BY)
    ticket.refresh_from_db()
    assert ticket.title == "Ours"


def test_retention_lets_go_of_those_known_by_name_only_as_well(cast: Cast, tmp_path: Path) -> None:
    here = bring(tmp_path, old(cast.school, "1", label="Greta Gone"), old(cast.school, "2", person=cast.tia.person))
    walk_in = make_ticket(cast.school)
    Ticket.objects.filter(pk=walk_in.pk).update(state="closed", closed_at=LONG_AGO)
    due = due_tickets(timezone.now(), set())
    assert due.count() == 2
    assert due_tickets(timezone.now(), {cast.tia.person.pk}).count() == 1
    due.let_go(BY)
    here[0].refresh_from_db()
    assert (here[0].requester_label, here[0].title, here[0].imported.said) == ("", "Old ticket", [])
    assert due_tickets(timezone.now(), set()).count() == 0
