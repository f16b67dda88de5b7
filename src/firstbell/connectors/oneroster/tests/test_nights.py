"""Night after night: unchanged, changed, gone, back, kept aside, mended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.connectors.oneroster.tests.factories import (
    BY,
    MOMENT,
    VERSIONS,
    changes,
    codes,
    district,
    look,
    pack,
    row,
    take,
    totals,
    without,
)
from firstbell.core.imports.actions import map_value, preview_import
from firstbell.core.models import AuditEntry, ImportRun, SearchDocument
from firstbell.core.search import searchables
from firstbell.people.models import (
    AcademicSession,
    Course,
    Enrollment,
    Membership,
    Organisation,
    Person,
    Section,
)

pytestmark = pytest.mark.django_db


def person(sourced_id: str) -> Person:
    return Person.objects.get(sourced_id=sourced_id)


@pytest.mark.parametrize("version", VERSIONS)
def test_everything_lands_where_it_belongs(version: str, tmp_path: Path) -> None:
    run = take(pack(tmp_path, district(version), version))

    school = Organisation.objects.get(sourced_id="north")
    top = Organisation.objects.get(sourced_id="d")
    assert school.path == f"{top.pk}.{school.pk}."
    student = person("north-s1")
    assert (student.kind, student.organisation, student.grade, student.import_run) == ("student", school, "10", run.pk)
    assert student.sort_name == Person.sort_name_of(student.given_name, student.family_name)
    assert person("north-t0").kind == "staff"
    assert [(role.role, role.organisation, role.is_primary) for role in student.memberships.all()] == [
        ("student", school, True)
    ]
    homeroom = Section.objects.get(sourced_id="north-k0")
    assert student.homeroom == homeroom
    assert {one.sourced_id for one in homeroom.sessions.all()} == {"f"}
    assert {one.sourced_id for one in Section.objects.get(sourced_id="north-k1").sessions.all()} == {"y", "f"}
    assert homeroom.course == Course.objects.get(sourced_id="north-c0")
    assert homeroom.course is not None
    assert homeroom.course.title == 'Course 0 "Intro, Part 0"'
    assert AcademicSession.objects.get(sourced_id="f").parent == AcademicSession.objects.get(sourced_id="y")
    enrollment = Enrollment.objects.get(sourced_id="e-north-t0-0")
    assert (enrollment.person, enrollment.section, enrollment.is_primary) == (person("north-t0"), homeroom, True)


def test_new_people_are_found_as_the_people_room_would_index_them(tmp_path: Path) -> None:
    take(pack(tmp_path, district()))
    searchable = next(one for one in searchables() if one.kind == Person.KIND_REF)
    fields = ("object_id", "title", "terms", "scope")
    written = sorted(SearchDocument.objects.filter(kind=Person.KIND_REF).values_list(*fields))
    from firstbell.core import search

    ids = list(Person.objects.values_list("pk", flat=True))
    expected = sorted(search.row_of(Person.KIND_REF, document)[1:] for document in searchable.documents(ids))

    assert written == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_file_again_writes_nothing_but_its_run(version: str, tmp_path: Path) -> None:
    path = pack(tmp_path, district(version), version)
    take(path)
    before = list(Person.objects.order_by("pk").values())

    with CaptureQueriesContext(connection) as queries:
        run = take(path)

    written = [
        query["sql"]
        for query in queries.captured_queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) and "core_" not in query["sql"].split("SET")[0][:60]
    ]
    assert written == []
    assert run.writes == 0
    assert list(Person.objects.order_by("pk").values()) == before


def test_a_changed_name_is_written_audited_and_found(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    row(rows, "users", "north-s1")["familyName"] = "Newname"

    run = take(pack(tmp_path, rows))

    changed = person("north-s1")
    assert (changed.family_name, totals(run, "users")) == ("Newname", {"changed": 1, "same": 131})
    entry = AuditEntry.objects.get(subject_kind=Person.KIND_REF, subject_id=changed.pk)
    assert entry.changes["Family name"][1] == "Newname"
    assert "newname" in SearchDocument.objects.get(kind=Person.KIND_REF, object_id=changed.pk).title
    assert run.samples[0]["changes"]["Family name"][1] == "Newname"


def test_who_is_no_longer_named_is_marked_and_comes_back(tmp_path: Path) -> None:
    rows = district()
    complete = pack(tmp_path, rows)
    take(complete)
    shorter = without(rows, "users", lambda one: one["sourcedId"] != "north-s1")
    shorter = without(shorter, "enrollments", lambda one: one["userSourcedId"] != "north-s1")
    path = pack(tmp_path, shorter)

    run = take(path)
    gone = person("north-s1")
    assert totals(run, "users") == {"same": 131, "gone": 1}
    assert (gone.missing_since is not None, gone.missing_runs, gone.closed_at) == (True, 1, None)
    assert not gone.memberships.filter(closed_at=None).exists()
    assert not gone.enrollments.filter(closed_at=None).exists()

    take(path)
    assert person("north-s1").missing_runs == 2

    back = take(complete)
    found = person("north-s1")
    assert found.pk == gone.pk
    assert totals(back, "users") == {"same": 131, "changed": 1}
    assert (found.missing_since, found.missing_runs) == (None, 0)
    assert found.memberships.filter(closed_at=None, missing_since=None).count() == 1
    assert found.enrollments.filter(closed_at=None, missing_since=None).count() == 2


def test_a_missing_class_is_closed_after_the_grace_period(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    rows = without(
        rows, "enrollments", lambda one: one["classSourcedId"] != "west-k3" or "-t3" not in one["userSourcedId"]
    )
    path = pack(tmp_path, without(rows, "classes", lambda one: one["sourcedId"] != "west-k3"))
    take(path)
    section = Section.objects.get(sourced_id="west-k3")
    assert section.closed_at is None

    Section.objects.filter(pk=section.pk).update(missing_since=timezone.now() - dt.timedelta(days=4))
    take(path)
    take(path)

    section.refresh_from_db()
    assert (section.missing_runs, section.closed_at is not None) == (3, True)


def test_a_disabled_user_is_withdrawn_at_once_and_readmitted_when_enabled(tmp_path: Path) -> None:
    rows = district()
    complete = pack(tmp_path, rows)
    take(complete)
    row(rows, "users", "north-s1")["enabledUser"] = "false"

    run = take(pack(tmp_path, rows))
    left = person("north-s1")
    assert totals(run, "users") == {"gone": 1, "same": 131}
    assert left.withdrawn_on == timezone.localdate()
    assert left.closed_at is not None
    assert AuditEntry.objects.filter(subject_id=left.pk, verb="people.person.withdrawn").exists()

    take(complete)
    assert person("north-s1").withdrawn_on is None
    assert person("north-s1").closed_at is None
    assert person("north-s1").memberships.filter(closed_at=None).count() == 1


def test_a_delta_never_implies_absence(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    delta = changes(users=[row(rows, "users", "north-s2") | {"status": "active", "familyName": "Renamed"}])

    run = take(pack(tmp_path, delta, mode="delta"))

    assert totals(run, "users") == {"changed": 1}
    assert not Person.objects.exclude(missing_since=None).exists()
    assert not run.is_complete


def test_a_complete_file_after_a_delta_finds_nothing_to_do(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    renamed = row(rows, "users", "north-s2")
    renamed["familyName"] = "Renamed"
    delta = changes(users=[renamed | {"status": "active", "dateLastModified": MOMENT}])
    take(pack(tmp_path, delta, mode="delta"))

    run = take(pack(tmp_path, rows))

    assert totals(run, "users") == {"same": 132}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_quarantined_row_keeps_its_last_good_version_and_is_not_gone(version: str, tmp_path: Path) -> None:
    rows = district(version)
    take(pack(tmp_path, rows, version))
    row(rows, "orgs", "north")["type"] = "campus"
    row(rows, "users", "south-s1")["enabledUser"] = "yes"

    run = take(pack(tmp_path, rows, version))

    assert (run.quarantined, codes(run)) == (2, {"bad_value"})
    assert Organisation.objects.get(sourced_id="north").missing_since is None
    assert person("south-s1").missing_since is None


def test_rows_wait_for_their_parent_and_the_report_names_it(tmp_path: Path) -> None:
    rows = district()
    row(rows, "orgs", "north")["type"] = "campus"

    run = take(pack(tmp_path, rows))

    waiting = [group for group in run.groups if group["code"] == "waiting"]
    assert len(waiting) == 1
    assert waiting[0]["message"] == (
        "Waiting because organisation north is kept aside (orgs.csv, line 3, column type, value “campus”)"
    )
    assert waiting[0]["count"] == 3 + 4 + 44 + 84
    assert not Person.objects.filter(sourced_id__startswith="north").exists()


def test_a_foreign_word_can_be_given_a_meaning(tmp_path: Path) -> None:
    rows = district()
    row(rows, "orgs", "north")["type"] = "Campus"
    run = look(pack(tmp_path, rows))
    assert run.quarantined == 136

    map_value(run, entity="orgs", column="type", foreign="campus", ours="school", by=BY)
    preview_import(run, by=BY)

    assert run.quarantined == 0
    assert totals(run, "users") == {"new": 132}


def test_a_meaning_reads_known_rows_again_without_changing_them(tmp_path: Path) -> None:
    path = pack(tmp_path, district())
    run = take(path)
    map_value(run, entity="users", column="role", foreign="pupil", ours="student", by=BY)

    again = take(path)

    assert totals(again, "users") == {"same": 132}
    assert look(path).writes == 0


def test_an_open_optional_reference_is_filled_in_later(tmp_path: Path) -> None:
    rows = district()
    good = [dict(one) for one in rows["academicSessions"]]
    row(rows, "academicSessions", "f")["startDate"] = "8/10/2026"
    run = take(pack(tmp_path, rows))
    section = Section.objects.get(sourced_id="north-k1")
    assert "open_reference" in codes(run)
    assert {one.sourced_id for one in section.sessions.all()} == {"y"}

    take(pack(tmp_path, rows | {"academicSessions": good}))

    assert {one.sourced_id for one in section.sessions.all()} == {"y", "f"}
    assert look(pack(tmp_path, rows | {"academicSessions": good})).writes == 0


def test_an_unreadable_row_takes_the_word_gone_from_its_file(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))

    def spoil(files: dict[str, bytes]) -> None:
        files["users.csv"] = files["users.csv"].replace(b"north-s1,", b'"north-s1,', 1)

    run = take(pack(tmp_path, rows, spoil=spoil))

    assert person("north-s1").missing_since is None
    assert run.quarantined


def test_of_two_versions_the_one_we_have_stays(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    family = person("north-s1").family_name
    rows["users"].append(row(rows, "users", "north-s1") | {"familyName": "Other"})

    run = take(pack(tmp_path, rows))

    assert totals(run, "users") == {"same": 132, "quarantined": 1}
    assert person("north-s1").family_name == family


def test_an_identifier_that_a_spreadsheet_destroyed_is_not_taken(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    number = person("north-s1").identifier
    row(rows, "users", "north-s1")["identifier"] = "1.00E+05"

    take(pack(tmp_path, rows))

    assert person("north-s1").identifier == number


def test_a_column_the_file_does_not_have_wipes_nothing(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    email = person("north-s1").email

    def spoil(files: dict[str, bytes]) -> None:
        files["users.csv"] = files["users.csv"].replace(b",email,", b",oldEmail,", 1)

    run = take(pack(tmp_path, rows, spoil=spoil))

    assert person("north-s1").email == email
    assert totals(run, "users") == {"same": 132}


def test_sensitive_columns_are_not_kept(tmp_path: Path) -> None:
    rows = district()
    row(rows, "users", "north-s1").update(password="hunter2", sms="5550001", phone="5550002")

    take(pack(tmp_path, rows))

    assert not any(word in str(Person.objects.filter(sourced_id="north-s1").values()) for word in ("hunter2", "555000"))


def test_from_version_1_1_to_1_2_nobody_is_doubled(tmp_path: Path) -> None:
    take(pack(tmp_path, district("1.1"), "1.1"))

    run = take(pack(tmp_path, district("1.2"), "1.2"))

    assert totals(run, "users") == {"same": 132}
    assert totals(run, "roles") == {"same": 132}
    assert Membership.objects.count() == 132


def test_a_file_that_used_to_come_is_missed(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    rows.pop("courses")

    run = look(pack(tmp_path, rows))

    assert run.state == ImportRun.State.HELD
    assert [one["code"] for one in run.findings] == ["file_absent"]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_enrollment_that_cannot_be_meant_is_told_and_lands(version: str, tmp_path: Path) -> None:
    rows = district(version)
    row(rows, "enrollments", "e-north-s1-0").update(beginDate="2026-09-01", endDate="2026-08-01")
    row(rows, "enrollments", "e-north-s2-0")["schoolSourcedId"] = "south"
    row(rows, "enrollments", "e-north-s3-0").update(beginDate="2026-09-01", endDate="2026-09-01")

    run = take(pack(tmp_path, rows, version))

    told = {issue.code: (issue.key, issue.column) for issue in run.issues.filter(entity="enrollments")}
    assert told["ends_before_begin"] == ("e-north-s1-0", "endDate")
    assert told["other_school"] == ("e-north-s2-0", "schoolSourcedId")
    assert "quarantined" not in totals(run, "enrollments")
    again = look(pack(tmp_path, rows, version))
    assert (again.writes, again.issues.count()) == (0, 0)
