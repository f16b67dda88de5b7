"""What families and students are told of a swap, in their language, and what is taken back with it."""

from __future__ import annotations

import pytest

from firstbell.core.events import change
from firstbell.core.models import Delivery, Notice
from firstbell.core.undo import use_undo
from firstbell.counter.actions.returns import finish_swap
from firstbell.counter.events import LoanerPoolLow
from firstbell.counter.models import Swap
from firstbell.counter.queries.swaps import latest_offer
from firstbell.counter.tests.factories import Counter, make_counter, swap_at
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.models import Device
from firstbell.people.models import Person
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import make_guardian

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    return make_counter()


@pytest.fixture
def mother(counter: Counter) -> Person:
    return make_guardian(counter.stu, "Lucía", "Dent", language="es")


def told(person: Person) -> list[str]:
    rows = Notice.objects.filter(recipient_key=person_key(person.pk), in_app=True).order_by("pk")
    return [row.kind for row in rows]


def undo(counter: Counter) -> None:
    offer = latest_offer(counter.tess)
    assert offer is not None
    use_undo(offer.token, by=counter.tess)


def ready(counter: Counter, swap: Swap) -> Swap:
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    return swap


def test_the_family_hears_of_the_loaner_with_its_due_date(counter: Counter, mother: Person) -> None:
    swap_at(counter)
    notice = Notice.objects.get(kind="counter.loaner_lent")
    assert (notice.recipient_key, notice.language) == (person_key(mother.pk), "es")
    assert notice.line.startswith("Stu tiene un equipo prestado: L-2001, hasta el ")
    assert "1042" in notice.body
    for secret in (
        counter.stu.identifier,
        counter.stu.family_name + ",",
        counter.screen.label,
        "Grade",
        counter.stu.email,
    ):
        assert secret not in notice.title + notice.body
    assert told(counter.stu) == ["helpdesk.ticket_opened_for_you"]


def test_an_undo_in_time_tells_nobody(counter: Counter, mother: Person, settings: object) -> None:
    settings.FIRSTBELL_MAIL = {"backend": "never used"}  # type: ignore[attr-defined]
    swap_at(counter)
    waiting = Delivery.objects.get(notice__kind="counter.loaner_lent")
    assert waiting.next_try_at is not None
    assert (waiting.next_try_at - waiting.created_at).total_seconds() > 60, "longer than the undo lasts"
    undo(counter)
    assert (told(mother), told(counter.stu)) == ([], [])
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == ("suppressed", "The swap was undone before this was sent.")


def test_who_was_told_already_is_told_that_it_was_a_mistake(counter: Counter, mother: Person) -> None:
    swap_at(counter)
    Delivery.objects.filter(notice__kind="counter.loaner_lent").update(state="sent")
    undo(counter)
    assert told(mother) == ["counter.loaner_lent", "counter.swap_undone"]


def test_ready_then_finished_then_undone(counter: Counter, mother: Person) -> None:
    swap = ready(counter, swap_at(counter))
    assert "inventory.device_ready" in told(counter.stu)
    assert "Shelf B3" in Notice.objects.get(kind="inventory.device_ready").line
    finish_swap(swap, by=counter.tess)
    assert told(mother) == ["counter.loaner_lent", "counter.swap_finished"]
    assert "helpdesk.ticket_resolved" in told(counter.stu)
    undo(counter)
    assert told(mother) == ["counter.loaner_lent"]
    assert "helpdesk.ticket_resolved" not in told(counter.stu)


def test_the_desk_hears_once_a_day_that_few_loaners_are_left(counter: Counter) -> None:
    school = counter.cast.school
    with change(counter.tess) as unit:
        for _ in range(2):
            unit.publish(
                LoanerPoolLow(
                    subject=school.ref, org_path=school.scope_path, organisation_id=school.pk, available=1, minimum=5,
                    overdue=2, ready=0,
                )
            )  # fmt: skip
    assert told(counter.cast.lib.person) == ["counter.pool_low"]
    assert told(counter.cast.sam.person) == []


def test_a_guardian_who_left_the_roster_is_not_told(counter: Counter, mother: Person) -> None:
    mother.withdrawn_on = "2026-01-01"
    mother.save()
    swap_at(counter)
    assert told(mother) == []
