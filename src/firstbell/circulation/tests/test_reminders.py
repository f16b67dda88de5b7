"""Reminders of loans: on which day, to whom, once, and never on a closed day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from firstbell.circulation.actions import charge_fee, remind_borrower, return_item, send_reminders
from firstbell.circulation.models import Loan
from firstbell.circulation.tasks import remind
from firstbell.circulation.tests.factories import make_loan, make_rule
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import Notice
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.models import Organisation
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, make_cast, make_guardian, signed_in
from firstbell.rooms.models import CalendarEntry

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/Chicago")
BY = system_actor("tests")
MONDAY = dt.date(2026, 11, 30)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(day: dt.date, hour: int = 8) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=ZONE)


def lent(cast: Cast, due: dt.date) -> Loan:
    loan = make_loan(make_loaner(cast.school), cast.stu.person)
    Loan.objects.filter(pk=loan.pk).update(due_at=at(due, 15))
    return Loan.objects.select_related("organisation", "borrower", "item__product", "item__item_type").get(pk=loan.pk)


def close(school: Organisation, day: dt.date) -> None:
    CalendarEntry.objects.create(organisation=school, first_day=day, last_day=day, reason="Snow", created_by="tests")


def walk(cast: Cast, first: dt.date, days: int) -> dict[str, list[str]]:
    """Each day's kinds to the borrower and, after a slash, to the family, by weekday and number."""
    found: dict[str, list[str]] = {}
    for number in range(days):
        day = first + dt.timedelta(days=number)
        before = set(Notice.objects.values_list("pk", flat=True))
        send_reminders(cast.school, now=at(day), by=BY)
        send_reminders(cast.school, now=at(day, 11), by=BY)
        fresh = Notice.objects.exclude(pk__in=before).order_by("pk")
        if fresh:
            found[f"{day:%a %d}"] = [notice.kind.partition(".")[2] for notice in fresh]
    return found


def test_the_whole_life_of_a_late_loan_across_a_weekend(cast: Cast) -> None:
    make_guardian(cast.stu.person)
    lent(cast, MONDAY + dt.timedelta(days=7))
    assert walk(cast, MONDAY, 28) == {
        "Fri 04": ["loan_due_soon"],  # the school day before a Monday
        "Mon 07": ["loan_due_today"],
        "Tue 08": ["loan_overdue"],
        "Thu 10": ["loan_overdue", "child_loan_overdue"],
        "Wed 16": ["loan_overdue", "child_loan_overdue"],
    }


def test_closed_days_are_neither_counted_nor_used(cast: Cast) -> None:
    lent(cast, MONDAY)
    close(cast.school, MONDAY + dt.timedelta(days=1))
    assert walk(cast, MONDAY, 3) == {"Mon 30": ["loan_due_today"], "Wed 02": ["loan_overdue"]}


def test_a_missed_day_is_made_up_for_but_not_for_long(cast: Cast) -> None:
    lent(cast, MONDAY)
    assert walk(cast, MONDAY + dt.timedelta(days=2), 1) == {"Wed 02": ["loan_overdue"]}
    lent(cast, MONDAY - dt.timedelta(days=60))
    assert walk(cast, MONDAY + dt.timedelta(days=2), 1) == {}


def test_a_renewed_loan_is_reminded_of_anew(cast: Cast) -> None:
    loan = lent(cast, MONDAY)
    walk(cast, MONDAY, 1)
    Loan.objects.filter(pk=loan.pk).update(due_at=at(MONDAY + dt.timedelta(days=2), 15))
    assert walk(cast, MONDAY + dt.timedelta(days=2), 1) == {"Wed 02": ["loan_due_today"]}


def test_the_days_are_rules_and_may_differ_by_school(cast: Cast) -> None:
    make_rule("remind_before", "2", organisation=cast.school)
    make_rule("remind_on_day", "no")
    make_rule("remind_overdue", "")
    lent(cast, MONDAY + dt.timedelta(days=4))
    assert walk(cast, MONDAY, 14) == {"Wed 02": ["loan_due_soon"]}


def test_the_job_waits_for_the_school_s_hour_and_stops_in_the_evening(cast: Cast) -> None:
    lent(cast, MONDAY)
    make_rule("remind_at", "09:30", organisation=cast.school)
    assert remind(at(MONDAY, 9)) == "0 people told, 2 schools looked at"
    assert remind(at(MONDAY, 18)) == "0 people told, 0 schools looked at"
    assert remind(at(MONDAY, 10)) == "1 people told, 3 schools looked at"
    assert remind(at(MONDAY, 12)) == "0 people told, 3 schools looked at"


def test_another_zone_s_morning_is_its_own(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.school.pk).update(time_zone="Pacific/Honolulu")
    lent(cast, MONDAY)
    assert remind(at(MONDAY, 8)).startswith("0 people told")
    assert remind(at(MONDAY, 12)).startswith("1 people told")


def test_a_thousand_loans_ask_no_more_than_a_few(cast: Cast, django_assert_max_num_queries: object) -> None:
    for _ in range(5):
        lent(cast, MONDAY)
    send_reminders(cast.school, now=at(MONDAY), by=BY)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert send_reminders(cast.school, now=at(MONDAY), by=BY) == 0


def test_the_button_reminds_once_a_day_and_only_who_may(cast: Cast) -> None:
    guardian = make_guardian(cast.stu.person, language="es")
    loan = make_loan(make_loaner(cast.school), cast.stu.person)
    Loan.objects.filter(pk=loan.pk).update(due_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=5))
    browser = signed_in(cast.tess)
    page = browser.get(f"/circulation/loans/{loan.pk}/")
    assert b"Remind now" in page.content
    assert browser.post(f"/circulation/loans/{loan.pk}/remind/").status_code == 302
    told = {notice.recipient_key: notice for notice in Notice.objects.all()}
    assert set(told) == {person_key(cast.stu.person.pk), person_key(guardian.pk)}
    assert told[person_key(guardian.pk)].title.startswith("Por favor, devuelva")
    loan = Loan.objects.select_related("organisation", "borrower", "item__product", "item__item_type").get(pk=loan.pk)
    with pytest.raises(Conflict, match="Nobody was told"):
        remind_borrower(loan, by=cast.lib.actor)
    with pytest.raises(Forbidden):
        remind_borrower(loan, by=cast.stu.actor)
    return_item(loan, by=BY)
    with pytest.raises(Conflict, match="back already"):
        remind_borrower(Loan.objects.select_related("organisation", "borrower").get(pk=loan.pk), by=cast.lib.actor)


def test_what_is_private_is_not_named(cast: Cast) -> None:
    loan = lent(cast, MONDAY)
    loan.item.item_type.holder_is_private = True
    loan.item.item_type.save()
    walk(cast, MONDAY, 1)
    assert Notice.objects.get().line == "a library item is due today"


def test_a_fee_is_told_to_student_and_family_each_as_theirs(cast: Cast) -> None:
    guardian = make_guardian(cast.stu.person)
    charge_fee(cast.stu.person, cents=4500, reason="Broken screen", by=cast.tess.actor)
    lines = {notice.recipient_key: notice.line for notice in Notice.objects.all()}
    assert lines == {
        person_key(cast.stu.person.pk): "A fee of $45.00: Broken screen",
        person_key(guardian.pk): "A fee of $45.00 for Stu: Broken screen",
    }


def test_the_desk_hears_of_who_left_with_something(cast: Cast) -> None:
    loan = lent(cast, MONDAY + dt.timedelta(days=30))
    assert loan.borrower is not None
    loan.borrower.withdrawn_on = MONDAY + dt.timedelta(days=1)
    loan.borrower.save()
    wednesday = MONDAY + dt.timedelta(days=2)
    remind(at(wednesday))
    remind(at(wednesday, 12))
    notices = Notice.objects.filter(kind="circulation.left_with_items")
    assert {notice.recipient_key for notice in notices} == {
        person_key(member.person.pk) for member in (cast.tess, cast.lib, cast.dita)
    }
    assert "1 people, 1 items" in notices[0].line
    remind(at(wednesday + dt.timedelta(days=1)))
    assert notices.count() == 3, "only on the next school day, and then once a week"
