"""The job of this connector: whether the catalogues that are on still answer."""

from __future__ import annotations

import datetime as dt

from firstbell.connectors.catalogues.actions.targets import check_targets
from firstbell.core.actor import system_actor
from firstbell.core.schedule import every

DAY = 24 * 60


@every(minutes=DAY, name="catalogues.check", label="Try the catalogues that records are copied from")
def check(_now: dt.datetime) -> str:
    return check_targets(by=system_actor("catalogues", via="task"))
