"""Columns nobody knows: said on the preview, remembered, offered again, changed, forgotten."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.connectors.base.actions.mappings import forget_mapping, save_mapping
from firstbell.connectors.base.models import ColumnMapping
from firstbell.connectors.snipe_it.connector import SnipeItAssets
from firstbell.connectors.snipe_it.tests.factories import BY, counted, look, sheet, take
from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import AuditEntry, ImportRun
from firstbell.inventory.models import Device
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db

HEADER = ["Nr.", "Geräte-Nr.", "Art", "Wo", "Farbe"]
MEANT = ["tag", "serial", "category", "school", "keep"]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def rows(cast: Cast) -> list[str]:
    return ["0017", "SER17", "Chromebook", cast.school.name, "blau"]


def said(columns: list[str], **more: str) -> dict[str, str]:
    return {**{f"column_{at}": key for at, key in enumerate(columns)}, "has_header": "on", **more}


@pytest.mark.parametrize(
    "header",
    [
        ("Etiqueta,N. Serie,Modelo,Ubicación Predeterminada,Fecha Compra,Precio Compra,Nº Pedido,Asignado a,Fecha de asignación,"
        "Fecha Esperada de Devolución,Vencimiento de la Garantía"),
        ("Numéro d'inventaire,Série,Modèle,Emplacement par défaut,Date d'achat,Coût d'achat,Numéro de Commande,Extrait vers,"
        "Date d'attribution,Date de dissociation prévue,Expiration de garantie"),
        ("Asset Tag,Seriennummer,Modell,Standard-Standort,Kaufdatum,Kaufpreis,Auftragsnummer,Herausgegeben an,Herausgabedatum,"
        "Erwartetes Rückgabedatum,Garantie Ablaufdatum"),
    ],
    ids=["es", "fr", "de"],
)  # fmt: skip
def test_names_of_snipe_it_in_other_languages(header: str) -> None:
    meant = "tag serial model home purchased_on cost order_number person_name lent_on due_on warranty_until"
    assert SnipeItAssets.layout.propose(header.split(",")) == meant.split()


def test_said_once_and_remembered(cast: Cast) -> None:
    client = signed_in(cast.dita)
    run = look(sheet(HEADER, rows(cast)), source="snipe_it")
    assert run.state == ImportRun.State.REJECTED
    page = client.get(reverse("core:import_run", args=[run.pk])).content.decode()
    assert "SER17" in page
    assert "Remember and read again" in page
    client.post(reverse("connectors:columns", args=[run.pk]), said(MEANT))
    run.refresh_from_db()
    assert (run.state, counted(run)) == (ImportRun.State.PREVIEWED, {"new": 1})

    again = take(sheet(HEADER, rows(cast)), source="snipe_it")
    assert again.meta["mapping_version"] == 1
    device = Device.objects.get()
    assert (device.barcode, device.serial) == ("0017", "SER17")
    assert ["Farbe", "blau"] in device.register_records.get().extra


def test_a_file_without_a_header_line(cast: Cast) -> None:
    client = signed_in(cast.dita)
    run = look(sheet(rows(cast), ["0018", "SER18", "Chromebook", cast.school.name, "rot"]), source="snipe_it")
    assert run.state == ImportRun.State.REJECTED
    client.post(reverse("connectors:columns", args=[run.pk]), {**said(MEANT), "has_header": ""})
    run.refresh_from_db()
    assert counted(run) == {"new": 2}
    other = look(sheet(["0019", "SER19", "Chromebook", cast.school.name, ""]), source="snipe_it")
    assert counted(other) == {"new": 1}
    broken = look(sheet(["1E+9", "1E+9", "Chromebook", cast.school.name, ""]), source="snipe_it")
    assert broken.issues.get(code="mangled_serial").line == 1


def test_a_change_is_a_new_version_and_the_old_one_is_kept(cast: Cast) -> None:
    mapping = remembered(cast)
    assert remembered(cast) == mapping
    changed = remembered(cast, ["tag", "serial", "category", "school", "leave"])
    assert (changed.version, ColumnMapping.objects.newest().get(), ColumnMapping.objects.count()) == (2, changed, 2)
    assert AuditEntry.objects.filter(verb="connectors.column_mapping.saved").count() == 2
    forget_mapping(changed, by=BY)
    assert not ColumnMapping.objects.newest().exists()


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    for columns in (["tag", "tag", "keep", "keep", "keep"], ["keep"] * 5, ["tag"], ["nonsense"] * 5):
        with pytest.raises(Invalid):
            remembered(cast, columns)
    with pytest.raises(Forbidden):
        remembered(cast, by=cast.tia.actor)


def test_pages_show_change_and_forget(cast: Cast) -> None:
    mapping = remembered(cast)
    client = signed_in(cast.dita)
    assert "Nr., Geräte-Nr., Art" in client.get(reverse("connectors:mappings")).content.decode()
    url = reverse("connectors:mapping", args=[mapping.pk])
    assert "Geräte-Nr." in client.get(url).content.decode()
    assert client.post(url, said(["keep"] * 5)).status_code == 422
    client.post(url, said(["tag", "serial", "category", "location", "keep"], day_first="on"))
    newest = ColumnMapping.objects.newest().get()
    assert (newest.columns[3], newest.day_first, newest.version) == ("location", True, 2)
    client.post(reverse("connectors:mapping_forget", args=[newest.pk]))
    assert not ColumnMapping.objects.newest().exists()
    assert signed_in(cast.stu).get(reverse("connectors:mappings")).status_code == 403


def remembered(cast: Cast, columns: list[str] = MEANT, by: Actor = BY) -> ColumnMapping:
    return save_mapping(
        source_key="snipe_it", organisation_id=0, org_path="", layout=SnipeItAssets.layout, header=HEADER,
        columns=columns, by=by,
    )  # fmt: skip
