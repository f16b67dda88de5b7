"""Guards against mass change: a valid file that would make nine in ten students disappear is held.

Pure functions over counts. The thresholds are data (``ImportGuard`` rows, editable on screen); the
defaults follow what importers of this field do: Clever holds above 10 % deletions or 75 % updates,
Canvas aborts at ``change_threshold``, and districts ask for limits per school, because one school's
disappearance is a small share of a large district. Checked 2026-11-24.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from firstbell.core.imports.tally import Tally

WHOLE = 0
"""The place that stands for the whole import."""

_REKEYED_TODO = (
    "If the student system re-numbered its records, choose “adopt the new ids” and look at the preview again."
)
_GONE_TODO = "Was the export cut short or filtered? If they really left, release the import."
_KEPT_ASIDE_PERCENT = 50.0
"""From this share of a file's rows on, what is kept aside is the file's fault and not single rows'."""
_KEPT_ASIDE_TODO = (
    "Nothing is lost: what we had stays. Look at the reasons below; usually one column or one missing file is to blame. "
    "Mend the export and drop it again, or release the import to take the rest."
)
_CHANGED_TODO = "Look at the examples of changes. If they are right, release the import."


@dataclass(frozen=True, slots=True)
class GuardPolicy:
    """Limits for one entity, in per cent of what was live before; -1 switches a limit off.

    ``gone_rows`` and ``gone_percent`` must both be passed to hold. ``floor`` is the number of rows
    below which changes and new rows are too few to be judged by per cent.
    """

    entity: str
    gone_rows: int = 5
    gone_percent: float = 5.0
    changed_percent: float = 50.0
    rekey_percent: float = 30.0
    floor: int = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason to hold: where (organisation id, 0 for the whole), how much, and what to do."""

    code: str
    message: str
    todo: str
    entity: str = ""
    place: int = WHOLE
    count: int = 0
    of: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate(
    tally: Tally,
    live: Mapping[str, Mapping[int, int]],
    policies: Iterable[GuardPolicy],
    labels: Mapping[str, str],
    *,
    has_others: bool = False,
) -> list[Finding]:
    """Every limit that is passed, at each place and for the whole; ``labels`` are plurals of entities.

    An entity without any live record before is a first import: nothing can be lost, so only the guard speaks that counts
    what is kept aside. ``has_others``: the file also has what this import is not for (a district's file, for one
    school), so that most of it is rightly kept aside.
    """
    findings: list[Finding] = []
    for policy in policies:
        label = labels.get(policy.entity, policy.entity.replace("_", " "))
        if not has_others:
            findings.extend(_kept_aside(policy, label, tally))
        before = live.get(policy.entity, {})
        total = sum(before.values())
        if not total:
            continue
        places = {place for place in tally.places(policy.entity) | set(before) if place != WHOLE}
        found = [
            finding
            for place in sorted(places)
            for finding in _at(policy, label, place, _numbers(tally, policy.entity, place), before.get(place, 0))
        ]
        if not found or len(places) > 1:
            # Losses spread thinly over many schools show only in the sum.
            found.extend(_at(policy, label, WHOLE, _numbers(tally, policy.entity, None), total))
        findings.extend(found)
    return findings


def _kept_aside(policy: GuardPolicy, label: str, tally: Tally) -> list[Finding]:
    """Most of a file's rows did not land: it would look imported, and be empty."""
    aside = tally.total(policy.entity, "quarantined")
    rows = aside + tally.total(policy.entity, "new", "changed", "same")
    if aside < policy.floor or aside * 100.0 <= rows * _KEPT_ASIDE_PERCENT:
        return []
    message = (
        f"{aside:,} of {rows:,} rows of {label.lower()} ({aside * 100 / rows:.0f} %) would be kept aside; "
        f"more than {_KEPT_ASIDE_PERCENT:g} % needs a second look."
    )
    return [Finding("mass_quarantined", message, _KEPT_ASIDE_TODO, policy.entity, WHOLE, aside, rows)]


def _numbers(tally: Tally, entity: str, place: int | None) -> tuple[int, int, int]:
    kinds = ("new", "changed", "gone")
    if place is None:
        new, changed, gone = (tally.total(entity, kind) for kind in kinds)
    else:
        new, changed, gone = (tally.at(entity, kind, place) for kind in kinds)
    return new, changed, gone


def _at(policy: GuardPolicy, label: str, place: int, numbers: tuple[int, int, int], before: int) -> list[Finding]:
    """The limits passed at one place, of which ``before`` records were live."""
    if not before:
        return []
    new, changed, gone = numbers
    share = 100.0 / before
    lower = label.lower()
    found: list[tuple[str, str, str, int]] = []
    limit = policy.rekey_percent
    if limit >= 0 and gone >= policy.floor and gone * share > limit and new * share > limit:
        message = (
            f"{gone:,} of {before:,} {lower} would go and {new:,} new ones would come: "
            "it looks as if the same records came back under new ids."
        )
        found.append(("rekeyed", message, _REKEYED_TODO, gone))
    if policy.gone_percent >= 0 and gone > policy.gone_rows and gone * share > policy.gone_percent:
        message = (
            f"{gone:,} of {before:,} {lower} ({gone * share:.0f} %) would be gone; "
            f"more than {policy.gone_rows} and {policy.gone_percent:g} % needs a second look."
        )
        found.append(("mass_gone", message, _GONE_TODO, gone))
    limit = policy.changed_percent
    if limit >= 0 and changed >= policy.floor and changed * share > limit:
        message = (
            f"{changed:,} of {before:,} {lower} ({changed * share:.0f} %) would change; "
            f"more than {limit:g} % needs a second look."
        )
        found.append(("mass_changed", message, _CHANGED_TODO, changed))
    return [Finding(code, text, todo, policy.entity, place, count, before) for code, text, todo, count in found]
