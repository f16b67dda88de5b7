"""What the counter guards."""

from enum import StrEnum


class CounterPermission(StrEnum):
    COUNTER_USE = "counter.desk.use"
    SWAP_CONFIRM = "counter.swap.confirm"
    CAMPAIGN_EDIT = "counter.campaign.edit"
    CAMPAIGN_SCAN = "counter.campaign.scan"
    CONFLICT_DECIDE = "counter.conflict.decide"
    VISIT_SCAN = "counter.visit.scan"
    VISIT_SCAN_ALL = "counter.visit.scan_all"
