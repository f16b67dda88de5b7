"""Taking people's data along for the time without network leaves a trace."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.counter.events import OfflineDataTaken
from firstbell.counter.models import Campaign
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.looks import Told
from firstbell.counter.queries.packs import KEPT_HOURS, pack
from firstbell.people.models import Organisation


def take_pack(organisation: Organisation, *, campaign: Campaign | None = None, by: Actor) -> Told:
    """What a station needs without network, as JSON; who took it, for how many people, is audited.

    Raises Forbidden (``counter.campaign.scan``).
    """
    by.require(CounterPermission.CAMPAIGN_SCAN, at=organisation.scope_path)
    with change(by) as unit:
        told = pack(organisation, by, campaign=campaign)
        unit.publish(
            OfflineDataTaken(
                subject=campaign.ref if campaign is not None else organisation.ref,
                org_path=organisation.scope_path,
                people=len(told["people"]),
                hours=KEPT_HOURS,
            )
        )
    return told
