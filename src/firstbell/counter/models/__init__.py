"""What the counter keeps: swaps, loaner pools; campaigns with their stations, scans and conflicts."""

from firstbell.counter.models.campaigns import Campaign, CampaignQuerySet, Expectation
from firstbell.counter.models.pools import LoanerPool
from firstbell.counter.models.scans import VISIT_KINDS, Scan, ScanConflict
from firstbell.counter.models.stations import Station
from firstbell.counter.models.swaps import Swap

__all__ = [
    "VISIT_KINDS",
    "Campaign",
    "CampaignQuerySet",
    "Expectation",
    "LoanerPool",
    "Scan",
    "ScanConflict",
    "Station",
    "Swap",
]
