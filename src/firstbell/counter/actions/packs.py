"""Taking people's data along for the time without network leaves a trace."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.counter.events import OfflineDataTaken
from firstbell.counter.models import Campaign
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.looks import Told
from firstbell.counter.queries.packs import KEPT_HOURS, pack, visit_pack
from firstbell.counter.queries.visits import visitable
from firstbell.people.models import Organisation, Section


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


def take_visit_pack(section: Section, *, by: Actor) -> Told:
    """What a class visit needs without network: the class and the library's codes. Audited like the rest.

    Raises Forbidden for a class that the actor does not serve (``counter.visit.scan``).
    """
    school = section.organisation
    by.require(CounterPermission.VISIT_SCAN, at=school.scope_path)
    if not visitable(by).filter(pk=section.pk).exists():
        raise Forbidden(CounterPermission.VISIT_SCAN, school.scope_path)
    with change(by) as unit:
        told = visit_pack(section, by)
        subject = Ref("people.section", section.pk, section.title)
        path, people = school.scope_path, len(told["people"])
        unit.publish(OfflineDataTaken(subject=subject, org_path=path, people=people, hours=KEPT_HOURS))
    return told
