"""A held import: who may release it, what must be typed, what happens when the world moves on meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.connectors.oneroster.connector import OneRosterSource
from firstbell.connectors.oneroster.tests.factories import (
    BY,
    changes,
    district,
    look,
    pack,
    row,
    take,
    totals,
    without,
)
from firstbell.core.actor import Actor, Grant
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.imports.actions import apply_import, change_guard, discard_import, release_import
from firstbell.core.imports.policies import store_defaults
from firstbell.core.imports.queries import release_count
from firstbell.core.models import AuditEntry, ImportGuard, ImportRun
from firstbell.core.permissions import CorePermission
from firstbell.people.models import Person

pytestmark = pytest.mark.django_db


def may(*permissions: str, at: str = "") -> Actor:
    return Actor("account:9", "Tess", (Grant("tester", at, frozenset(permissions)),), account_id=9)


@pytest.fixture
def held(tmp_path: Path) -> ImportRun:
    """North loses a quarter of its students."""
    rows = district()
    take(pack(tmp_path, rows))
    leavers = {f"north-s{number}" for number in range(10)}
    rows = without(rows, "users", lambda one: one["sourcedId"] not in leavers)
    rows = without(rows, "enrollments", lambda one: one["userSourcedId"] not in leavers)
    run = look(pack(tmp_path, rows))
    assert run.state == ImportRun.State.HELD
    return run


def test_a_held_import_cannot_be_applied(held: ImportRun) -> None:
    with pytest.raises(Conflict):
        apply_import(held, by=BY)

    assert not Person.objects.exclude(missing_since=None).exists()


def test_it_names_the_school(held: ImportRun) -> None:
    north = Person.objects.get(sourced_id="north-s1").organisation_id

    assert {one["place"] for one in held.findings if one["entity"] == "users"} == {north, 0}


def test_release_needs_the_permission_the_number_and_a_reason(held: ImportRun) -> None:
    with pytest.raises(Forbidden):
        release_import(held, count=20, reason="They moved away", by=may(CorePermission.IMPORT_RUN))
    with pytest.raises(Invalid, match="does not match"):
        release_import(held, count=19, reason="They moved away", by=BY)
    with pytest.raises(Invalid, match="reason"):
        release_import(held, count=release_count(held), reason=" ", by=BY)

    release_import(held, count=release_count(held), reason="They moved away", by=BY)
    apply_import(held, by=BY)

    assert Person.objects.exclude(missing_since=None).count() == 10
    entry = AuditEntry.objects.get(verb="core.import.released")
    assert entry.note == "They moved away"


def test_what_got_worse_since_the_release_is_looked_at_again(held: ImportRun, tmp_path: Path) -> None:
    release_import(held, count=release_count(held), reason="They moved away", by=BY)
    more = district()
    for number in range(5):
        more["users"].append(row(more, "users", "south-s1") | {"sourcedId": f"late-{number}", "username": f"l{number}"})
    take(pack(tmp_path, more))

    with pytest.raises(Conflict, match="changed since the preview"):
        apply_import(held, by=BY)

    assert (held.state, totals(held, "users")["gone"]) == (ImportRun.State.HELD, 15)
    assert not Person.objects.exclude(missing_since=None).exists()


def test_discarding_changes_nothing(held: ImportRun) -> None:
    discard_import(held, by=BY)

    assert held.state == ImportRun.State.DISCARDED
    with pytest.raises(Conflict):
        apply_import(held, by=BY)


def test_a_file_that_was_exchanged_is_not_applied(tmp_path: Path) -> None:
    run = look(pack(tmp_path, district()))
    with Path(run.file.path).open("ab") as stream:
        stream.write(b"x")

    with pytest.raises(Conflict, match="not the one"):
        apply_import(run, by=BY)

    assert not Person.objects.exists()


def test_limits_are_data(held: ImportRun, tmp_path: Path) -> None:
    store_defaults(OneRosterSource())
    for guard in ImportGuard.objects.filter(source_key="oneroster", entity__in=("users", "enrollments")):
        change_guard(
            guard, gone_rows=50, gone_percent=80, changed_percent=50, rekey_percent=30, floor=10, note="Roll-over", by=BY
        )  # fmt: skip
    from firstbell.core.imports.actions import preview_import

    assert preview_import(held, by=BY).state == ImportRun.State.PREVIEWED
    assert AuditEntry.objects.filter(verb="core.import.guard_changed").count() == 2


def test_only_who_edits_settings_everywhere_changes_limits(db: None) -> None:
    store_defaults(OneRosterSource())
    guard = ImportGuard.objects.get(source_key="oneroster", entity="users")

    with pytest.raises(Forbidden):
        change_guard(
            guard, gone_rows=50, gone_percent=80, changed_percent=50, rekey_percent=30, floor=10, note="",
            by=may(CorePermission.SETTINGS_EDIT, at="1."),
        )  # fmt: skip
    with pytest.raises(Invalid):
        change_guard(
            guard, gone_rows=5, gone_percent=180, changed_percent=50, rekey_percent=30, floor=10, note="", by=BY
        )


def test_two_at_once_only_one_applies(tmp_path: Path) -> None:
    first = look(pack(tmp_path, district()))
    second = ImportRun.objects.get(pk=first.pk)

    apply_import(first, by=BY)
    with pytest.raises(Conflict):
        apply_import(second, by=BY)

    assert Person.objects.count() == 132


@pytest.mark.parametrize("is_first", [True, False])
def test_a_file_of_which_nearly_nothing_lands_is_held(is_first: bool, tmp_path: Path) -> None:
    rows = district()
    if not is_first:
        take(pack(tmp_path, rows))
    for one in rows["users"][3:]:
        one |= {"enabledUser": "ja"}

    run = look(pack(tmp_path, rows))

    assert (run.state, totals(run, "users")["quarantined"]) == (ImportRun.State.HELD, 129)
    found = next(one for one in run.findings if one["code"] == "mass_quarantined" and one["entity"] == "users")
    assert (found["count"], found["of"]) == (129, 132)
    assert "129 of 132 rows of people" in found["message"]


def test_few_bad_rows_of_a_small_change_are_kept_aside_and_no_more(tmp_path: Path) -> None:
    take(pack(tmp_path, district()))
    bad = row(district(), "users", "north-s1") | {"status": "active", "enabledUser": "ja"}

    assert look(pack(tmp_path, changes(users=[bad]), mode="delta")).state == ImportRun.State.PREVIEWED
