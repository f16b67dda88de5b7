"""Users of Snipe-IT: matched with people; created only when somebody says so, and only once."""

from __future__ import annotations

import pytest

from firstbell.connectors.snipe_it.tests.factories import BY, codes, counted, look, sheet, take
from firstbell.core.imports.actions import map_value, preview_import
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db

HEADER = [
    "First Name",
    "Last Name",
    "Email",
    "Username",
    "Activated",
    "Location",
    "Address",
    "City",
    "State",
    "Country",
    "Postal Code",
    "Website",
    "Phone",
    "Job Title",
    "Notes",
    "Employee Number",
    "Company",
    "Manager",
    "Remote",
    "VIP",
    "Start Date",
    "End Date",
    "Gravatar",
]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def user(cast: Cast, **said: str) -> list[str]:
    values = {
        "First Name": "Ana", "Last Name": "Gómez", "Email": "ana@example.org", "Username": "ana.g", "Job Title": "Student",
        "Employee Number": "0042", "Company": cast.school.name, **said,
    }  # fmt: skip
    return [values.get(name, "") for name in HEADER]


def test_nobody_is_created_unless_chosen(cast: Cast) -> None:
    before = Person.objects.count()
    run = take(sheet(HEADER, user(cast)), "users.csv")
    assert (run.source_key, run.writes, Person.objects.count()) == ("snipe_it_users", 0, before)
    assert {"proposed", "left_out"} <= codes(run)


def test_chosen_they_are_provisional_and_known_the_next_time(cast: Cast) -> None:
    data = sheet(HEADER, user(cast))
    assert counted(take(data, "users.csv", options={"add_people": True}), "people") == {"new": 1}
    ana = Person.objects.get(identifier="0042")
    assert (ana.name, ana.kind, ana.username, ana.email, ana.organisation) == (
        "Ana Gómez", "student", "ana.g", "ana@example.org", cast.school,
    )  # fmt: skip
    assert ana.is_provisional
    again = take(data, "users.csv", options={"add_people": True})
    assert (again.writes, counted(again, "people")) == (0, {"same": 1})


def test_people_of_the_roster_are_matched(cast: Cast) -> None:
    run = look(sheet(HEADER, user(cast, Email=cast.stu.person.email)), "users.csv", options={"add_people": True})
    assert counted(run, "people") == {"same": 1}


def test_the_same_name_under_other_codes_is_for_a_person_to_look_at(cast: Cast) -> None:
    stu = cast.stu.person
    row = user(cast, **{"First Name": stu.given_name, "Last Name": stu.family_name})
    run = look(sheet(HEADER, row), "users.csv", options={"add_people": True})
    assert counted(run, "people") == {"quarantined": 1}
    assert "similar" in codes(run)


def test_what_somebody_is_is_asked_where_the_title_does_not_say_it(cast: Cast) -> None:
    data = sheet(
        HEADER,
        user(cast, **{"Job Title": "Wizard"}),
        user(cast, **{"Job Title": "", "Email": "b@x.org", "Username": "b", "Employee Number": "7", "Last Name": "B"}),
    )
    run = look(data, "users.csv", options={"add_people": True})
    assert counted(run, "people") == {"quarantined": 2}
    map_value(run, entity="people", column="kind", foreign="Wizard", ours="staff", by=BY)
    run.options |= {"kind": "student"}
    run.save()
    assert counted(preview_import(run, by=BY), "people") == {"new": 2}
