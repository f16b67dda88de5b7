"""Why something was passed that a room above had said: kept apart, goes with the link to the reader. For this folder only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from firstbell.circulation.models import Loan, QuietOverride
from firstbell.circulation.queries.findings import Finding
from firstbell.core.actor import Actor


def keep_apart(loan: Loan, quiet: Sequence[Finding], reason: str, *, at: dt.datetime, by: Actor) -> None:
    """One row a loan: what a renewal passes stands beside what the lending passed. Nothing to keep writes nothing."""
    if not quiet:
        return
    before = QuietOverride.objects.filter(loan=loan).first()
    codes, reasons = [one.code for one in quiet], [reason.strip()]
    if before is not None:
        codes, reasons = [*before.codes, *codes], [before.reason, *reasons]
    text = " · ".join(dict.fromkeys(one for one in reasons if one))
    QuietOverride.objects.update_or_create(
        loan=loan,
        defaults={
            "codes": list(dict.fromkeys(codes)), "permission": quiet[0].passed_by, "reason": text[:300],
            "at": at, "by": by.name[:200],
        },
    )  # fmt: skip
