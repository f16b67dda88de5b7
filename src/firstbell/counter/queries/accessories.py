"""What goes along with a device. The one place that knows how circulation keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firstbell.circulation.models import Loan
from firstbell.core.scan import normalise
from firstbell.counter.models import Campaign


@dataclass(frozen=True, slots=True)
class Along:
    """``code`` is what a label on it says, normalised; ``name`` is for people."""

    code: str
    name: str


def goes_along(campaign: Campaign) -> list[Along]:
    """What a station of the campaign checks off with every device."""
    return [Along(normalise(name), name) for name in campaign.accessories]


def names_of(codes: Iterable[str], campaign: Campaign | None) -> list[str]:
    """The names of these codes, in the campaign's order; what the campaign does not know is left out."""
    wanted = set(codes)
    return [along.name for along in goes_along(campaign) if along.code in wanted] if campaign is not None else []


def expected_back(loan: Loan) -> list[Along]:
    """What went out with a loan and should come back with it."""
    return [Along(normalise(name), name) for name in loan.accessories]
