"""From Snipe-IT in an afternoon: every step of the guide, with a generated set of files, through the same doors as a person."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.urls import reverse
from rich.console import Console
from tools.snipe_it_files import LAYOUTS, write_files

from firstbell.circulation.models import Loan
from firstbell.connectors.snipe_it.tests.factories import BY
from firstbell.core.actor import system_actor
from firstbell.core.imports.cli import run_import_cli
from firstbell.core.models import Attachment, ImportRun
from firstbell.inventory.models import Item, PastEvent, RegisterRecord, Status
from firstbell.people.models import Person
from firstbell.people.tests.factories import make_cast, signed_in
from firstbell.rooms.models import BellSchedule, Place

pytestmark = pytest.mark.django_db

THINGS = 120
APPLIED = 0


def run(kind: str, path: Path, *, dry_run: bool = False, **options: bool) -> ImportRun | None:
    code = run_import_cli(
        kind,
        path,
        dry_run=dry_run,
        yes=True,
        options=options,
        by=system_actor("tests", via="cli"),
        console=Console(file=io.StringIO()),
    )
    assert code == APPLIED, f"{path.name}: {[group['message'] for group in ImportRun.objects.latest('id').groups]}"
    return None if dry_run else ImportRun.objects.latest("id")


def test_an_afternoon(tmp_path: Path) -> None:
    files = {path.name: path for path in write_files(tmp_path, things=THINGS, students=40)}
    roster = next(path for name, path in files.items() if name.endswith(".zip") and name != "photos.zip")
    run("oneroster", roster)
    run("", files["users.csv"], dry_run=True)
    people = Person.objects.count()

    run("places", files["rooms.csv"])
    run("bells", files["bells.csv"])
    assert Place.objects.filter(kind="cart").exists()
    assert BellSchedule.objects.exists()

    run("", files["users.csv"])
    assert Person.objects.count() == people
    run("", files["users.csv"], add_people=True)
    assert Person.objects.get(is_provisional=True).name == "Nova Newcomer"

    run("snipe_it", files["assets-report.csv"], dry_run=True)
    assert not Item.objects.exists()
    run("", files["assets-report.csv"])
    assert Item.objects.count() == RegisterRecord.objects.count() == THINGS
    assert not Loan.objects.exists()
    run("", files["assets-report.csv"], assign=True)
    assert Loan.objects.filter(purpose=Loan.Purpose.ASSIGNMENT).exists()
    assert Item.objects.filter(status=Status.ASSIGNED).count() > 10

    run("", files["activity.csv"])
    assert PastEvent.objects.count() == 2 * THINGS
    run("", files["photos.zip"])
    assert Attachment.objects.count() == 5

    for name in ("assets-report.csv", "users.csv", "rooms.csv", "bells.csv", "activity.csv", "photos.zip"):
        again = run({"rooms.csv": "places", "bells.csv": "bells"}.get(name, ""), files[name])
        assert again is not None
        assert again.writes == 0, name


@pytest.mark.parametrize("name", [f"assets-{layout}.csv" for layout in LAYOUTS] + ["assets.xlsx"])
def test_every_layout_brings_the_same_things(tmp_path: Path, name: str) -> None:
    files = {path.name: path for path in write_files(tmp_path, things=40, students=20)}
    run("oneroster", next(path for one, path in files.items() if one.endswith(".zip") and one != "photos.zip"))
    run("", files[name])
    assert Item.objects.count() == 40
    assert Item.objects.order_by("barcode_norm").first().barcode == "000001"  # type: ignore[union-attr]
    # Another layout brings more of each, and nothing anew; that much change at once waits for a person.
    run_import_cli("", files["assets-report.csv"], dry_run=False, yes=True, by=BY, console=Console(file=io.StringIO()))
    last = ImportRun.objects.latest("id")
    assert not sum(last.counts["items"].get("new", {}).values())
    assert last.state in (ImportRun.State.APPLIED, ImportRun.State.HELD)


def test_the_page_says_what_is_done_and_what_is_missing() -> None:
    cast = make_cast()
    client = signed_in(cast.dita)
    before = client.get(reverse("connectors:moving_in")).content.decode()
    assert "Next: " in before
    assert "Things from Snipe-IT" in before
    assert signed_in(cast.stu).get(reverse("connectors:moving_in")).status_code == 403
    assert reverse("connectors:moving_in") in client.get(reverse("core:imports")).content.decode()
