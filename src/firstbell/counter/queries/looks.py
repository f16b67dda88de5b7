"""What a code at a station is, with all that its person has to be told: at most twelve statements with the request's own."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from firstbell.circulation.models import Loan
from firstbell.circulation.queries.lending import lendable_items
from firstbell.core.actor import Actor
from firstbell.core.scan import Scan as Code
from firstbell.core.scan import resolve
from firstbell.counter.models import Campaign
from firstbell.counter.queries.accessories import goes_along, pieces_out
from firstbell.counter.queries.doubts import ALARMING, Doubt, doubts, of_item
from firstbell.counter.queries.places import last_scan_of, loan_text
from firstbell.counter.queries.rosters import people_of, with_standing
from firstbell.inventory.models import Item
from firstbell.inventory.queries import concrete, items_by_code
from firstbell.people.models import Person
from firstbell.people.queries import photo_of, with_photos

Told = dict[str, Any]


def look(campaign: Campaign, text: str, actor: Actor, *, person: int | None = None, item: int | None = None) -> Told:
    """JSON for the station: ``kind`` is person, item or nothing; ``doubts`` what speaks against it.

    ``person`` and ``item`` are what lies on the desk already. What is missing is looked for first, so that a
    number that is both a badge and a tag is what the station waits for.
    """
    order = ("item", "person") if person is not None or not campaign.is_handout else ("person", "item")
    for kind in order:
        told = _item(campaign, text, actor, person) if kind == "item" else _person(campaign, text, actor, item)
        if told is not None:
            return told
    return {"kind": "nothing", "code": text[:60]}


def person_told(person: Any) -> Told:
    """A student as a station shows them; ``person`` comes from :func:`rosters.with_standing`."""
    return {
        "id": person.pk,
        "name": person.name,
        "listed": person.listed_name,
        "section": person.homeroom_id,
        "has": person.device or "",
        "waiting": person.waiting or "",
        "left_out": bool(person.left_out),
        "block": person.block or "",
        "owes": person.owes > 0,
    }


def _person(campaign: Campaign, text: str, actor: Actor, item: int | None) -> Told | None:
    matches = resolve(text, actor, kinds=[Person.KIND_REF])
    if not matches:
        return None
    member = Exists(people_of(campaign).filter(pk=OuterRef("pk")))
    people = Person.objects.filter(pk=matches[0].id).select_related("homeroom").annotate(member=member)
    found: Any = with_photos(with_standing(people, campaign), actor).first()
    told = person_told(found) | {
        "photo": photo_of(found),
        "kind": "person",
        "homeroom": found.homeroom.title if found.homeroom is not None else "",
        "gone": found.withdrawn_on is not None,
        "in_group": found.member,
    }
    if item is not None and campaign.is_handout:
        thing = Item.objects.visible_to(actor).filter(pk=item).select_related("item_type", "assigned_to").first()
        told["doubts"] = [_doubt(one) for one in doubts(campaign, found, thing)] if thing is not None else []
    return told


def _item(campaign: Campaign, text: str, actor: Actor, person_id: int | None) -> Told | None:
    code = Code.of(text).code
    if not code:
        return None
    items = items_by_code(lendable_items().visible_to(actor), [code])
    found = sorted(items, key=lambda one: one.status in {"disposed", "sold"})
    if not found:
        return None
    item = found[0]
    told: Told = {
        "kind": "item",
        "id": item.pk,
        "label": concrete(item).label,
        "product": item.product.name,
        "status": item.status,
        "status_label": item.get_status_display(),
        "alarm": item.status in ALARMING,
    }
    if campaign.is_handout:
        told["along"] = [{"code": one.code, "name": one.name} for one in goes_along(campaign, item)]
        return told | {"doubts": [_doubt(one) for one in _against(campaign, item, person_id, actor)]}
    return told | _coming_back(campaign, item)


def _against(campaign: Campaign, item: Item, person_id: int | None, actor: Actor) -> list[Doubt]:
    person = Person.objects.visible_to(actor).filter(pk=person_id).first() if person_id is not None else None
    if person is None:
        return of_item(campaign, item, person_id=None)
    # The rules of lending are asked when it is handed out: that is the next key.
    return doubts(campaign, person, item)


def _coming_back(campaign: Campaign, item: Item) -> Told:
    """Whose it is, and what should come back with it."""
    loan = (
        Loan.objects.open()
        .filter(item_id=item.pk)
        .select_related("borrower__homeroom", "place", "organisation", "item__item_type")
        .first()
    )
    if loan is not None and loan.item.item_type.holder_is_private:
        text = f"{item.label} belongs to the library."
        return {"doubts": [_doubt(Doubt("library", text, "Give it to the library's desk."))], "along": []}
    if loan is None:
        scan = last_scan_of(item)
        by = f" It was taken back by {scan.by} at {scan.station.name}." if scan and scan.kind == campaign.kind else ""
        text = f"{item.label} is lent to nobody: {item.get_status_display().lower()}.{by}"
        return {"doubts": [_doubt(Doubt("not_lent", text, "Put it where it belongs."))], "along": []}
    told: Told = {"along": [{"code": one.code, "name": one.name} for one in pieces_out(loan)], "doubts": []}
    if loan.borrower is not None:
        person = loan.borrower
        told["person"] = {"id": person.pk, "name": person.name, "section": person.homeroom_id}
        told["person"]["homeroom"] = person.homeroom.title if person.homeroom is not None else ""
        expected = item.item_type_id == campaign.item_type_id and people_of(campaign).filter(pk=person.pk).exists()
        told["expected"] = expected
        if not expected:
            text = f"{item.label} of {person.name} is not expected in {campaign.name}."
            told["doubts"] = [_doubt(Doubt("unexpected", text, "Scan it again to take it back all the same.", True))]
    else:
        told["expected"] = False
        told["doubts"] = [_doubt(Doubt("unexpected", loan_text(loan, None), "Scan it again to take it.", True))]
    if item.status in ALARMING:
        text = f"{item.label} is “{item.get_status_display()}” by the books."
        told["doubts"] = [_doubt(Doubt("lost", text, "Keep it here. y takes it back as found.", True))]
    return told


def _doubt(doubt: Doubt) -> Told:
    return {"code": doubt.code, "text": doubt.text, "remedy": doubt.remedy, "insist": doubt.may_insist}
