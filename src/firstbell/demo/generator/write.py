"""Writes a whole district: `write_district` is the generator's one door."""

import json
from dataclasses import astuple, fields
from itertools import chain
from pathlib import Path

from firstbell.demo.generator.badges import badge_of
from firstbell.demo.generator.buildings import Room, furnish
from firstbell.demo.generator.devices import COLUMNS, Fleet
from firstbell.demo.generator.layout import DISTRICT_ID, lay_out
from firstbell.demo.generator.nights import Calm, Churn, churn_until
from firstbell.demo.generator.output import Output
from firstbell.demo.generator.people import CAST, seat_cast
from firstbell.demo.generator.roster import Roster, changes, columns
from firstbell.demo.generator.sections import make_timetable
from firstbell.demo.generator.spec import DistrictManifest, DistrictSpec
from firstbell.demo.generator.staff import hire_staff
from firstbell.demo.generator.students import Families, Students
from firstbell.demo.generator.timetables import BELL_COLUMNS, bell_rows, calendar_text

# Every data file a manifest has to name, by version of the binding.
_MANIFEST_1_1 = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
    "enrollments", "lineItems", "orgs", "resources", "results", "users",
)  # fmt: skip
_MANIFEST_1_2 = tuple(
    sorted(
        (
            *_MANIFEST_1_1, "lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds",
            "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources",
        ),
        key=str.lower,
    )
)  # fmt: skip


class District:
    """A district with everything but its students in memory; nights are made from it."""

    def __init__(self, spec: DistrictSpec) -> None:
        self.spec = spec
        self.layout = lay_out(spec)
        self.timetable = make_timetable(self.layout)
        self.rooms: list[Room] = [room for plan in self.timetable.schools for room in furnish(plan)]
        self.seats = seat_cast(self.layout)
        self.staff = hire_staff(spec, self.layout, self.timetable, self.seats)
        self.families = Families(spec, self.timetable, self.seats)

    def churn(self, night: int) -> Churn:
        calm = Calm(self.seats, self.families.is_single)
        return churn_until(self.spec, self.timetable, calm, night)

    def roster(self, night: int) -> Roster:
        churn = self.churn(night)
        students = Students(self.spec, self.timetable, self.seats, churn)
        return Roster(self.spec, self.timetable, self.staff, students, churn)


def write_district(spec: DistrictSpec, out: Path) -> DistrictManifest:
    """Write the district of `spec` into the directory `out`, made if need be; files of the same names are replaced.

    Writes `oneroster.zip` (and `oneroster-delta.zip` when asked for), `chromebooks.csv`, `calendars/<school>.ics`,
    `bell_schedules.csv`, `rooms.csv`, `badges.csv` and `district.json`. Raises OSError when the disk will not have it.
    """
    output = Output(out)
    district = District(spec)
    roster = district.roster(spec.night)
    manifest = DistrictManifest(spec, district.layout.name, district.layout.domain, roster.year.year)
    _write_bulk(output, roster, manifest)
    if spec.delta:
        _write_delta(output, district.roster(spec.night - 1), roster, manifest)
    _write_surroundings(output, district, roster, manifest)
    _write_devices(output, district, roster, manifest)
    manifest.files = output.files
    text = json.dumps(manifest.as_dict(), ensure_ascii=False, indent=2) + "\n"
    (out / "district.json").write_bytes(text.encode())
    return manifest


def _write_surroundings(output: Output, district: District, roster: Roster, manifest: DistrictManifest) -> None:
    schools = district.layout.schools
    manifest.schools = [
        {
            "sourced_id": school.sourced_id,
            "name": school.name,
            "identifier": school.identifier,
            "level": school.level.key,
            "grades": list(school.grades),
            "students": school.students,
        }
        for school in schools
    ]
    for school in schools:
        text = calendar_text(school, roster.year, district.layout.domain)
        output.text(f"calendars/{school.sourced_id}.ics", text)
    bells = (row for school in schools for row in bell_rows(school))
    manifest.counts["bell_schedules"] = output.table("bell_schedules.csv", BELL_COLUMNS, bells)
    rooms = ([str(value) for value in astuple(room)] for room in district.rooms)
    manifest.counts["rooms"] = output.table("rooms.csv", [column.name for column in fields(Room)], rooms)
    numbers = chain(
        (person.number for person in district.staff.everyone),
        (roster.students.student_number(index) for index in roster.students.indexes()),
    )
    badges = ([number, badge_of(number)] for number in numbers)
    manifest.counts["badges"] = output.table("badges.csv", ("identifier", "badge"), badges)


def _write_devices(output: Output, district: District, roster: Roster, manifest: DistrictManifest) -> None:
    """The device export, and after it the cast: what they carry is known then."""
    fleet = Fleet(district.roster(0), roster.churn.today, district.seats)
    manifest.counts["chromebooks"] = output.table("chromebooks.csv", COLUMNS, fleet.rows())
    people = (*district.staff.everyone, roster.students.student(district.seats.stu))
    known = {person.username: person for person in people}
    names = {DISTRICT_ID: district.layout.name, **{place.sourced_id: place.name for place in district.layout.schools}}
    for member in CAST:
        person = known.get(member.username)
        if person is None:
            continue
        school = person.roles[0][1]
        manifest.cast[member.key] = {
            "username": person.username,
            "name": f"{person.given} {person.family}",
            "email": person.email,
            "job": member.job or "Student",
            "sourced_id": person.sourced_id,
            "identifier": person.number,
            "badge": badge_of(person.number),
            "school": school,
            "school_name": names[school],
            **{f"device_{word}": value for word, value in fleet.remembered.get(member.key, {}).items()},
        }
    manifest.loaner = fleet.remembered.get("loaner", {})


def _package_manifest(version: str, mode: str, present: set[str]) -> list[tuple[str, str]]:
    files = _MANIFEST_1_2 if version == "1.2" else _MANIFEST_1_1
    return [
        ("manifest.version", "1.0"),
        ("oneroster.version", version),
        *((f"file.{name}", mode if name in present else "absent") for name in files),
        ("source.systemName", "Firstbell demo SIS"),
        ("source.systemCode", "FBDEMO"),
    ]


def _write_bulk(output: Output, roster: Roster, manifest: DistrictManifest) -> None:
    headers = columns(roster.spec.version)
    with output.archive("oneroster.zip") as archive:
        package = _package_manifest(roster.spec.version, "bulk", set(headers))
        archive.table("manifest.csv", ("propertyName", "value"), package)
        for name, make_rows in roster.files().items():
            manifest.counts[name] = archive.table(f"{name}.csv", headers[name], make_rows())


def _write_delta(output: Output, before: Roster, after: Roster, manifest: DistrictManifest) -> None:
    headers = columns(after.spec.version)
    found = changes(before, after)
    with output.archive("oneroster-delta.zip") as archive:
        package = _package_manifest(after.spec.version, "delta", set(found))
        archive.table("manifest.csv", ("propertyName", "value"), package)
        for name, rows in found.items():
            manifest.counts[f"delta.{name}"] = archive.table(f"{name}.csv", headers[name], rows)
