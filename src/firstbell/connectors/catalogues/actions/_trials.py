"""Trying a target: what a person is told."""

from __future__ import annotations

from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.sources import TargetSource
from firstbell.library.ports import CatalogueQuery

PASS, LOOK, FAIL = CatalogueTarget.Verdict.PASS, CatalogueTarget.Verdict.LOOK, CatalogueTarget.Verdict.FAIL
_MOST_SAID = 5
_HATCHET = "9781416936473"


def look_at(target: CatalogueTarget) -> list[dict[str, str]]:
    """Findings: ``verdict`` and ``text``. Nothing is raised for what is wrong outside."""
    isbn = (target.trial_isbn or _HATCHET) if target.isbn_index else ""
    query = CatalogueQuery(isbn=isbn, title="" if isbn else "Hatchet", author="" if isbn else "Paulsen", limit=3)
    what = f"ISBN {isbn}" if isbn else "“Hatchet” by Paulsen"
    answer = TargetSource(target).search(query, float(target.seconds))
    problems = list(answer.errors)[:_MOST_SAID]
    if not answer.records and answer.total is None:
        return [_found(FAIL, one) for one in problems] or [_found(FAIL, "It gave no answer.")]
    findings = []
    if answer.records:
        findings.append(_found(PASS, f"It found {what} and sent {len(answer.records)} records in MARC."))
    elif answer.total:
        findings.append(_found(FAIL, f"It found {what} {answer.total} times and sent no record in MARC."))
    else:
        findings.append(_found(LOOK, f"It answers, and does not know {what}. Try with a book that it has."))
    return [*findings, *(_found(LOOK, one) for one in problems)]


def verdict_of(findings: list[dict[str, str]]) -> str:
    """The worst of them."""
    said = {one["verdict"] for one in findings}
    return next(str(one) for one in (FAIL, LOOK, PASS, CatalogueTarget.Verdict.UNKNOWN) if str(one) in said or not one)


def _found(verdict: str, text: str) -> dict[str, str]:
    return {"verdict": str(verdict), "text": text}
