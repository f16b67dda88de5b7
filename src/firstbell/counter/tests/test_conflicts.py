"""A person decides: keep the books, take the station's, something else. Each through the action, then the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import lend_item
from firstbell.circulation.models import Loan
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.counter.actions.conflicts import decide_conflict
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.models import ScanConflict
from firstbell.counter.tests.factories import Gym, entry, make_campaign, make_gym, make_station
from firstbell.inventory.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Gym:
    return make_gym()


@pytest.fixture
def conflict(gym: Gym) -> ScanConflict:
    """By the books Ben has 2001; Tess's station gave it to Ana, with its charger."""
    lend_item(gym.devices[0], to=gym.ben, by=gym.lib)
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, along=["charger"], confirmed=True)
    record_scan(sent, station=make_station(gym.campaign, gym.tess), by=gym.tess)
    return ScanConflict.objects.get()


def holder(gym: Gym) -> str:
    return str(Item.objects.get(pk=gym.devices[0].pk).holder)


def test_keep_the_books(gym: Gym, conflict: ScanConflict) -> None:
    decided = decide_conflict(conflict, decision="books", by=gym.tess)
    assert (decided.is_open, decided.decided_by, holder(gym)) == (False, gym.tess.name, "Ben Gym")
    told = AuditEntry.objects.get(verb="counter.conflict_decided")
    assert "keep the books" in told.summary
    with pytest.raises(Conflict, match="has decided this already"):
        decide_conflict(conflict, decision="station", by=gym.tess)


def test_take_the_station_s(gym: Gym, conflict: ScanConflict) -> None:
    decide_conflict(conflict, decision="station", by=gym.tess)
    assert holder(gym) == "Ana Gym"
    loan = Loan.objects.open().get()
    assert (loan.borrower, loan.accessories) == (gym.ana, ["Charger"])


def test_something_else(gym: Gym, conflict: ScanConflict) -> None:
    with pytest.raises(Invalid):
        decide_conflict(conflict, decision="other", by=gym.tess)
    with pytest.raises(Invalid):
        decide_conflict(conflict, decision="other", person=gym.cal, by=gym.tess)
    item = Item.objects.get(pk=gym.devices[0].pk)
    decide_conflict(conflict, decision="other", person=gym.cal, item=item, note="Found at Cal's", by=gym.tess)
    assert holder(gym) == "Cal Gym"


def test_what_cannot_be_entered_stays_open(gym: Gym, conflict: ScanConflict) -> None:
    Item.objects.filter(pk=gym.devices[0].pk).update(status="in_repair")
    Loan.objects.all().delete()
    with pytest.raises(Conflict):
        decide_conflict(conflict, decision="station", by=gym.tess)
    assert ScanConflict.objects.get().is_open


def test_a_collection_s_conflict(gym: Gym) -> None:
    campaign = make_campaign(gym.cast.school, gym.homeroom, kind="collection")
    sent = entry("collection", item=gym.devices[0].pk, condition="poor", confirmed=True)
    record_scan(sent, station=make_station(campaign, gym.tess), by=gym.tess)
    conflict = ScanConflict.objects.get()
    with pytest.raises(Conflict):
        decide_conflict(conflict, decision="station", by=gym.tess)
    loan = lend_item(gym.devices[0], to=gym.ana, at=timezone.now(), by=gym.tess)
    decide_conflict(conflict, decision="station", by=gym.tess)
    loan.refresh_from_db()
    assert loan.return_condition == "poor"


def test_who_may_not_decide(gym: Gym, conflict: ScanConflict) -> None:
    for actor in (gym.lib, gym.cast.sam.actor, gym.cast.stu.actor):
        with pytest.raises(Forbidden):
            decide_conflict(conflict, decision="books", by=actor)


def test_the_page_shows_both_sides_and_decides(gym: Gym, conflict: ScanConflict) -> None:
    client = Client()
    client.force_login(gym.cast.tess.account)
    assert "Ana Gym" in client.get(reverse("counter:conflicts")).content.decode()
    url = reverse("counter:conflict", args=[conflict.pk])
    text = client.get(url).content.decode()
    assert "handed 2001 to Ana Gym" in text
    assert "2001 is lent to Ben Gym" in text
    wrong = client.post(url, {"decision": "other", "person_code": "nobody", "item_code": "2001"})
    assert wrong.status_code == 422
    assert "Nothing here has the code" in wrong.content.decode()
    assert client.post(url, {"decision": "other", "person_code": "702", "item_code": "2001"}).status_code == 302
    assert holder(gym) == "Cal Gym"
    assert "Something else" in client.get(url).content.decode()
    sam = Client()
    sam.force_login(gym.cast.sam.account)
    assert sam.get(url).status_code == 404
