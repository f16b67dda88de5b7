"""Every defect costs its own row, never the rest."""

from __future__ import annotations

import pytest

from firstbell.connectors.google_csv.tests.factories import (
    codes,
    counted,
    export,
    issues,
    load,
    preview,
    row,
)
from firstbell.core.errors import FirstbellError
from firstbell.core.models import ImportRun
from firstbell.inventory.models import Device, ManagementRecord
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize(
    ("serial", "code"),
    [("", "no_serial"), ("  ", "no_serial"), ("1.23E+11", "mangled_serial"), ("X" * 61, "long_serial")],
)
def test_a_bad_serial_number_is_kept_aside(cast: Cast, serial: str, code: str) -> None:
    run = load(export([row(serial, cast.school), row("GOOD1", cast.school)]))
    assert counted(run) == {"new": 1, "quarantined": 1}
    (issue,) = issues(run, code)
    assert (issue.line, issue.column, issue.severity) == (2, "serialNumber", "error")
    assert issue.todo
    assert run.quarantine


def test_a_doubled_serial_number_keeps_both_rows_aside_and_what_we_had(cast: Cast) -> None:
    load(export([row("SN1", cast.school, annotatedNotes="first")]))
    both = [row("SN1", cast.school, annotatedNotes="a"), row("sn1", cast.school, annotatedNotes="b")]
    run = load(export([*both, row("SN2", cast.school)]))
    assert counted(run) == {"new": 1, "quarantined": 2}
    record = ManagementRecord.objects.get(device__serial="SN1")
    assert (record.notes, record.missing_since) == ("first", None)


def test_a_second_row_beside_the_unchanged_one_is_kept_aside(cast: Cast) -> None:
    first = row("SN1", cast.school)
    load(export([first]))
    run = load(export([first, row("SN1", cast.school, annotatedNotes="other")]))
    assert counted(run) == {"same": 1, "quarantined": 1}
    assert ManagementRecord.objects.get().notes == ""


def test_the_same_row_twice_is_taken_once(cast: Cast) -> None:
    one = row("SN1", cast.school)
    data = export([one, one])
    assert counted(load(data)) == {"new": 1}
    again = load(data)
    assert (counted(again), codes(again)) == ({"same": 1}, {"identical_twice"})


def test_of_a_doubled_tag_the_first_keeps_it(cast: Cast) -> None:
    run = load(
        export([row("SN1", cast.school, annotatedAssetId="00 7"), row("SN2", cast.school, annotatedAssetId="007")])
    )
    assert counted(run) == {"new": 2}
    assert dict(Device.objects.values_list("serial", "barcode")) == {"SN1": "00 7", "SN2": ""}
    (issue,) = issues(run, "doubled_tag")
    assert (issue.line, issue.value, issue.severity) == (3, "007", "warning")


def test_a_tag_of_ours_is_not_taken_away(cast: Cast) -> None:
    make_device(cast.other_school, "0007", serial="OURS")
    run = load(
        export(
            [row("SN1", cast.school, annotatedAssetId="0007"), row("OURS", cast.other_school, annotatedAssetId="0007")]
        )
    )
    assert Device.objects.get(serial="SN1").barcode == ""
    assert "doubled_tag" in codes(run)


def test_an_unknown_serial_with_our_tag_is_the_same_device_only_if_google_does_not_list_ours(cast: Cast) -> None:
    device = make_device(cast.school, "0007", serial="TYPO1")
    data = export([row("RIGHT1", cast.school, annotatedAssetId="0007")])
    run = load(data)
    assert counted(run) == {"changed": 1}
    assert ManagementRecord.objects.get().device_id == device.pk
    assert "serial_differs" in codes(run)
    assert counted(load(data)) == {"same": 1}
    assert Device.objects.count() == 1


def test_a_row_without_a_school_says_what_to_do(cast: Cast) -> None:
    run = load(export([row("SN1", "", orgUnitPath="/Retired"), row("SN2", cast.school)]))
    assert counted(run) == {"new": 1, "quarantined": 1}
    (issue,) = issues(run, "no_school")
    assert (issue.column, issue.value) == ("orgUnitPath", "/Retired")


def test_the_school_of_the_rest_can_be_chosen(cast: Cast) -> None:
    run = load(export([row("SN1", "", orgUnitPath="/Retired")]), school=cast.other_school.pk)
    assert counted(run) == {"new": 1}
    assert Device.objects.get().organisation_id == cast.other_school.pk


def test_cells_that_cannot_be_read_are_left_out_with_a_word(cast: Cast) -> None:
    bad = row(
        "SN1", cast.school, autoUpdateExpiration="20/13/2026", macAddress="nope", annotatedAssetId="1.0E+06",
        lastPolicySync="yesterday",
    )  # fmt: skip
    run = load(export([bad]))
    device = Device.objects.get()
    assert (device.aue_date, device.mac_address, device.barcode) == (None, "", "")
    assert {"bad_date", "bad_mac", "mangled_tag"} <= codes(run)
    assert len(issues(run, "bad_date")) == 2


def test_wrong_widths_and_open_quotes_cost_their_row(cast: Cast) -> None:
    data = export([row("SN1", cast.school), row("SN2", cast.school), row("SN3", cast.school)])
    lines = data.split(b"\r\n")
    lines[1] += b",one too many"
    lines[2] = lines[2].replace(b"142.0.1", b'"142.0.1')
    lines.append(b",,,")
    run = load(b"\r\n".join(lines))
    assert counted(run) == {"new": 1, "quarantined": 2}
    assert {"wrong_columns", "open_quote"} <= codes(run)


@pytest.mark.parametrize("separator", [b";", b"\t"])
def test_another_separator_is_refused_in_words(cast: Cast, separator: bytes) -> None:
    data = export([row("SN1", cast.school)]).replace(b",", separator)
    run = preview(data)
    assert (run.state, run.meta["code"]) == (ImportRun.State.REJECTED, "separator")


def test_a_list_without_serial_numbers_is_not_ours(cast: Cast) -> None:
    with pytest.raises(FirstbellError):
        preview(b"name,room\nx,y\n")


def test_values_longer_than_we_keep_are_cut(cast: Cast) -> None:
    load(export([row("SN1", cast.school, annotatedNotes="n" * 900, osVersion="v" * 90, model="M" * 300)]))
    assert len(ManagementRecord.objects.get().notes) == 500
