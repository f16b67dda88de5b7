"""A school's calendar from a file, over REST."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.rooms.models import CalendarEntry

pytestmark = pytest.mark.django_db
FILE = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Elm//EN\r
X-WR-CALNAME:Elm\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261126\r
DTEND;VALUE=DATE:20261128\r
SUMMARY:Thanksgiving break\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;VALUE=DATE:20261204\r
SUMMARY:Bake sale\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def upload(member: Member, path: str, text: str = FILE, **form: Any) -> Any:
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
    client = Client(headers={"authorization": f"Bearer {token}"})
    return client.post(f"/api/v1/{path}", {"file": SimpleUploadedFile("elm.ics", text.encode()), **form})


def test_a_file_is_looked_at_and_taken_in(cast: Cast) -> None:
    path = f"organisations/{cast.school.pk}/calendar-file"
    seen = upload(cast.dita, f"{path}/preview")
    assert seen.status_code == 200, seen.content
    assert [day["reason"] for day in seen.json()["new"]] == ["Thanksgiving break"]
    assert [day["number"] for day in seen.json()["left_out"]] == [2]
    assert not CalendarEntry.objects.exists()
    effects = json.dumps({"2": "closed"})
    assert len(upload(cast.dita, f"{path}/preview", effects=effects).json()["new"]) == 2
    done = upload(cast.dita, path, effects=effects).json()
    assert (done["added"], done["revoked"], done["issues"]) == (2, 0, [])
    again = upload(cast.dita, path, revoke_gone=True).json()
    assert (again["added"], again["revoked"], again["known"]) == (0, 1, 1)
    assert upload(cast.dita, path, text="nothing").status_code == 422
    assert upload(cast.dita, path, effects="{").status_code == 422
    assert upload(cast.dita, path, effects=json.dumps({"2": "party"})).status_code == 422


def test_only_who_may_edit_that_calendar(cast: Cast) -> None:
    path = f"organisations/{cast.school.pk}/calendar-file"
    for member in (cast.sam, cast.lib):
        assert upload(member, path).status_code in (403, 404)
        assert upload(member, f"{path}/preview").status_code in (403, 404)
    assert not CalendarEntry.objects.exists()
