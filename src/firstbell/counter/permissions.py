"""What the counter guards."""

from enum import StrEnum


class CounterPermission(StrEnum):
    COUNTER_USE = "counter.desk.use"
    SWAP_CONFIRM = "counter.swap.confirm"
