"""The export opened in a spreadsheet and saved as a workbook: read where that is safe, else said what is lost."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from firstbell.connectors.google_csv.tests.factories import ALL_COLUMNS, BY, row
from firstbell.core.imports.actions import apply_import, preview_import, upload_import
from firstbell.core.models import ImportRun
from firstbell.inventory.models import Device
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def workbook(cast: Cast, *, above: Sequence[Sequence[str]] = (), tag: object = "FB-1") -> ImportRun:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for title in above:
        sheet.append(list(title))
    sheet.append(ALL_COLUMNS)
    one: dict[str, object] = {**row("5CD0001XYZ", cast.school), "annotatedAssetId": tag}
    sheet.append([one.get(name, "") for name in ALL_COLUMNS])
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return preview_import(upload_import(out, filename="devices.xlsx", organisation_id=0, org_path="", by=BY), by=BY)


@pytest.mark.parametrize("above", [(), (["Chrome devices"], ["Exported", "2026-11-20"])])
def test_it_is_recognised_and_read(cast: Cast, above: Sequence[Sequence[str]]) -> None:
    run = workbook(cast, above=above)

    assert (run.source_key, run.state) == ("google_csv", ImportRun.State.PREVIEWED)
    apply_import(run, by=BY)
    device = Device.objects.get(serial="5CD0001XYZ")
    assert (device.barcode, device.organisation) == ("FB-1", cast.school)


def test_a_tag_made_by_a_formula_that_has_no_result_is_not_lost_silently(cast: Cast) -> None:
    run = workbook(cast, tag='="FB-"&1')

    assert run.state == ImportRun.State.HELD
    [finding] = run.findings
    assert "column “annotatedAssetId”" in finding["message"]
    assert "save it there" in finding["todo"]


def test_a_tag_kept_as_a_number_is_told(cast: Cast) -> None:
    assert "stored_as_number" in {group["code"] for group in workbook(cast, tag=4711).groups}
