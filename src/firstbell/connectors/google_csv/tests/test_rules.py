"""Rules for units and locations, who may set them, and imports of one school only."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from firstbell.connectors.google_csv.actions.rules import place_unit, remove_rule, save_rule
from firstbell.connectors.google_csv.models import LocationRule
from firstbell.connectors.google_csv.tests.factories import BY, codes, counted, export, load, preview, row
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import AuditEntry, ImportRun
from firstbell.inventory.models import Device, ItemType
from firstbell.inventory.tests.factories import make_device, make_place
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_rule_gives_school_type_and_place(cast: Cast) -> None:
    lab = make_place(cast.school, "Testing lab", kind="cart")
    kind = ItemType.objects.get(code="cart-device")
    save_rule(None, pattern="/kiosk/*", organisation=cast.school, item_type=kind, place=lab, by=BY)
    load(export([row("SN1", "", orgUnitPath="/Kiosk/State testing")]))
    device = Device.objects.get()
    assert (device.organisation_id, device.status, device.home_id) == (cast.school.pk, "placed", lab.pk)


def test_a_name_in_the_list_wins_over_a_rules_school(cast: Cast) -> None:
    save_rule(None, pattern="*", organisation=cast.other_school, by=BY)
    load(export([row("SN1", cast.school)]))
    assert Device.objects.get().organisation_id == cast.school.pk


def test_a_unit_is_placed_literally(cast: Cast) -> None:
    rule = place_unit("/Odd [unit]*", organisation=cast.school, by=BY)
    run = load(export([row("SN1", "", orgUnitPath="/Odd [unit]*"), row("SN2", "", orgUnitPath="/Odd u")]))
    assert counted(run) == {"new": 1, "quarantined": 1}
    assert AuditEntry.objects.filter(verb="connectors.location_rule.changed", subject_id=rule.pk).exists()


def test_only_who_may_sets_rules(cast: Cast) -> None:
    rule = place_unit("/Retired", organisation=cast.school, by=cast.tess.actor)
    for refused in (
        lambda: place_unit("/Retired", organisation=cast.school, by=cast.sam.actor),
        lambda: remove_rule(rule, by=cast.sam.actor),
        lambda: save_rule(None, pattern="*", item_type=ItemType.objects.first(), by=cast.tess.actor),
        lambda: save_rule(rule, pattern="*", organisation=cast.other_school, by=cast.tess.actor),
    ):
        with pytest.raises(Forbidden):
            refused()
    rule.refresh_from_db()
    assert rule.organisation_id == cast.school.pk


def test_a_rule_must_say_something_true(cast: Cast) -> None:
    elsewhere = make_place(cast.other_school, "Cart 1", kind="cart")
    for values in (
        {"pattern": " "},
        {"pattern": "*"},
        {"pattern": "*", "organisation": cast.school, "place": elsewhere},
    ):
        with pytest.raises(Invalid):
            save_rule(None, by=BY, **values)


def test_a_school_technician_imports_for_the_own_school_only(cast: Cast) -> None:
    theirs = make_device(cast.other_school, "", serial="SN9")
    rows = [
        row("SN1", cast.school),
        row("SN2", cast.other_school),
        row("SN9", cast.other_school, annotatedAssetId="9999"),
    ]
    run = load(export(rows), by=cast.tess.actor, at=cast.school)
    assert (counted(run), codes(run)) == ({"new": 1}, {"elsewhere"})
    theirs.refresh_from_db()
    assert (theirs.barcode, Device.objects.count()) == ("", 2)
    with pytest.raises(Forbidden):
        preview(export(rows), by=cast.tess.actor, at=cast.other_school)


def test_a_school_import_marks_no_other_schools_devices_as_missing(cast: Cast) -> None:
    load(export([row("SN1", cast.school), row("SN2", cast.other_school)]))
    run = load(export([row("SN1", cast.school)]), by=cast.tess.actor, at=cast.school)
    assert counted(run) == {"same": 1}


def test_the_preview_offers_choices_and_places_a_unit(cast: Cast) -> None:
    client = signed_in(cast.tess)
    data = export([row("SN1", "", orgUnitPath="/Retired")])
    client.post(
        reverse("core:import_new"),
        {"file": SimpleUploadedFile("chromebooks.csv", data), "place": cast.school.pk},
    )
    run = ImportRun.objects.get()
    page = client.get(reverse("core:import_run", args=[run.pk]))
    assert "/Retired" in page.content.decode()
    assert "Make the assignments" in page.content.decode()
    client.post(reverse("google_csv:place_unit", args=[run.pk]), {"unit": "/Retired", "school": cast.school.pk})
    run.refresh_from_db()
    assert counted(run) == {"new": 1}
    client.post(reverse("google_csv:options", args=[run.pk]), {"assign": "on"})
    run.refresh_from_db()
    assert (run.options, run.state) == ({"assign": True, "school": None}, "previewed")


def test_a_stranger_finds_neither_run_nor_rule(cast: Cast) -> None:
    run = preview(export([row("SN1", cast.school)]), by=cast.tess.actor, at=cast.school)
    rule = place_unit("/Retired", organisation=cast.school, by=cast.tess.actor)
    client = signed_in(cast.sam)
    assert client.post(reverse("google_csv:options", args=[run.pk])).status_code == 404
    assert client.post(reverse("google_csv:place_unit", args=[run.pk])).status_code == 404
    assert client.get(reverse("google_csv:rule", args=[rule.pk])).status_code == 404
    assert signed_in(cast.stu).get(reverse("google_csv:rules")).status_code == 403


def test_the_pages_of_rules(cast: Cast) -> None:
    client = signed_in(cast.tess)
    added = client.post(
        reverse("google_csv:rule_add"),
        {"field": "unit", "pattern": "/Kiosk/*", "organisation": cast.school.pk, "priority": 10},
    )
    assert added.status_code == 302
    rule = LocationRule.objects.get(pattern="/Kiosk/*")
    assert "/Kiosk/*" in client.get(reverse("google_csv:rules")).content.decode()
    assert client.get(reverse("google_csv:rule", args=[rule.pk])).status_code == 200
    refused = client.post(reverse("google_csv:rule", args=[rule.pk]), {"field": "unit", "pattern": "x", "priority": 1})
    assert refused.status_code == 422
    client.post(reverse("google_csv:rule_remove", args=[rule.pk]))
    assert not LocationRule.objects.filter(pk=rule.pk).exists()


def test_the_command_line_reads_it_too(cast: Cast, tmp_path: object) -> None:
    from pathlib import Path

    from rich.console import Console

    from firstbell.core.imports.cli import run_import_cli

    path = Path(str(tmp_path)) / "chromebooks.csv"
    path.write_bytes(export([row("SN1", cast.school)]))
    out = io.StringIO()
    code = run_import_cli("google_csv", path, dry_run=False, yes=True, org="", by=BY, console=Console(file=out))
    assert code == 0, out.getvalue()
    assert Device.objects.get().serial == "SN1"
