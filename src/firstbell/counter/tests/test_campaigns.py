"""Plan, match, run and end a campaign, through the actions and on its pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.counter.actions.campaigns import leave_out, move_campaign, save_campaign
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.lifecycle import TRANSITIONS
from firstbell.counter.models import Campaign, Expectation, ScanConflict
from firstbell.counter.queries.rosters import figures, groups, people_of
from firstbell.counter.tests.factories import Gym, entry, make_campaign, make_gym, make_station
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_device, make_item_type
from firstbell.people.tests.factories import make_person, make_section, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Gym:
    return make_gym()


def planned(gym: Gym, **values: object) -> Campaign:
    given = {
        "name": "August",
        "organisation": gym.cast.school,
        "kind": "handout",
        "item_type": make_item_type(),
        "sections": [gym.homeroom],
        "accessories": ["Charger", " Case ", "Charger", ""],
        "by": gym.tess,
    }
    return save_campaign(None, **(given | values))  # type: ignore[arg-type]


def test_a_campaign_is_planned_and_changed(gym: Gym) -> None:
    campaign = planned(gym)
    assert (campaign.state, campaign.accessories) == ("draft", ["Charger", "Case"])
    assert set(people_of(campaign)) == {gym.ana, gym.ben, gym.cal}
    by_grade = planned(gym, sections=[], grades=["07"])
    assert make_person(gym.cast.school, grade="07") in people_of(by_grade)
    assert make_person(gym.cast.school, grade="08") not in people_of(by_grade)
    assert make_person(gym.cast.school, grade="08") in people_of(planned(gym, sections=[]))
    changed = save_campaign(
        campaign, name="September", organisation=gym.cast.other_school, kind="collection", item_type=campaign.item_type,
        by=gym.tess,
    )  # fmt: skip
    assert (changed.name, changed.organisation, changed.kind) == ("September", gym.cast.school, "handout")


def test_what_is_no_campaign(gym: Gym) -> None:
    with pytest.raises(Invalid):
        planned(gym, name=" ")
    with pytest.raises(Invalid):
        planned(gym, kind="party")
    with pytest.raises(Invalid):
        planned(gym, sections=[make_section(gym.cast.other_school)])
    with pytest.raises(Invalid):
        planned(gym, accessories=list("abcdefg"))
    for actor in (gym.lib, gym.cast.sam.actor, gym.cast.stu.actor):
        with pytest.raises(Forbidden):
            planned(gym, by=actor)


def test_the_table_of_states_is_whole() -> None:
    """From the first state of each kind the end can be reached, and no state is a dead end or unknown."""
    known = set(Campaign.State.values)
    assert {step.source for step in TRANSITIONS} | {step.to for step in TRANSITIONS} == known
    for first in ("draft", "planned"):
        reached, new = {first}, {first}
        while new:
            new = {step.to for step in TRANSITIONS if step.source in new} - reached
            reached |= new
        assert "closed" in reached


def test_matching_keeps_own_devices_and_gives_the_longest_updated_to_the_lowest_grade(gym: Gym) -> None:
    old = make_device(gym.cast.school, "OLD", aue_date=dt.date(2027, 6, 1))
    new = make_device(gym.cast.school, "NEW", aue_date=dt.date(2033, 6, 1))
    own = make_device(gym.cast.school, "OWN", status="stored", assigned_to=gym.cal)
    gym.ana.grade, gym.ben.grade = "09", "06"
    gym.ana.save()
    gym.ben.save()
    campaign = planned(gym)
    move_campaign(campaign, "matched", by=gym.tess)
    reserved = {line.person: line.item for line in campaign.expectations.select_related("person", "item")}
    assert reserved[gym.cal] == Item.objects.get(pk=own.pk)
    assert reserved[gym.ben] == Item.objects.get(pk=new.pk)
    assert reserved[gym.ana] == Item.objects.get(pk=old.pk)
    move_campaign(campaign, "draft", by=gym.tess)
    assert not campaign.expectations.exists()


def test_states_move_by_the_table_and_end_only_when_all_is_decided(gym: Gym) -> None:
    with pytest.raises(Conflict, match="From here"):
        move_campaign(gym.campaign, "draft", by=gym.tess)
    Item.objects.filter(pk=gym.devices[0].pk).update(status="in_repair")
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, confirmed=True)
    record_scan(sent, station=make_station(gym.campaign, gym.tess), by=gym.tess)
    with pytest.raises(Conflict, match="wait for a decision"):
        move_campaign(gym.campaign, "closed", by=gym.tess)
    ScanConflict.objects.update(decided_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    assert move_campaign(gym.campaign, "closed", by=gym.tess).state == "closed"
    with pytest.raises(Forbidden):
        move_campaign(make_campaign(gym.cast.school), "exceptions", by=gym.lib)


def test_who_is_left_out_is_not_missing(gym: Gym) -> None:
    leave_out(gym.campaign, gym.cal, why="opted_out", by=gym.tess)
    assert (figures(gym.campaign).missing, figures(gym.campaign).left_out) == (2, 1)
    assert groups(gym.campaign)[0].figures.missing == 2
    leave_out(gym.campaign, gym.cal, why="", by=gym.tess)
    assert figures(gym.campaign).missing == 3
    with pytest.raises(Invalid):
        leave_out(gym.campaign, gym.cal, why="because", by=gym.tess)


def test_the_pages(gym: Gym) -> None:
    client = Client()
    client.force_login(gym.cast.tess.account)
    form = {
        "name": "Hand-out", "organisation": gym.cast.school.pk, "kind": "handout", "item_type": make_item_type().pk,
        "grades": ["07"], "accessories": "Charger",
    }  # fmt: skip
    response = client.post(reverse("counter:campaign_add"), form)
    assert response.status_code == 302
    campaign = Campaign.objects.get(name="Hand-out")
    url = reverse("counter:campaign", args=[campaign.pk])
    assert "Match devices" in client.get(url).content.decode()
    client.post(reverse("counter:campaign_move", args=[campaign.pk]), {"to": "matched"})
    edit = {"name": "Hand-out 7", "item_type": make_item_type().pk, "sections": [gym.homeroom.pk]}
    assert client.post(reverse("counter:campaign_edit", args=[campaign.pk]), edit).status_code == 302
    shown = client.get(url, {"section": gym.homeroom.pk}).content.decode()
    assert "Gym, Ana" in shown
    client.post(reverse("counter:campaign_leave_out", args=[campaign.pk]), {"person": gym.ana.pk, "why": "exempt"})
    assert Expectation.objects.get(campaign=campaign, person=gym.ana).left_out == "exempt"
    assert "Hand-out 7" in client.get(reverse("counter:campaigns")).content.decode()
    lib = Client()
    lib.force_login(gym.cast.lib.account)
    assert lib.get(url).status_code == 200
    assert lib.get(reverse("counter:campaign_edit", args=[campaign.pk])).status_code == 403
    helper = Client()
    helper.force_login(gym.cast.tia.account)
    assert helper.get(url).status_code == 403


def test_a_homeroom_whose_number_no_row_can_have_is_no_choice(gym: Gym) -> None:
    client = signed_in(gym.cast.tess)
    page = client.post(f"/counter/campaigns/{gym.campaign.pk}/edit/", {"name": "August", "sections": ["9" * 30]})
    assert page.status_code == 422
    assert "is not one of the available choices" in page.content.decode()
