"""The same import through the pages and on the command line."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rich.console import Console

from firstbell.connectors.oneroster.tests.factories import BY, district, look, pack, row, take, totals
from firstbell.core.imports.cli import run_import_cli
from firstbell.core.models import ImportGuard, ImportRun
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, Member, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def dita(cast: Cast) -> Client:
    return signed_in(cast.dita)


def dropped(client: Client, path: Path) -> ImportRun:
    upload = SimpleUploadedFile(path.name, path.read_bytes(), "application/zip")
    reply = client.post("/imports/new/", {"file": upload, "place": "0"})
    assert reply.status_code == 302, reply.content.decode()[-3000:]
    return ImportRun.objects.latest("pk")


def test_drop_look_apply(dita: Client, tmp_path: Path) -> None:
    rows = district()
    row(rows, "orgs", "west")["type"] = "campus"
    run = dropped(dita, pack(tmp_path, rows))
    page = dita.get(f"/imports/{run.pk}/").content.decode()
    assert "Waiting because organisation west is kept aside" in page
    assert "“campus” means" in page.replace("\n", " ")

    dita.post(f"/imports/{run.pk}/map/", {"entity": "orgs", "column": "type", "foreign": "campus", "ours": "school"})
    dita.post(f"/imports/{run.pk}/apply/")

    run.refresh_from_db()
    assert (run.state, run.quarantined, run.applied_by_name) == ("applied", 0, run.started_by_name)
    assert Person.objects.filter(sourced_id="west-s1").exists()
    assert dita.get("/imports/").status_code == 200
    assert dita.get(f"/imports/{run.pk}/progress/").headers["HX-Refresh"] == "true"


def test_release_on_the_page(dita: Client, tmp_path: Path) -> None:
    run = look(pack(tmp_path, district() | {"enrollments": []}))
    assert "On hold" in dita.get(f"/imports/{run.pk}/").content.decode()

    refused = dita.post(f"/imports/{run.pk}/release/", {"count": "7", "reason": "There are none"})
    assert refused.status_code == 422
    assert "does not match" in refused.content.decode()

    dita.post(f"/imports/{run.pk}/release/", {"count": "0", "reason": "There are none yet"})
    run.refresh_from_db()
    assert run.state == "previewed"


def test_the_quarantine_can_be_downloaded_and_read(dita: Client, tmp_path: Path) -> None:
    rows = district()
    row(rows, "users", "north-s1").update(enabledUser="=cmd()")
    run = look(pack(tmp_path, rows))

    reply = dita.get(f"/imports/{run.pk}/quarantine/")

    assert reply.headers["Content-Disposition"].startswith("attachment")
    body = b"".join(reply.streaming_content).decode()  # type: ignore[attr-defined]
    first = next(csv.DictReader(io.StringIO(body)))
    assert (first["file"], first["sourcedId"], first["value"]) == ("users.csv", "north-s1", "'=cmd()")
    assert dita.get(f"/imports/{run.pk}/issues/?severity=error&code=bad_value").status_code == 200


def test_a_file_nobody_knows_is_refused_on_the_form(dita: Client) -> None:
    reply = dita.post("/imports/new/", {"file": SimpleUploadedFile("a.txt", b"hello"), "place": "0"})

    assert reply.status_code == 422
    assert "not a file we know" in reply.content.decode()
    assert not ImportRun.objects.exists()


def test_a_refused_file_hears_what_is_wrong_with_its_own_kind(dita: Client) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as entries:
        entries.writestr("[Content_Types].xml", "<Types/>")
    for name, data, told, not_told in (
        ("assets.csv", b"Our assets\nTag,Serial\n1,A\n", "first line has no column names", "OneRoster zip as"),
        ("assets.xlsx", book.getvalue(), "first sheet does not begin with column names", "manifest"),
    ):
        reply = dita.post("/imports/new/", {"file": SimpleUploadedFile(name, data), "place": "0"})
        said = reply.content.decode()
        assert (reply.status_code, told in said, not_told in said) == (422, True, False), name


def test_a_loose_csv_is_told_apart(dita: Client) -> None:
    run_file = SimpleUploadedFile("users.csv", b"sourcedId,status,dateLastModified,username\n")
    dita.post("/imports/new/", {"file": run_file, "place": "0"})

    assert "one CSV file out of a OneRoster package" in ImportRun.objects.get().problem


@pytest.mark.parametrize("who", ["tia", "stu", "lib"])
def test_who_may_not_import_sees_nothing(cast: Cast, who: str, tmp_path: Path) -> None:
    run = look(pack(tmp_path, district()))
    member: Member = getattr(cast, who)
    client = signed_in(member)

    assert f"/imports/{run.pk}/" not in client.get("/imports/").content.decode()
    assert client.get(f"/imports/{run.pk}/").status_code in (403, 404)
    assert client.post(f"/imports/{run.pk}/apply/").status_code in (403, 404)
    path = pack(tmp_path, district())
    upload = SimpleUploadedFile(path.name, path.read_bytes(), "application/zip")
    client.post("/imports/new/", {"file": upload, "place": str(cast.school.pk)})
    assert ImportRun.objects.count() == 1
    assert not Person.objects.filter(sourced_id="north-s1").exists()


def test_the_technician_of_a_school_cannot_touch_the_districts_run(cast: Cast, tmp_path: Path) -> None:
    run = look(pack(tmp_path, district()))
    client = signed_in(cast.sam)

    for step in ("", "apply/", "again/", "discard/", "release/", "adopt-ids/", "map/", "quarantine/", "issues/"):
        url = f"/imports/{run.pk}/{step}"
        reply = client.get(url) if step in ("", "quarantine/", "issues/") else client.post(url)
        assert reply.status_code in (403, 404), url


def test_limits_on_their_page(dita: Client) -> None:
    assert dita.get("/imports/guards/").status_code == 200
    guard = ImportGuard.objects.get(source_key="oneroster", entity="users")
    values = {
        "gone_rows": 5,
        "gone_percent": 4,
        "changed_percent": 50,
        "rekey_percent": 30,
        "floor": 10,
        "source_note": "Ours",
    }

    dita.post(f"/imports/guards/{guard.pk}/", values)

    guard.refresh_from_db()
    assert (guard.gone_percent, guard.source_note) == (4, "Ours")


def command(path: Path, *, dry_run: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    console = Console(file=out, width=200)
    code = run_import_cli("", path, dry_run=dry_run, yes=True, by=BY, console=console)
    return code, out.getvalue()


def test_the_command_line_has_a_code_for_every_end(tmp_path: Path) -> None:
    rows = district()
    good = pack(tmp_path, rows)

    code, text = command(good, dry_run=True)
    assert (code, ImportRun.objects.count(), Person.objects.count()) == (0, 0, 0)
    assert "Dry run" in text

    assert command(good)[0] == 0
    code, text = command(good)
    assert (code, "nothing had changed" in text) == (0, True)

    assert command(pack(tmp_path, rows | {"enrollments": []}))[0] == 2
    assert command(pack(tmp_path, rows, modes={"users": "absent"}))[0] == 1
    assert command(tmp_path / "nowhere.zip")[0] == 1
    row(rows, "users", "north-s1")["enabledUser"] = "[red]yes"
    code, text = command(pack(tmp_path, rows))
    assert (code, "[red]yes" in text) == (3, True)


def test_the_command_line_imports_for_an_organisation_by_its_code(cast: Cast, tmp_path: Path) -> None:
    rows = district()
    rows["orgs"][1] |= {"name": cast.other_school.name}
    out = io.StringIO()

    def imported(org: str) -> int:
        console = Console(file=out, width=200)
        return run_import_cli(
            "oneroster", pack(tmp_path, rows), dry_run=False, yes=True, by=BY, console=console, org=org
        )

    assert imported("nowhere") == 1
    assert "no organisation" in out.getvalue()
    assert imported(cast.other_school.code) == 3
    assert Person.objects.get(sourced_id="north-s1").organisation == cast.other_school


def test_staged_and_applied_in_one_go_is_the_same_as_in_two(tmp_path: Path) -> None:
    rows = district()
    assert command(pack(tmp_path, rows))[0] == 0

    assert totals(take(pack(tmp_path, rows)), "users") == {"same": 132}
