"""What is prepared gives what its queryset gives, to each what they may see, and refuses what cannot be kept."""

from __future__ import annotations

import datetime as dt
import gc
import threading
import uuid
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from firstbell.core import bulk, prepared
from firstbell.core.actor import Actor, Grant, system_actor
from firstbell.core.models import AuditEntry, AuditLink
from firstbell.core.permissions import CorePermission
from firstbell.core.tests.actors import actor

NOON = dt.datetime(2026, 3, 8, 12, 0, 0, 123_000, tzinfo=dt.UTC)


@pytest.fixture
def trail(db: None) -> list[AuditEntry]:
    """Three entries at two schools, each about one thing."""
    made = []
    for number, path in enumerate(("1.4.", "1.4.", "1.5.")):
        entry = AuditEntry.objects.create(
            change_id=uuid.uuid4(), at=NOON + dt.timedelta(days=number), actor_key="a", actor_name="Tess", via="web",
            verb="core.tested", summary=f"Number {number}", subject_kind="core.thing", subject_id=number,
            subject_label="Thing", org_path=path, changes={"Colour": ["red", number]},
        )  # fmt: skip
        AuditLink.objects.create(entry=entry, kind="core.thing", object_id=number)
        made.append(entry)
    return made


def _numbered(number: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(subject_id=number)


def _seen(who: Actor, key: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.visible_to(who).filter(actor_key=key).order_by("id")


def _linked(number: int) -> QuerySet[AuditLink]:
    about = AuditLink.objects.select_related("entry").filter(object_id=number)
    return about.annotate(more=Exists(AuditLink.objects.filter(entry=OuterRef("entry_id"), object_id=number)))


def _columns(since: dt.datetime) -> QuerySet[AuditEntry, tuple[Any, ...]]:
    return AuditEntry.objects.filter(at__gte=since).order_by("id").values_list("at", "change_id", "changes", "summary")


def _summaries(before: dt.datetime) -> QuerySet[AuditEntry, str]:
    return AuditEntry.objects.filter(at__lt=before).order_by("-id").values_list("summary", flat=True)[:2]


def _both(one: int, other: int) -> QuerySet[AuditEntry, tuple[str, int]]:
    first = AuditEntry.objects.filter(subject_id=one).order_by().values_list("org_path", "subject_id")
    return first.union(
        AuditEntry.objects.filter(subject_id=other).order_by().values_list("org_path", Value(-1)), all=True
    )


def _counted(kind: str) -> QuerySet[AuditLink, Any]:
    return AuditLink.objects.filter(kind=kind).values("entry__org_path").annotate(how_many=Count("pk")).order_by()


def _locked(number: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.select_for_update(of=("self",)).filter(subject_id=number)


def _forgetful(number: int) -> QuerySet[AuditEntry]:
    assert number is not None
    return AuditEntry.objects.filter(subject_id=1)


def _fetching_more(number: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(subject_id=number).prefetch_related("links")


def _plainly(one: Any) -> Any:
    """A row as it can be compared: a model with all that was loaded for it."""
    if not hasattr(one, "_state"):
        return sorted(one.items()) if isinstance(one, dict) else one
    there = {name: value for name, value in vars(one).items() if name != "_state"}
    return type(one), there, {name: _plainly(value) for name, value in one._state.fields_cache.items()}


@pytest.mark.parametrize(
    ("make", "askings"),
    [
        (_numbered, [{"number": 0}, {"number": 2}, {"number": 99}]),
        (_linked, [{"number": 1}, {"number": 0}]),
        (_columns, [{"since": NOON}, {"since": NOON + dt.timedelta(days=1, microseconds=1)}]),
        (_summaries, [{"before": NOON + dt.timedelta(days=9)}, {"before": NOON}]),
        (_both, [{"one": 0, "other": 2}, {"one": 2, "other": 2}]),
        (_counted, [{"kind": "core.thing"}, {"kind": "nothing"}]),
    ],
)
@pytest.mark.usefixtures("trail")
def test_it_gives_what_the_queryset_gives(
    make: Callable[..., QuerySet[Any, Any]], askings: list[dict[str, Any]]
) -> None:
    for values in [*askings, *askings]:
        expected = [_plainly(one) for one in make(**values)]
        assert [_plainly(one) for one in prepared.rows(make, **values)] == expected
    assert any(len(make(**values)) for values in askings), "nothing was compared"


@pytest.mark.usefixtures("trail")
def test_it_is_one_statement_and_sees_what_was_written_since(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    prepared.rows(_numbered, number=0)
    AuditLink.objects.all().delete()
    with django_assert_num_queries(1):
        assert prepared.row(_linked, number=1) is None
    with django_assert_num_queries(1):
        found = prepared.row(_numbered, number=1)
    assert found is not None
    assert found.summary == "Number 1"


@pytest.mark.usefixtures("trail")
def test_each_sees_what_is_theirs_whoever_asked_before() -> None:
    four, five = (actor(CorePermission.AUDIT_VIEW, at=path) for path in ("1.4.", "1.5."))
    blind = actor("inventory.item.edit", at="1.4.")
    empty = Actor(key="x", name="x", grants=(Grant("system", "", frozenset()),))
    for _ in range(2):
        assert [one.subject_id for one in prepared.rows(_seen, four, key="a")] == [0, 1]
        assert [one.subject_id for one in prepared.rows(_seen, five, key="a")] == [2]
        assert len(prepared.rows(_seen, system_actor(), key="a")) == 3
        assert prepared.rows(_seen, blind, key="a") == []
        assert prepared.rows(_seen, empty, key="a") == []
        narrowed = four.limited_to(["inventory.item.edit"], key="token:1", via="api")
        assert prepared.rows(_seen, narrowed, key="a") == []


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_only_within_a_transaction() -> None:
    with transaction.atomic():
        assert prepared.rows(_locked, number=5) == []
    with pytest.raises(TransactionManagementError):
        prepared.rows(_locked, number=5)


@pytest.mark.usefixtures("trail")
def test_what_cannot_be_kept_is_refused() -> None:
    remembered = 1
    with pytest.raises(TypeError, match="no plain function"):
        prepared.rows(lambda number: AuditEntry.objects.filter(subject_id=number, pk__gt=remembered), number=1)
    with pytest.raises(TypeError, match="makes no use of number"):
        prepared.rows(_forgetful, number=1)
    with pytest.raises(TypeError, match="prefetches"):
        prepared.rows(_fetching_more, number=1)
    with pytest.raises(TypeError, match="IS NULL"):
        prepared.rows(_numbered, number=None)


@pytest.mark.usefixtures("trail")
def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 3)
    for number in range(6):
        prepared.rows(_seen, actor(CorePermission.AUDIT_VIEW, at=f"1.{number}."), key="a")
    assert len(prepared._kept) == 3
    assert len(prepared.rows(_seen, actor(CorePermission.AUDIT_VIEW, at="1.4."), key="a")) == 2


@pytest.mark.django_db(transaction=True)
def test_no_thread_keeps_anothers_connection() -> None:
    """The connection that it was compiled on goes with its thread; another thread asks on its own."""
    prepared._kept.clear()
    found: list[Any] = []

    def ask() -> None:
        found.append(prepared.rows(_columns, since=timezone.now()))
        found.append(weakref.ref(connection._connections["default"]))  # type: ignore[attr-defined]
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    del thread
    gc.collect()
    assert found[0] == []
    assert found[1]() is None
    assert prepared.rows(_columns, since=timezone.now()) == []


def _has_plans() -> set[str]:
    if not bulk.is_postgresql():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {str(statement) for (statement,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_postgresql_keeps_the_plans_of_these_questions_alone(settings: Any) -> None:
    """SQLite has nothing to keep: there only the answers are looked at."""
    connection.close()
    settings.FIRSTBELL_KEEPS_PLANS = False
    for number in range(7):
        assert prepared.rows(_numbered, number=number) == []
    assert not _has_plans()
    settings.FIRSTBELL_KEEPS_PLANS = True
    for number in range(7):
        assert prepared.rows(_numbered, number=number) == []
        assert list(_linked(number)) == []
    plans = _has_plans()
    assert any("core_auditentry" in one for one in plans) == bulk.is_postgresql()
    assert not [one for one in plans if "core_auditlink" in one]
