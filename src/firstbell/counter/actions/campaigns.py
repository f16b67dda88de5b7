"""Plan a hand-out or collection, move it along its states, reserve devices, leave people out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import DateField, Exists, OuterRef
from django.db.models.functions import Coalesce

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.counter import lifecycle
from firstbell.counter.events import CampaignMoved, CampaignSaved, DevicesMatched, PersonLeftOut
from firstbell.counter.models import Campaign, Expectation
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.rosters import open_conflicts, open_loans, people_of
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.people.models import Organisation, Person, Section
from firstbell.rooms.models import Place

MOST_ACCESSORIES = 6


def save_campaign(
    campaign: Campaign | None,
    *,
    name: str,
    organisation: Organisation,
    kind: str,
    item_type: ItemType,
    sections: Sequence[Section] = (),
    grades: Sequence[str] = (),
    accessories: Sequence[str] = (),
    place: Place | None = None,
    by: Actor,
) -> Campaign:
    """Plan one, or change its groups and what goes along. School and kind stay once it is planned.

    Raises Forbidden (``counter.campaign.edit``), Invalid.
    """
    if campaign is not None:
        organisation, kind = campaign.organisation, campaign.kind
    by.require(CounterPermission.CAMPAIGN_EDIT, at=organisation.scope_path)
    names = list(dict.fromkeys(word.strip()[:40] for word in accessories if word.strip()))
    _require_sound(name, organisation, kind, sections, names)
    with change(by) as unit:
        held = campaign or Campaign(
            organisation=organisation, kind=kind, state=lifecycle.FIRST[Campaign.Kind(kind)], created_by=by.name
        )
        held.name, held.item_type, held.place = name.strip(), item_type, place
        held.grades, held.accessories = list(grades), names
        held.save()
        held.sections.set(sections)
        held.__dict__.pop("has_homerooms", None)
        unit.publish(CampaignSaved(subject=held.ref, org_path=organisation.scope_path))
    return held


def move_campaign(campaign: Campaign, to: str, *, by: Actor) -> Campaign:
    """Into its next state, as ``lifecycle`` allows.

    Raises Conflict when the table does not, or when it would end with conflicts undecided; Forbidden.
    """
    with change(by) as unit:
        held = _locked(campaign)
        by.require(CounterPermission.CAMPAIGN_EDIT, at=held.organisation.scope_path)
        step = lifecycle.transition(held, to)
        old = held.get_state_display()
        if step is None:
            known = ", ".join(one.button.lower() for one in lifecycle.transitions_from(held)) or "nothing"
            raise Conflict(f"{held.name} is “{old}”.", remedy=f"From here: {known}.")
        if step.is_end and (waiting := open_conflicts(held)):
            raise Conflict(
                f"{waiting} conflict{'s' if waiting > 1 else ''} of {held.name} wait for a decision.",
                remedy="Decide them first.",
            )
        if to == Campaign.State.MATCHED:
            match_devices(held, by=by)
        if to == Campaign.State.DRAFT:
            held.expectations.filter(left_out="").delete()
            held.expectations.update(item=None)
        held.state = to
        held.save(update_fields=["state"])
        unit.publish(_moved(held, old))
    campaign.state = held.state
    return campaign


def match_devices(campaign: Campaign, *, by: Actor) -> int:
    """Reserve a device for everybody who needs one; returns how many were reserved now.

    Those whose own device waits in storage keep it. The lowest grade gets what is updated longest, because
    it will keep it longest; devices without a known end of updates go last. Raises Forbidden.
    """
    by.require(CounterPermission.CAMPAIGN_EDIT, at=campaign.organisation.scope_path)
    with change(by) as unit:
        settled = campaign.expectations.values("person_id")
        has = Exists(open_loans(campaign).filter(borrower=OuterRef("pk")))
        people = people_of(campaign).exclude(pk__in=settled).exclude(has).order_by("grade", "sort_name", "pk")
        own = {item.assigned_to_id: item for item in _stored(campaign)}
        free = iter(_free(campaign))
        made = []
        for person in people:
            item = own.get(person.pk) or next(free, None)
            if item is not None:
                made.append(Expectation(campaign=campaign, person=person, item=item, by=by.name))
        Expectation.objects.bulk_create(made)
        path = campaign.organisation.scope_path
        unit.publish(DevicesMatched(subject=campaign.ref, org_path=path, count=len(made)))
    return len(made)


def leave_out(campaign: Campaign, person: Person, *, why: str, by: Actor) -> Expectation:
    """This person takes no part (``Expectation.Left``); an empty ``why`` takes them in again. Raises Forbidden, Invalid."""
    by.require(CounterPermission.CAMPAIGN_EDIT, at=campaign.organisation.scope_path)
    if why and why not in Expectation.Left.values:
        raise Invalid(f"“{why}” is not a reason.", remedy="Choose one of the list.", field="why")
    with change(by) as unit:
        values = {"left_out": why, "by": by.name}
        line, _ = Expectation.objects.update_or_create(campaign=campaign, person=person, defaults=values)
        unit.publish(
            PersonLeftOut(
                subject=campaign.ref,
                org_path=campaign.organisation.scope_path,
                about=(person.ref,),
                why=line.get_left_out_display() if why else "",
            )
        )
    return line


def _require_sound(name: str, school: Organisation, kind: str, sections: Sequence[Section], names: list[str]) -> None:
    if not name.strip():
        raise Invalid("The campaign has no name.", remedy="Call it what people call it.", field="name")
    if kind not in Campaign.Kind.values:
        raise Invalid(f"“{kind}” is neither a hand-out nor a collection.", remedy="Choose one.", field="kind")
    if any(section.organisation_id != school.pk for section in sections):
        raise Invalid("A homeroom belongs to another school.", remedy="One campaign is one school's.", field="sections")
    if len(names) > MOST_ACCESSORIES:
        raise Invalid(
            f"{len(names)} things go along.", remedy=f"At most {MOST_ACCESSORIES}; each is a key.", field="accessories"
        )


def _stored(campaign: Campaign) -> Any:
    """Devices that wait in summer storage or on the shelf for their owner."""
    waiting = (Status.STORED, Status.READY_RETURN)
    return _of_campaign(campaign).filter(status__in=waiting, assigned_to__isnull=False)


def _free(campaign: Campaign) -> Any:
    """Devices in stock that nobody has reserved, longest updated first."""
    taken = (
        Expectation.objects.filter(item__isnull=False).exclude(campaign__state__in=lifecycle.ENDED).values("item_id")
    )
    end = Coalesce("device__aue_date", "product__devicemodel__aue_date", output_field=DateField())
    return (
        _of_campaign(campaign)
        .filter(status=Status.AVAILABLE, assigned_to=None, reserved_for="")
        .exclude(pk__in=taken)
        .order_by(end.desc(nulls_last=True), "barcode_norm")
    )


def _of_campaign(campaign: Campaign) -> Any:
    return Item.objects.filter(organisation_id=campaign.organisation_id, item_type_id=campaign.item_type_id)


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=campaign.pk)


def _moved(campaign: Campaign, old: str) -> CampaignMoved:
    return CampaignMoved(
        subject=campaign.ref,
        org_path=campaign.organisation.scope_path,
        changes={"State": (old, campaign.get_state_display())},
    )
