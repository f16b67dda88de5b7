"""The small parts: headers, hashes, spools, issues, guards, tallies."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.imports.diff import HashLedger, row_hash, row_seed
from firstbell.core.imports.guards import GuardPolicy, evaluate
from firstbell.core.imports.headers import match_header, wrong_separator
from firstbell.core.imports.issues import IssueCollector
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.spool import Spool
from firstbell.core.imports.tally import Tally

LABELS = {"users": "People"}


def test_headers_are_found_however_they_are_spelled() -> None:
    header = match_header(["Serial_Number", "ASSET-id", "x", "Serial number"], ["serialNumber", "assetId", "model"])

    assert header.columns == {"serialNumber": 0, "assetId": 1}
    assert (header.missing, header.unknown, header.doubled) == (["model"], ["x"], ["serialNumber"])


def test_aliases_lead_to_our_column() -> None:
    assert match_header(["Asset ID"], ["annotatedAssetId"], {"asset id": "annotatedAssetId"}).columns == {
        "annotatedAssetId": 0
    }


def test_another_separator_is_named() -> None:
    assert wrong_separator(["sourcedId;status;name"]) == "semicolons"
    assert wrong_separator(["sourcedId", "status", "name"]) == ""


@given(st.lists(st.binary(min_size=1, max_size=6)), st.lists(st.binary(min_size=1, max_size=6)))
def test_what_is_left_is_changed_or_gone_and_what_is_unseen_is_new_or_doubled(
    before: list[bytes], now: list[bytes]
) -> None:
    seed = row_seed("a", "b")
    ledger = HashLedger({row_hash(one, seed) for one in before})

    unseen = [now[index] for index, _ in ledger.unseen(now, seed)]

    assert ledger.same == len(set(now) & set(before))
    assert ledger.remaining == {row_hash(one, seed) for one in set(before) - set(now)}
    assert len(unseen) == len(now) - ledger.same
    assert set(now) - set(before) <= set(unseen)


def test_another_seed_makes_every_row_unknown() -> None:
    rows = [b"a", b"b"]
    ledger = HashLedger({row_hash(one, row_seed("map 1")) for one in rows})

    assert len(ledger.unseen(rows, row_seed("map 2"))) == 2


def test_a_spool_gives_back_what_it_got_as_often_as_asked(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    rows = [(number, "é", None, (1, ...)) for number in range(5001)]
    for row in rows:
        spool.append(row)

    assert list(spool) == rows
    assert list(spool) == rows
    assert len(spool) == 5001


def test_a_million_issues_are_counted_but_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "quarantine.csv"
    issues = IssueCollector(Limits(issues_per_reason=10), path)
    for line in range(3000):
        issues.error("bad", file="a.csv", line=line, value="=cmd()", message="Bad.", todo="Mend.", raw=b"=1+1,x")
    issues.close()

    assert (issues.errors, len(issues.issues), next(iter(issues.groups.values())).count) == (3000, 10, 3000)
    with path.open(newline="") as stream:
        kept = list(csv.DictReader(stream))
    assert len(kept) == 3000
    assert kept[0]["value"] == "'=cmd()"
    assert kept[0]["row as it was received"].startswith("'=")


def test_too_many_kinds_of_trouble_are_counted_together() -> None:
    issues = IssueCollector(Limits(groups=5))
    for number in range(100):
        issues.warning("odd", message=f"Odd {number}", todo="Look.")

    assert len(issues.groups) <= 6
    assert sum(group.count for group in issues.groups.values()) == 100


def tally(**counts: dict[int, int]) -> Tally:
    found = Tally()
    for kind, places in counts.items():
        for place, count in places.items():
            found.add("users", kind, place, count)
    return found


def codes(found: Tally, live: dict[int, int], policy: GuardPolicy | None = None) -> list[tuple[str, int]]:
    policies = [policy or GuardPolicy("users", gone_rows=5, gone_percent=3)]
    return [(one.code, one.place) for one in evaluate(found, {"users": live}, policies, LABELS)]


def test_one_school_that_disappears_in_a_large_district_is_noticed() -> None:
    assert codes(tally(gone={7: 60}), {7: 60, 8: 20_000}) == [("mass_gone", 7)]


def test_a_little_everywhere_is_noticed_in_the_sum() -> None:
    assert codes(tally(gone=dict.fromkeys(range(1, 101), 4)), dict.fromkeys(range(1, 101), 100)) == [("mass_gone", 0)]


def test_five_leavers_of_a_tiny_school_are_no_reason_to_hold() -> None:
    assert codes(tally(gone={1: 5}), {1: 20}) == []
    assert codes(tally(gone={1: 6}), {1: 20}) == [("mass_gone", 1)]


def test_a_first_import_is_not_held() -> None:
    assert codes(tally(new={1: 5000}), {}) == []


def test_gone_and_new_at_once_look_like_new_ids() -> None:
    assert codes(tally(gone={1: 40}, new={1: 40}), {1: 100}) == [("rekeyed", 1), ("mass_gone", 1)]


def test_half_of_the_records_changed() -> None:
    assert codes(tally(changed={1: 51}), {1: 100}) == [("mass_changed", 1)]
    assert codes(tally(changed={1: 50}), {1: 100}) == []


def test_a_limit_that_is_switched_off_stays_silent() -> None:
    policy = GuardPolicy("users", gone_percent=-1, changed_percent=-1, rekey_percent=-1)

    assert codes(tally(gone={1: 100}, new={1: 100}), {1: 100}, policy) == []


def test_a_tally_survives_being_stored() -> None:
    found = tally(gone={1: 40}, new={0: 2})

    assert Tally.from_json(found.as_json()).counts == found.counts
