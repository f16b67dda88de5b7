"""Whoever speaks to readers has words for every no: the table of circulation is what its code says, and nobody lacks a word."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

import pytest

from firstbell.circulation import refusals
from firstbell.connectors.sip2.answers import loans as sip2
from firstbell.connectors.sip2.texts import SHIPPED
from firstbell.counter.actions import _visiting as visits
from firstbell.kiosk.actions import self_check
from firstbell.kiosk.content import TEXTS
from firstbell.library.queries.guards import KEPT_BACK
from tests.architecture.house import SOURCE

CIRCULATION = SOURCE / "circulation"


def codes_in(*files: str) -> set[str]:
    """``Finding("code", ...)`` and ``code="..."`` of these files."""
    found: set[str] = set()
    for name in files:
        for node in ast.walk(ast.parse((CIRCULATION / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                given = [one.value for one in node.keywords if one.arg == "code"]
                given += node.args[:1] if getattr(node.func, "id", "") == "Finding" else []
                found |= {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_the_table_says_what_the_code_says() -> None:
    # What is only told, and refuses nothing, has the same shape; "reserved" is both.
    warnings = {"assigned_to_other", "updates_ended", "unseen"}
    assert codes_in("queries/findings.py", "actions/loans.py", "queries/lending.py") - warnings == refusals.LENDING
    assert codes_in("actions/renewals.py") == set(refusals.RENEWING)
    assert codes_in("actions/returns.py", "actions/check_ins.py") == refusals.RETURNING
    assert codes_in("actions/auto_renewals.py") == set(refusals.BY_ITSELF)


@pytest.mark.parametrize(
    ("name", "said", "codes", "texts"),
    [
        ("a terminal, lending", sip2.NOT_LENT, refusals.LENDING, SHIPPED),
        ("a terminal, renewing", sip2.NOT_RENEWED, refusals.RENEWING, SHIPPED),
        ("a terminal, taking back", sip2.NOT_RETURNED, refusals.RETURNING, SHIPPED),
        ("a self-check, lending", self_check.NOT_LENT, refusals.LENDING, TEXTS),
        ("a self-check, renewing", self_check.NOT_RENEWED, refusals.RENEWING, TEXTS),
        ("a self-check, taking back", self_check.NOT_RETURNED, refusals.RETURNING, TEXTS),
        ("a class visit, lending", visits.SAID, refusals.LENDING | refusals.RETURNING, None),
        ("a class visit, renewing", visits.SAID_OF_RENEWING, refusals.RENEWING, None),
    ],
)
def test_every_no_has_words(
    name: str, said: Mapping[str, str], codes: Collection[str], texts: Collection[str] | None
) -> None:
    assert set(codes) <= set(said), f"{name} has no words for some"
    assert all(said[code] in texts if texts is not None else said[code] for code in codes)
    assert not KEPT_BACK & set(said), "what the library keeps back sounds like everything that a person has to look at"


def test_what_is_about_the_reader_cannot_be_told_apart_at_a_machine() -> None:
    for code in ("blocked", "fees", "overdue", "withdrawn", "membership_ended"):
        assert sip2.NOT_LENT[code] == self_check.NOT_LENT[code] == "ask"
