"""Files around the roster, the cast, and that the same wish writes the same bytes."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from firstbell.demo.cast import PARTS
from firstbell.demo.generator import DistrictSpec, write_district
from firstbell.demo.generator.badges import luhn
from firstbell.demo.generator.draw import Draw, spread
from firstbell.demo.generator.school_year import SchoolYear, school_year_of

ALL_CAST = ["tess", "lib", "tia", "stu", "cora", "dita", "sam"]


def digests(directory: Path) -> dict[str, str]:
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_equal_wishes_write_equal_bytes(tmp_path: Path) -> None:
    spec = DistrictSpec(300, seed=5, schools=2, version="1.2", night=3, delta=True)
    write_district(spec, tmp_path / "one")
    # Another process has another hash seed: order must not hang on it.
    program = (
        "import sys; from pathlib import Path; from firstbell.demo.generator import DistrictSpec, write_district; "
        "write_district(DistrictSpec(300, 5, 2, '1.2', night=3, delta=True), Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "two")], check=True, timeout=60)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_is_another_district(tmp_path: Path) -> None:
    one = write_district(DistrictSpec(60, seed=1), tmp_path / "one")
    two = write_district(DistrictSpec(60, seed=2), tmp_path / "two")
    changed = {file.path for file in one.files} & {file.path for file in two.files}
    same = {file.path for file in one.files if file in two.files}
    # Bells and the package's table of contents and terms do not depend on chance.
    assert changed - same >= {"chromebooks.csv", "badges.csv", "oneroster.zip/users.csv", "oneroster.zip/orgs.csv"}


def test_manifest_tells_what_is_there(tmp_path: Path) -> None:
    manifest = write_district(DistrictSpec(200, schools=2), tmp_path)
    document = json.loads((tmp_path / "district.json").read_text(encoding="utf-8"))
    assert document == json.loads(json.dumps(manifest.as_dict()))
    on_disk = digests(tmp_path)
    for file in manifest.files:
        if file.path in on_disk:
            assert on_disk[file.path] == file.sha256
            assert (tmp_path / file.path).stat().st_size == file.size
    assert set(on_disk) - {"district.json"} == {file.path for file in manifest.files if "zip/" not in file.path}
    assert sum(school["students"] for school in document["schools"]) == 200
    assert document["counts"]["chromebooks"] == len(table(tmp_path / "chromebooks.csv"))


@pytest.mark.parametrize(("students", "schools", "cast"), [(1, 1, ALL_CAST[:6]), (2, 2, ALL_CAST), (400, 3, ALL_CAST)])
def test_cast_is_in_the_files(tmp_path: Path, students: int, schools: int, cast: list[str]) -> None:
    manifest = write_district(DistrictSpec(students, schools=schools, seed=9), tmp_path)
    assert list(manifest.cast) == cast
    badges = {row["identifier"]: row["badge"] for row in table(tmp_path / "badges.csv")}
    for member in manifest.cast.values():
        assert badges[member["identifier"]] == member["badge"]
        assert member["email"].endswith(f"@{manifest.domain}")
    # The demo's sign-in page counts on these.
    usernames = {part.username for part in PARTS if part.username.split(".")[0] in cast}
    assert {member["username"] for member in manifest.cast.values()} == usernames
    assert len({manifest.cast[name]["school"] for name in cast if name not in ("dita", "sam")}) == 1
    if "sam" in cast:
        assert manifest.cast["sam"]["school"] != manifest.cast["stu"]["school"]


def test_cast_carries_devices_and_a_loaner_waits(tmp_path: Path) -> None:
    manifest = write_district(DistrictSpec(1200, schools=3), tmp_path)
    devices = {row["serialNumber"]: row for row in table(tmp_path / "chromebooks.csv")}
    stu = manifest.cast["stu"]
    assert devices[stu["device_serial"]]["annotatedUser"] == stu["email"]
    assert devices[stu["device_serial"]]["annotatedAssetId"] == stu["device_asset_tag"]
    loaner = devices[manifest.loaner["serial"]]
    assert loaner["annotatedLocation"] == f"{stu['school_name']} - Loaner pool"
    assert loaner["annotatedUser"] == ""


def test_chromebooks_are_a_believable_fleet(tmp_path: Path) -> None:
    write_district(DistrictSpec(1200, schools=3), tmp_path)
    rows = table(tmp_path / "chromebooks.csv")
    assert len(rows[0]) == 37
    assert abs(len(rows) - 1380) <= 3
    serials = [row["serialNumber"] for row in rows]
    assert len(set(serials)) == len({row["deviceId"] for row in rows}) == len(rows)
    tags = [row["annotatedAssetId"] for row in rows if row["annotatedAssetId"]]
    assert all(tag.startswith("0") for tag in tags)
    assert len(set(tags)) < len(tags) < len(rows)
    assert {row["provisionStatus"] for row in rows} == {"Provisioned", "Deprovisioned", "Disabled"}
    assert len({row["model"] for row in rows}) >= 10
    for row in rows:
        aue = datetime.strptime(row["autoUpdateExpiration"], "%Y-%m")  # noqa: DTZ007
        synced = datetime.strptime(row["lastPolicySync"], "%Y-%m-%d %I:%M %p")  # noqa: DTZ007
        assert aue.month == 6
        assert date(2025, 9, 1) <= synced.date() <= date(2026, 11, 24)
        assert bool(row["lastDeprovision"]) == (row["provisionStatus"] == "Deprovisioned")
    known = {row["annotatedUser"].lower() for row in rows} - {""}
    assert 800 < len(known) < 1000


def test_rooms_hold_the_classes(tmp_path: Path) -> None:
    manifest = write_district(DistrictSpec(1200, schools=3), tmp_path)
    rooms = table(tmp_path / "rooms.csv")
    places = [(room["school"], room["number"]) for room in rooms]
    assert len(set(places)) == len(places)
    assert {room["kind"] for room in rooms} == {"classroom", "lab", "library", "office", "gym"}
    assert {room["school"] for room in rooms} == {school["sourced_id"] for school in manifest.schools}
    with zipfile.ZipFile(tmp_path / "oneroster.zip") as package:
        classes = csv.DictReader(io.StringIO(package.read("classes.csv").decode("utf-8"), newline=""))
        assert {(row["schoolSourcedId"], row["location"]) for row in classes} <= set(places)


def test_bells_never_overlap(tmp_path: Path) -> None:
    write_district(DistrictSpec(300, schools=3), tmp_path)
    days: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in table(tmp_path / "bell_schedules.csv"):
        days.setdefault((row["school"], row["day_type"]), []).append((row["start"], row["end"]))
    assert {day for _, day in days} == {"regular", "early release", "assembly"}
    for periods in days.values():
        flat = [moment for period in periods for moment in period]
        assert flat == sorted(flat)
        assert len(set(flat)) == 16


def test_calendar_is_readable_and_knows_the_holidays(tmp_path: Path) -> None:
    write_district(DistrictSpec(300, schools=3, today=date(2026, 11, 24)), tmp_path)
    calendars = [Calendar.from_ical(path.read_bytes()) for path in sorted((tmp_path / "calendars").glob("*.ics"))]
    assert len(calendars) == 3
    events = {str(event["SUMMARY"]): event for event in calendars[0].walk("VEVENT")}
    assert events["Thanksgiving break"].decoded("DTSTART") == date(2026, 11, 25)
    assert events["Thanksgiving break"].decoded("DTEND") == date(2026, 11, 28)
    assert events["Presidents' Day"].decoded("DTSTART") == date(2027, 2, 15)
    water = [sum("water" in str(event["SUMMARY"]) for event in calendar.walk("VEVENT")) for calendar in calendars]
    assert water == [0, 1, 0]


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_school_year_holds_together(today: date) -> None:
    year = SchoolYear(school_year_of(today))
    assert year.start.year + 1 == year.end.year == year.year
    by_id = {session.sourced_id: session for session in year.sessions()}
    for session in by_id.values():
        assert session.start < session.end
        if session.parent:
            assert by_id[session.parent].start <= session.start < session.end <= by_id[session.parent].end
    school_days = {
        day
        for offset in range((year.end - year.start).days)
        if (day := year.start + timedelta(days=offset)).weekday() < 5
    }
    for event in year.days(1):
        if event.kind == "closed":
            school_days -= {event.start + timedelta(days=n) for n in range((event.end - event.start).days)}
        else:
            assert event.start in school_days
    assert 170 <= len(school_days) <= 200


@given(st.integers(0, 10**9), st.integers(0, 400))
def test_spread_never_repeats(seed: int, start: int) -> None:
    numbers = [spread(index, 907, seed) for index in range(start, 906)]
    assert len(set(numbers)) == len(numbers)
    assert all(0 < number < 907 for number in numbers)


@given(st.integers(), st.integers(1, 10**6))
def test_draws_stay_below_their_limit_and_repeat(key: int, limit: int) -> None:
    one, two = Draw("test", key), Draw("test", key)
    numbers = [one.below(limit) for _ in range(60)]
    assert numbers == [two.below(limit) for _ in range(60)]
    assert all(0 <= number < limit for number in numbers)


def test_badges_end_in_their_check_digit(tmp_path: Path) -> None:
    assert luhn("7992739871") == 3
    write_district(DistrictSpec(100), tmp_path)
    badges = [row["badge"] for row in table(tmp_path / "badges.csv")]
    assert len(set(badges)) == len(badges)
    assert all(len(badge) == 14 and luhn(badge[:-1]) == int(badge[-1]) for badge in badges)


@pytest.mark.parametrize(
    "wish",
    [{"students": 0}, {"students": 5, "schools": 6}, {"students": 5, "schools": 0}, {"students": 5, "night": -1}],
)
def test_impossible_wishes_are_refused_in_words(wish: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be from"):
        DistrictSpec(**wish)  # type: ignore[arg-type]  # mypy cannot see which key a value belongs to
