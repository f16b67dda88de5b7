"""The unit of work: one transaction, one change id, events told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from firstbell.core import events
from firstbell.core.actor import Actor
from firstbell.core.audit import timeline
from firstbell.core.events import Event, after_commit, change, listens
from firstbell.core.models import AuditEntry
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.tests.actors import actor

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class LampReplaced(Event):
    verb: ClassVar[str] = "test.lamp_replaced"

    def summary(self) -> str:
        return f"Lamp of {self.subject.label} replaced"


LAMP = Ref("test.lamp", 7, "Projector 7")
ROOM = Ref("rooms.place", 3, "Room 204")


def lamp(**values: object) -> LampReplaced:
    return LampReplaced(subject=LAMP, org_path="1.4.", **values)  # type: ignore[arg-type]


def publish_and_fail() -> None:
    with change(actor()) as unit:
        unit.publish(lamp())
        _ = 1 / 0


@pytest.fixture(autouse=True)
def _own_listeners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_in_transaction", {})
    monkeypatch.setattr(events, "_after_commit", {})


def test_an_event_is_on_every_timeline_it_is_about() -> None:
    with change(actor()) as unit:
        unit.publish(lamp(about=(ROOM,), changes={"hours": (1900, 0)}, note="Third this year"))
    for ref in (LAMP, ROOM):
        (entry,) = timeline(ref.kind, ref.id)
        assert entry.summary == "Lamp of Projector 7 replaced"
        assert entry.changes == {"hours": [1900, 0]}
        assert (entry.actor_name, entry.note) == ("Tess Okafor", "Third this year")


def test_nested_changes_are_one_change_and_cost_two_inserts() -> None:
    def inner(by: Actor) -> None:
        with change(by) as unit:
            unit.publish(lamp())

    with CaptureQueriesContext(connection) as queries, change(actor()):
        for _ in range(5):
            inner(actor())
    assert len({entry.change_id for entry in AuditEntry.objects.all()}) == 1
    assert len([one for one in queries if one["sql"].startswith("INSERT")]) == 2


def test_an_error_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    assert not AuditEntry.objects.exists()
    assert events.current_change() is None


def test_a_listener_inside_the_transaction_can_stop_it() -> None:
    @listens(LampReplaced)
    def refuse(event: LampReplaced, by: Actor) -> None:
        raise ValueError("no spare lamp")

    with pytest.raises(ValueError, match="no spare lamp"), change(actor()) as unit:
        unit.publish(lamp())
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_after_commit_listeners_hear_of_stored_changes_only_and_cannot_break_them() -> None:
    heard: list[int] = []

    @after_commit(LampReplaced)
    def boom(event: LampReplaced, by: Actor) -> None:
        heard.append(AuditEntry.objects.count())
        raise RuntimeError("mail server is down")

    with change(actor()) as unit:
        unit.publish(lamp())
        assert heard == []
    assert heard == [1]
    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    assert heard == [1]
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET note = 'x'", "DELETE FROM core_auditentry"])
def test_the_database_itself_refuses_to_rewrite_the_audit_trail(statement: str) -> None:
    with change(actor()) as unit:
        unit.publish(lamp())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().note == ""


def test_the_audit_trail_is_read_by_place() -> None:
    with change(actor()) as unit:
        unit.publish(lamp())
    assert AuditEntry.objects.visible_to(actor(CorePermission.AUDIT_VIEW, at="1.4.")).count() == 1
    assert AuditEntry.objects.visible_to(actor(CorePermission.AUDIT_VIEW, at="1.5.")).count() == 0
    assert AuditEntry.objects.visible_to(actor(at="1.")).count() == 0


def test_what_was_gathered_is_written_once_after_everything_else_and_not_at_all_when_it_fails() -> None:
    written: list[set[int]] = []

    def write(things: set[int]) -> None:
        assert AuditEntry.objects.exists(), "after the trail"
        written.append(set(things))

    with change(actor()) as unit:
        unit.publish(lamp())
        unit.gather("test.lamps", [1, 2], write)
        with change(actor()) as inner:
            inner.gather("test.lamps", [2, 3], write)
        assert written == []
    assert written == [{1, 2, 3}]

    def fail() -> None:
        with change(actor()) as unit:
            unit.gather("test.lamps", [9], write)
            raise ValueError("no lamp")

    with pytest.raises(ValueError, match="no lamp"):
        fail()
    assert written == [{1, 2, 3}]
