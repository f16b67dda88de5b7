"""What is checked out in Snipe-IT: proposed, handed out by circulation's rules when chosen, never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.connectors.snipe_it.tests.factories import REPORT, asset, codes, counted, look, sheet, take
from firstbell.inventory.models import Device, Status
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def report(cast: Cast, **said: str) -> bytes:
    return sheet(REPORT, asset(REPORT, school=cast.school.name, **said))


def test_only_proposed_until_somebody_chooses(cast: Cast) -> None:
    data = report(cast, username=cast.stu.person.username or cast.stu.person.email)
    run = take(data)
    assert "proposed" in codes(run)
    assert not Loan.objects.exists()
    chosen = take(data, options={"assign": True})
    assert (counted(chosen, "loans"), counted(chosen)) == ({"new": 1}, {"same": 1})
    assert Device.objects.get().assigned_to == cast.stu.person
    assert take(data, options={"assign": True}).writes == 0


def test_handed_out_with_the_first_import(cast: Cast) -> None:
    Person.objects.filter(pk=cast.stu.person.pk).update(identifier="90017")
    take(report(cast, employee="90017", status="Deployed"), options={"assign": True})
    device = Device.objects.get()
    assert (device.assigned_to, device.status) == (cast.stu.person, Status.ASSIGNED)


def test_a_loaner_keeps_the_day_it_is_due(cast: Cast) -> None:
    today = timezone.localdate()
    due = today + dt.timedelta(days=1)
    data = report(
        cast, category="Loaner Chromebook", employee="", username=cast.stu.person.email, lent=(today - dt.timedelta(days=3)).isoformat(),
        due=due.isoformat(),
    )  # fmt: skip
    take(data, options={"assign": True})
    loan = Loan.objects.get()
    assert (loan.purpose, loan.borrower) == (Loan.Purpose.LOANER, cast.stu.person)
    assert loan.due_at is not None
    assert timezone.localtime(loan.due_at).date() == due
    assert timezone.localtime(loan.lent_at).date() == today - dt.timedelta(days=3)


def test_nobody_is_guessed(cast: Cast) -> None:
    run = take(report(cast, username="nobody", name=cast.stu.person.name), options={"assign": True})
    assert "user_unknown" in codes(run)
    assert not Loan.objects.exists()
    assert Person.objects.filter(is_provisional=True).count() == 0


def test_two_codes_of_two_people_are_nobody(cast: Cast) -> None:
    run = look(report(cast, username=cast.stu.person.email, employee="5", email=""), options={"assign": True})
    assert counted(run, "loans") == {"new": 1}
    Person.objects.filter(pk=cast.tia.person.pk).update(identifier="5")
    run = look(report(cast, username=cast.stu.person.email, employee="5"), options={"assign": True})
    assert "user_unknown" in codes(run)


def test_what_is_lost_or_checked_out_to_a_place_is_lent_to_nobody(cast: Cast) -> None:
    user = cast.stu.person.email
    take(
        sheet(
            REPORT,
            asset(REPORT, school=cast.school.name, status="Lost/Stolen", username=user),
            asset(REPORT, school=cast.school.name, tag="2", serial="B", type="location", username=user),
        ),
        options={"assign": True},
    )
    assert not Loan.objects.exists()
    assert Device.objects.get(serial="5CD0001").status == Status.LOST
