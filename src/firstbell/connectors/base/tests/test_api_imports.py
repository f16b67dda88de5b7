"""An import driven over REST from the first look to the last choice, and what is remembered for the next one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstbell.connectors.base.models import ColumnMapping, LocationRule
from firstbell.core.models import ImportGuard
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db
API = "/api/v1"
TABLE = "Nr,Which,Device type,School\nA1,1,Notebook,{school}\nA2,2,Notebook,{school}\n"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def client_of(member: Member, *permissions: str) -> Client:
    """With these permissions alone; with none named, all that the member has."""
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    wanted = ["core.api.use", *permissions] if permissions else held
    issued = create_token(member.account, name="Test", permissions=wanted, by=member.actor)
    return Client(headers={"authorization": f"Bearer {issued.text}"})


def upload(client: Client, cast: Cast, source: str = "items", text: str = TABLE, name: str = "t.csv") -> dict[str, Any]:
    file = SimpleUploadedFile(name, text.format(school=cast.school.name).encode())
    answer = client.post(f"{API}/imports", {"file": file, "source": source})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def put(client: Client, path: str, body: Any, method: str = "put") -> Any:
    return getattr(client, method)(f"{API}{path}", body, "application/json")


def test_columns_are_said_kept_changed_and_forgotten(cast: Cast) -> None:
    dita = client_of(cast.dita)
    run = upload(dita, cast)
    assert run["state"] == "rejected"
    path = f"/imports/{run['id']}/columns"
    seen = dita.get(f"{API}{path}").json()
    assert (seen["header"], seen["version"]) == (["Nr", "Which", "Device type", "School"], 0)
    assert seen["missing"]
    said = ["serial", "tag", *seen["columns"][2:]]
    assert set(said) <= {one["key"] for one in seen["choices"]}
    assert put(dita, path, {"columns": said[:2]}).status_code == 422
    again = put(dita, path, {"columns": said}).json()
    assert (again["state"], again["writes"]) == ("previewed", 2)
    kept = dita.get(f"{API}/column-mappings", {"source": "items"}).json()["items"][0]
    assert (kept["columns"], kept["version"]) == (said, 1)
    newer = put(dita, f"/column-mappings/{kept['id']}", {"columns": said, "day_first": True}).json()
    assert (newer["version"], newer["day_first"]) == (2, True)
    assert put(dita, f"/column-mappings/{kept['id']}", {"columns": said}).status_code == 404, "the one before is kept"
    assert dita.get(f"{API}/column-mappings/{kept['id']}").json()["version"] == 1
    assert dita.delete(f"{API}/column-mappings/{newer['id']}").status_code == 204
    assert not ColumnMapping.objects.newest().exists()


def test_meanings_choices_and_ids_of_a_run(cast: Cast) -> None:
    dita = client_of(cast.dita)
    run = upload(dita, cast, "people", "Name,Student ID,Grade\nBo Lee,11,9\n", "p.csv")
    path = f"/imports/{run['id']}"
    chosen = put(dita, f"{path}/choices", {"add_people": True, "school_id": cast.school.pk}, "patch").json()
    assert chosen["options"] == {"add_people": True, "school": cast.school.pk}
    assert chosen["writes"] > 0
    wrong = put(dita, f"{path}/choices", {"assign": True}, "patch")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/assign")
    assert put(dita, f"{path}/choices", {"school_id": 0}, "patch").status_code == 404
    assert put(dita, f"{path}/adopt-ids", {"adopt": True}, "post").json()["options"]["adopt_ids"] is True
    body = {"entity": "people", "column": "school", "foreign": "East ", "ours": cast.school.name}
    made = put(dita, f"{path}/meanings", body, "post")
    assert (made.status_code, made.json()["foreign"]) == (201, "east")
    assert [one["id"] for one in dita.get(f"{API}{path}/meanings").json()["items"]] == [made.json()["id"]]
    assert dita.delete(f"{API}{path}/meanings/{made.json()['id']}").status_code == 204
    assert dita.get(f"{API}{path}/meanings").json()["items"] == []
    assert put(dita, f"{path}/units", {"unit": "/X", "organisation_id": cast.school.pk}, "post").status_code == 404


def test_a_unit_is_said_to_be_a_school_s(cast: Cast) -> None:
    dita = client_of(cast.dita)
    text = "deviceId,serialNumber,orgUnitPath,status,model\nd1,S1,/Nowhere,ACTIVE,Acer 311\n"
    run = upload(dita, cast, "google_csv", text, "devices.csv")
    body = {"unit": "/Nowhere", "organisation_id": cast.school.pk}
    again = put(dita, f"/imports/{run['id']}/units", body, "post")
    assert again.status_code == 200, again.content
    assert LocationRule.objects.get(pattern="/Nowhere").organisation == cast.school
    assert again.json()["errors"] < run["errors"] or again.json()["writes"] > run["writes"]


def test_rules_for_places(cast: Cast) -> None:
    dita, tess = client_of(cast.dita), client_of(cast.tess, "core.import.view")
    body = {"pattern": "*/Kiosk", "organisation_id": cast.school.pk, "priority": 7}
    made = put(dita, "/location-rules", body, "post").json()
    assert (made["pattern"], made["organisation_id"], made["field"]) == ("*/Kiosk", cast.school.pk, "unit")
    path = f"/location-rules/{made['id']}"
    assert put(dita, path, body | {"field": "location"}).json()["field"] == "location"
    assert put(dita, path, {"pattern": "x"}).json()["code"] == "invalid"
    assert dita.get(f"{API}/location-rules", {"organisation_id": cast.school.pk}).json()["items"][0]["priority"] == 7
    assert client_of(cast.sam, "core.import.view").get(f"{API}{path}").status_code == 404
    assert tess.get(f"{API}{path}").status_code == 200
    assert put(tess, path, body).status_code == 403
    assert tess.delete(f"{API}{path}").status_code == 403
    assert dita.delete(f"{API}{path}").status_code == 204


def test_limits_and_who_may_set_them(cast: Cast) -> None:
    dita, tess = client_of(cast.dita), client_of(cast.tess, "core.import.view", "core.import.run")
    guard = dita.get(f"{API}/import-guards", {"source": "oneroster"}).json()["items"][0]
    path = f"/import-guards/{guard['id']}"
    changed = put(dita, path, {"gone_rows": 9, "source_note": "June"}, "patch").json()
    assert (changed["gone_rows"], changed["source_note"], changed["floor"]) == (9, "June", guard["floor"])
    assert put(dita, path, {"gone_percent": 101}, "patch").status_code == 422
    assert put(tess, path, {"gone_rows": 0}, "patch").status_code == 403
    assert ImportGuard.objects.get(pk=guard["id"]).gone_rows == 9
    run = upload(dita, cast)
    sam = client_of(cast.sam, "core.import.view", "core.import.run")
    assert put(sam, f"/imports/{run['id']}/columns", {"columns": ["serial"]}).status_code == 404
    assert put(tess, f"/imports/{run['id']}/adopt-ids", {"adopt": True}, "post").status_code in (403, 404)
