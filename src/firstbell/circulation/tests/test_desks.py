"""Two schools of one district: what lies on a desk is served there by whoever serves that desk and no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from firstbell.circulation.actions import LendingRefused, check_in, lend_item, place_hold, return_item
from firstbell.circulation.models import Loan, Transit
from firstbell.circulation.tests.factories import make_copy, make_rule, make_title
from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden
from firstbell.core.models import AuditEntry
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item, Product, Status
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.tests.factories import (
    Api,
    Cast,
    Member,
    make_cast,
    make_member,
    make_organisation,
    make_person,
    signed_in,
)

pytestmark = pytest.mark.django_db
CLOCK = system_actor("tests")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def lou(cast: Cast) -> Member:
    """The librarian of the other school, and of that school alone."""
    return make_member(cast.other_school, "Lou", "Shelver", role="librarian")


@pytest.fixture
def copy(cast: Cast) -> Item:
    return make_copy(cast.school, "B-1", title=make_title("Hatchet"))


def take_in(member: Member, code: str, **values: Any) -> Any:
    return signed_in(member).post(reverse("circulation:take_in"), {"code": code, **values})


def test_52_a_copy_travels_for_a_hold_and_home_by_the_hands_of_two_librarians(
    cast: Cast, lou: Member, copy: Item
) -> None:
    make_rule("hold_other_schools", "yes")
    reader = make_person(cast.other_school)
    hold = place_hold(copy.product, to=reader, by=lou.actor)
    assert check_in(copy, by=cast.lib.actor).next_step.target == cast.other_school
    arrived = check_in(copy, by=lou.actor)
    assert (arrived.arrived, arrived.next_step.kind, arrived.next_step.hold) == (True, "pickup", hold.pk)
    loan = lend_item(copy, to=reader, by=lou.actor)
    assert loan.organisation == cast.other_school
    return_item(loan, by=lou.actor)
    home = loan.next_step  # type: ignore[attr-defined]
    assert (home.kind, home.target) == ("transit_home", cast.school)
    assert check_in(copy, by=cast.lib.actor).arrived
    assert not Transit.objects.open().exists()


def test_52_what_was_lent_at_one_school_comes_back_at_the_other(cast: Cast, lou: Member, copy: Item) -> None:
    loan = lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    page = take_in(lou, "b-1", school=cast.other_school.pk).content.decode()
    assert "It is taken back." in page
    assert f"belongs to {cast.school.name}: put it into transit" in page
    assert "Dent" not in page
    loan.refresh_from_db()
    assert loan.returned_at is not None
    copy.refresh_from_db()
    assert copy.status == Status.AVAILABLE


def test_52_what_is_on_its_way_is_lent_where_it_lies_and_travels_no_further(
    cast: Cast, lou: Member, copy: Item
) -> None:
    """A child takes what was just sent home: with a reason. At home nobody scans it in first."""
    return_item(lend_item(copy, to=cast.stu.person, by=cast.lib.actor), organisation=cast.other_school, by=lou.actor)
    reader = make_person(cast.other_school)
    with pytest.raises(LendingRefused) as refused:
        lend_item(copy, to=reader, organisation=cast.other_school, by=lou.actor)
    assert (refused.value.code, refused.value.is_overridable) == ("in_transit", True)
    lend_item(copy, to=reader, organisation=cast.other_school, override_reason="Wants it now", by=lou.actor)
    assert not Transit.objects.open().exists()
    use_undo(latest_offer(lou.actor).token, by=lou.actor)  # type: ignore[union-attr]
    assert Transit.objects.open().get().target == cast.school
    lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    assert not Transit.objects.open().exists()


def test_52_who_waited_for_it_takes_it_from_the_bag(cast: Cast, lou: Member, copy: Item) -> None:
    make_rule("hold_other_schools", "yes")
    reader = make_person(cast.other_school)
    hold = place_hold(copy.product, to=reader, by=lou.actor)
    check_in(copy, by=cast.lib.actor)
    with pytest.raises(LendingRefused) as refused:
        lend_item(copy, to=make_person(cast.other_school), organisation=cast.other_school, by=lou.actor)
    assert [one.code for one in refused.value.findings] == ["in_transit"]
    assert f"hold {hold.pk}" in refused.value.message
    lend_item(copy, to=reader, organisation=cast.other_school, by=lou.actor)
    hold.refresh_from_db()
    assert (hold.state, Transit.objects.open().exists()) == ("fulfilled", False)
    use_undo(latest_offer(lou.actor).token, by=lou.actor)  # type: ignore[union-attr]
    hold.refresh_from_db()
    assert (hold.state, hold.copy_id, Transit.objects.open().exists()) == ("ready", copy.pk, False)


def test_both_can_be_taken_back_within_the_minute(cast: Cast, lou: Member, copy: Item) -> None:
    lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    check_in(copy, by=lou.actor)
    offer = latest_offer(lou.actor)
    assert offer is not None
    use_undo(offer.token, by=lou.actor)
    assert Loan.objects.open().get().borrower == cast.stu.person
    assert not Transit.objects.open().exists()
    return_item(Loan.objects.open().get(), by=cast.lib.actor)
    lend_item(copy, to=make_person(cast.other_school), by=lou.actor)
    offer = latest_offer(lou.actor)
    assert offer is not None
    use_undo(offer.token, by=lou.actor)
    assert not Loan.objects.open().exists()


def test_the_trail_says_who_and_where(cast: Cast, lou: Member, copy: Item) -> None:
    lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    check_in(copy, by=lou.actor)
    sent = AuditEntry.objects.get(summary__contains=cast.school.name, verb__startswith="circulation.")
    assert (sent.actor_name, sent.subject_label) == (lou.actor.name, "B-1")
    assert "Dent" not in "".join(f"{one.summary}{one.note}" for one in AuditEntry.objects.all())


def test_devices_stay_the_own_schools(cast: Cast, lou: Member) -> None:
    loaner = make_loaner(cast.school, barcode="L-1")
    loan = lend_item(loaner, to=cast.stu.person, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        check_in(loaner, by=lou.actor)
    with pytest.raises(Forbidden):
        check_in(loaner, organisation=cast.other_school, by=lou.actor)
    with pytest.raises(Forbidden):
        return_item(loan, by=lou.actor)
    assert take_in(lou, "L-1", school=cast.other_school.pk).status_code == 422
    Api(lou).post("check-ins", {"item_id": loaner.pk}, status=404)


def test_another_district_is_another_world(cast: Cast, copy: Item) -> None:
    elsewhere = make_organisation("Hill District", kind="district")
    ned = make_member(make_organisation("Hill School", parent=elsewhere), "Ned", "Far", role="librarian")
    lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    with pytest.raises(Forbidden):
        check_in(copy, by=ned.actor)
    with pytest.raises(Forbidden):
        check_in(copy, organisation=ned.person.organisation, by=ned.actor)
    assert take_in(ned, "B-1", school=ned.person.organisation_id).status_code == 422
    Api(ned).post("check-ins", {"item_id": copy.pk}, status=404)
    assert Loan.objects.open().exists()


def test_who_serves_no_desk_gains_nothing(cast: Cast, copy: Item) -> None:
    """Tess serves devices at the same school, Sam at the other; a student serves nobody."""
    lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    for one in (cast.stu, cast.tia):
        with pytest.raises(Forbidden):
            check_in(copy, by=one.actor)
    assert signed_in(cast.stu).get(reverse("circulation:take_in")).status_code == 403


def test_lending_by_two_scans_at_the_other_desk(cast: Cast, lou: Member, copy: Item) -> None:
    reader = make_person(cast.other_school, identifier="777001")
    desk = signed_in(lou)
    address = f"{reverse('circulation:lend')}?person=777001&item=B-1"
    page = desk.get(address).content.decode()
    assert f"Hatchet · {cast.school.name}" in page, "what it is and whose"
    assert reverse("inventory:item", args=[copy.pk]) not in page, "its page is its school's"
    assert desk.post(address, {}).status_code == 302
    loan = Loan.objects.open().get()
    assert (loan.borrower, loan.organisation) == (reader, cast.other_school)


def test_over_rest(cast: Cast, lou: Member, copy: Item) -> None:
    api, reader = Api(lou), make_person(cast.other_school)
    told = api.get(f"lending-rules/explain?item_id={copy.pk}&person_id={reader.pk}")
    assert told["allowed"] is True
    lent = api.post("loans", {"item_id": copy.pk, "person_id": reader.pk}, status=201)
    assert lent["organisation_id"] == cast.other_school.pk
    back = api.post("check-ins", {"item_id": copy.pk}, status=201)
    assert (back["next_step"], back["target_id"]) == ("transit_home", cast.school.pk)
    narrow = Api(lou, without="circulation.loan.return")
    narrow.post("check-ins", {"item_id": copy.pk}, status=404)


def test_what_the_district_owns_is_lent_at_every_school(cast: Cast, lou: Member) -> None:
    owned: Product = make_title("Atlas")
    atlas = make_copy(cast.district, "D-1", title=owned)
    loan = lend_item(atlas, to=make_person(cast.other_school), by=lou.actor)
    assert loan.organisation == cast.other_school
    assert "It is taken back." in take_in(lou, "D-1", school=cast.other_school.pk).content.decode()
