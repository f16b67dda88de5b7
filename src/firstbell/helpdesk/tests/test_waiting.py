"""What time does to tickets: woken on the day, reminded, warned, closed; once, late, and by the school's calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import Notice
from firstbell.core.notifications.kinds import kind_named
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.timing import remove_timing, save_timing
from firstbell.helpdesk.actions.waiting import Passed, pass_time
from firstbell.helpdesk.models import Ticket, TicketState, TicketTiming
from firstbell.helpdesk.queries import timing_for
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.models import CalendarEntry
from firstbell.rooms.queries import zone_of

pytestmark = pytest.mark.django_db
S = TicketState
ASKED = dt.date(2026, 3, 2)
"""A Monday; the school's week is Monday to Friday."""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(cast: Cast, day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=zone_of(cast.school))


def asked(cast: Cast, *, wake_on: dt.date | None = None) -> Ticket:
    """Stu was asked something on that Monday."""
    ticket = make_ticket(cast.school, cast.stu.person)
    details = {"text": "Which charger?", "wake_on": timezone.localdate() + dt.timedelta(days=900)}
    ticket = change_state(ticket, to=S.WAITING_REQUESTER, details=details, by=cast.tess.actor)
    Ticket.objects.filter(pk=ticket.pk).update(state_since=at(cast, ASKED), wake_on=wake_on)
    Notice.objects.all().delete()
    return Ticket.objects.get(pk=ticket.pk)


def go(cast: Cast, day: dt.date, hour: int = 9) -> Passed:
    return pass_time(at(cast, day, hour), by=system_actor("waiting", via="task"))


def kinds(cast: Cast) -> list[str]:
    rows = Notice.objects.filter(recipient_key=person_key(cast.stu.person.pk)).order_by("pk")
    return [row.kind.removeprefix("helpdesk.ticket_") for row in rows]


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


def test_a_silent_requester_is_reminded_warned_and_closed_on_school_days_3_7_and_8(cast: Cast) -> None:
    ticket = asked(cast)
    seen = {}
    for day in range(2, 20):
        before = len(kinds(cast))
        go(cast, march(day))
        if len(kinds(cast)) > before:
            seen[day] = kinds(cast)[-1]
    # Mon 2 asked; Thu 5 is the third school day after it, Wed 11 the seventh, Thu 12 the eighth.
    assert seen == {5: "still_waits", 11: "will_close", 12: "closed_no_reply"}
    ticket.refresh_from_db()
    assert ticket.state == S.CLOSED_NO_REPLY
    assert ticket.closed_at is not None
    reminder = Notice.objects.get(kind="helpdesk.ticket_still_waits")
    assert "March 12" in reminder.body


def test_twice_is_once(cast: Cast) -> None:
    asked(cast)
    assert go(cast, march(5)).told == 1
    assert go(cast, march(5), hour=15).told == 0
    assert kinds(cast) == ["still_waits"]


def test_closed_days_do_not_count_and_nobody_is_written_to_on_them(cast: Cast) -> None:
    asked(cast)
    CalendarEntry.objects.create(
        organisation=cast.school, first_day=march(3), last_day=march(5), reason="Snow", created_by="the tests"
    )
    assert go(cast, march(5)).told == 0
    assert go(cast, march(8)).told == 0  # a Sunday
    assert go(cast, march(9)).told == 0  # the second school day
    assert go(cast, march(10)).told == 1


def test_after_a_dead_week_one_thing_a_day_and_none_is_closed_unheard(cast: Cast) -> None:
    ticket = asked(cast)
    assert go(cast, march(16)) == Passed(told=1)
    assert go(cast, march(16), hour=16) == Passed()
    assert go(cast, march(17)) == Passed(told=1)
    assert go(cast, march(18)) == Passed(closed=1)
    assert kinds(cast) == ["still_waits", "will_close", "closed_no_reply"]
    ticket.refresh_from_db()
    assert ticket.state == S.CLOSED_NO_REPLY


def test_a_reply_ends_the_silence_and_a_new_question_begins_a_new_one(cast: Cast) -> None:
    ticket = asked(cast)
    go(cast, march(5))
    add_reply(ticket, text="The grey one", by=cast.stu.actor)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.told) == (S.IN_PROGRESS, 0)
    assert go(cast, march(13)) == Passed()
    details = {"text": "And the cable?", "wake_on": timezone.localdate()}
    change_state(ticket, to=S.WAITING_REQUESTER, details=details, by=cast.tess.actor)
    Ticket.objects.filter(pk=ticket.pk).update(state_since=at(cast, march(16)), wake_on=None)
    assert go(cast, march(19)).told == 1
    assert kinds(cast).count("still_waits") == 2


def test_a_school_that_switched_the_reminder_off_closes_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = asked(cast)
    kind = kind_named("helpdesk.ticket_still_waits").key
    monkeypatch.setattr("firstbell.core.notifications.actions.notices.is_switched_on", lambda key, _path: key != kind)
    for day in (5, 11, 12, 13, 16):
        assert go(cast, march(day)) == Passed()
    ticket.refresh_from_db()
    assert ticket.state == S.WAITING_REQUESTER


def test_the_day_comes_back_to_the_top_and_to_the_assignee(cast: Cast) -> None:
    older, newer = make_ticket(cast.school, cast.stu.person), make_ticket(cast.school, cast.stu.person)
    soon = timezone.localdate() + dt.timedelta(days=1)
    details = {"assignee": cast.tess.account, "text": "Hinge", "wake_on": soon}
    change_state(older, to=S.WAITING_PART, details=details, by=cast.tess.actor)
    Notice.objects.all().delete()
    queue = Ticket.objects.open().order_by("-up_at", "-pk")
    assert list(queue.all()) == [newer, older]
    assert go(cast, soon - dt.timedelta(days=1)).woken == 0
    assert go(cast, soon + dt.timedelta(days=6)).woken == 1
    assert go(cast, soon + dt.timedelta(days=6)).woken == 0
    older.refresh_from_db()
    assert (older.state, older.wake_on) == (S.IN_PROGRESS, None)
    assert list(queue.all()) == [older, newer]
    assert [one.kind for one in Notice.objects.all()] == ["helpdesk.ticket_asks_again"]


def test_without_an_assignee_it_waits_in_the_queue(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    details = {"text": "RMA 4711", "wake_on": timezone.localdate()}
    change_state(ticket, to=S.WAITING_VENDOR, details=details, by=cast.tess.actor)
    go(cast, timezone.localdate())
    ticket.refresh_from_db()
    assert ticket.state == S.TRIAGED


def test_resolved_is_closed_after_two_school_days(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    Ticket.objects.filter(pk=ticket.pk).update(state=S.RESOLVED, resolved_at=at(cast, dt.date(2026, 3, 6)))  # a Friday
    assert go(cast, march(9)).closed == 0
    assert go(cast, march(10)).closed == 1
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at is not None) == (S.CLOSED, True)


def test_the_nearest_numbers_count_and_are_data(cast: Cast) -> None:
    assert timing_for(cast.school).close_after == 8
    save_timing(cast.district, remind_after=2, by=cast.dita.actor)
    assert timing_for(cast.school).remind_after == 2
    own = save_timing(cast.school, remind_after=1, warn_after=2, close_after=3, source="Board, May", by=cast.tess.actor)
    assert (timing_for(cast.school).close_after, timing_for(cast.other_school).close_after) == (3, 8)
    assert own.last_checked == timezone.localdate()
    asked(cast)
    assert [go(cast, march(day)).told for day in (3, 4)] == [1, 1]
    assert go(cast, march(5)).closed == 1
    with pytest.raises(Invalid):
        save_timing(cast.school, warn_after=1, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        save_timing(cast.school, remind_after=1, by=cast.sam.actor)
    remove_timing(own, by=cast.tess.actor)
    assert timing_for(cast.school).remind_after == 2
    assert TicketTiming.objects.filter(organisation=None).exists()


def test_reopening_goes_by_the_school_s_number(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    ended = timezone.now() - dt.timedelta(days=10)
    Ticket.objects.filter(pk=ticket.pk).update(state=S.CLOSED, resolved_at=ended, closed_at=ended)
    save_timing(cast.school, reopen_days=14, by=cast.tess.actor)
    again = change_state(ticket, to=S.IN_PROGRESS, details={"text": "Dark again"}, by=cast.stu.actor)
    assert again.is_open


def test_a_private_ticket_s_reminder_is_its_number(cast: Cast) -> None:
    ticket = asked(cast)
    Ticket.objects.filter(pk=ticket.pk).update(is_private=True, title="What happened")
    go(cast, march(5))
    notice = Notice.objects.get()
    assert "What happened" not in notice.line + notice.title + notice.body + notice.subject_label
