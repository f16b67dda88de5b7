"""The library's desk in the browser and over REST: holds, taking in, claims, library days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import lend_item, place_hold, set_class_visits
from firstbell.circulation.due_dates import DueTerms, due_date
from firstbell.circulation.models import Claim, ClassVisit, Hold, Loan
from firstbell.circulation.tests.factories import make_copy, make_loan, make_rule, make_title
from firstbell.core.calendars import DayException, SchoolDays
from firstbell.core.errors import Forbidden, Invalid
from firstbell.inventory.models import Item
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast, make_section, signed_in
from firstbell.rooms.queries import zone_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


@pytest.fixture
def copy(cast: Cast) -> Item:
    return make_copy(cast.school, "B-1", title=make_title("Hatchet"))


def url(name: str, *args: Any) -> str:
    return reverse(f"circulation:{name}", args=args)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_hold_from_the_wish_to_the_shelf(cast: Cast, copy: Item) -> None:
    lib = signed_in(cast.lib)
    assert lib.post(url("hold_add"), {"person": "nobody", "item": "B-1"}).status_code == 422
    placed = lib.post(url("hold_add"), {"person": cast.stu.person.identifier, "item": "B-1", "note": "Book report"})
    hold = Hold.objects.get()
    assert placed["Location"] == url("hold", hold.pk)
    for name in ("holds", "hold_pull"):
        assert "Hatchet" in text_of(lib, url(name)), name
    assert f"hold {hold.pk}" in text_of(lib, url("hold_pull"))
    assert "Stu Dent" not in text_of(lib, url("hold_pull")), "the walk along the shelves needs no names"
    taken = lib.post(url("take_in"), {"code": "B-1", "school": cast.school.pk})
    assert f"goes to the pick-up shelf for hold {hold.pk}" in taken.content.decode()
    assert "Dent, Stu" in text_of(lib, url("hold_shelf"))
    page = text_of(lib, url("hold", hold.pk))
    assert "On the pick-up shelf" in page
    assert lib.post(url("hold_suspend", hold.pk), {"until": "2001-01-01"}).status_code == 422
    assert lib.post(url("hold_ahead", hold.pk), {"reason": ""}).status_code == 422
    assert lib.post(url("hold_cancel", hold.pk)).status_code == 302
    hold.refresh_from_db()
    assert hold.state == "cancelled"


def test_readers_see_and_cancel_their_own_hold_and_nobody_elses(cast: Cast, copy: Item) -> None:
    mine = place_hold(copy.product, to=cast.stu.person, by=cast.stu.actor)
    theirs = place_hold(copy.product, to=cast.cora.person, by=cast.cora.actor)
    stu = signed_in(cast.stu)
    assert "Hatchet" in text_of(stu, url("hold", mine.pk))
    assert stu.get(url("hold", theirs.pk)).status_code == 404
    assert stu.post(url("hold_cancel", theirs.pk)).status_code == 404
    assert stu.post(url("hold_cancel", mine.pk)).status_code == 302
    assert signed_in(cast.tess).get(url("hold", theirs.pk)).status_code == 404
    assert stu.get(url("holds")).status_code == 403


def test_taking_in_says_what_it_was_and_refuses_what_is_unknown(cast: Cast, copy: Item) -> None:
    lib = signed_in(cast.lib)
    lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    there = {"school": cast.school.pk}
    first = lib.post(url("take_in"), {"code": "b-1", **there}).content.decode()
    assert "It is taken back." in first
    assert "Stu" not in first
    assert "It was not lent" in lib.post(url("take_in"), {"code": "B-1", **there}).content.decode()
    assert lib.post(url("take_in"), {"code": "no such", **there}).status_code == 422
    assert lib.post(url("take_in"), {"code": "B-1", "school": cast.other_school.pk}).status_code == 422
    assert signed_in(cast.stu).get(url("take_in")).status_code == 403


def test_a_claim_is_made_on_the_loan_looked_for_and_settled(cast: Cast, copy: Item) -> None:
    make_rule("fine_cents", "10")
    due = timezone.now() - 20 * DAY
    loan = make_loan(copy, cast.stu.person, due_at=due, lent_at=due - DAY, purpose="checkout")
    lib = signed_in(cast.lib)
    assert "If it came back now" in text_of(lib, url("loan", loan.pk))
    assert lib.post(url("claim_add", loan.pk), {"note": "In the drop"}).status_code == 302
    claim = Claim.objects.get()
    assert "In the drop" in text_of(lib, url("claim", claim.pk))
    assert "Not looked yet" in text_of(lib, url("claims"))
    assert lib.post(url("claim_check", claim.pk), {"seen": ""}).status_code == 422
    lib.post(url("claim_check", claim.pk), {"seen": "Nothing on the cart"})
    assert "Nothing on the cart" in text_of(lib, url("claim", claim.pk))
    assert "being looked for" in text_of(lib, url("loan", loan.pk))
    lib.post(url("claim_settle", claim.pk), {"outcome": "found"})
    assert not Loan.objects.open().exists()
    assert signed_in(cast.tess).get(url("claim", claim.pk)).status_code == 404


class TestLibraryDays:
    """23: due on the homeroom's next library day."""

    MONDAY = dt.date(2027, 1, 4)

    def _due(self, cast: Cast, terms: DueTerms, closed: str = "") -> tuple[str, tuple[str, ...]]:
        zone = zone_of(cast.school)
        days = SchoolDays(exceptions={dt.date.fromisoformat(closed): DayException(False, "Holiday")} if closed else {})
        found = due_date(dt.datetime(2027, 1, 5, 10, tzinfo=zone), terms, days, zone)
        assert found.at is not None
        return f"{found.at:%a %b %-d}", found.lines

    def test_23_the_next_library_day_is_never_today_and_not_a_holiday(self, cast: Cast) -> None:
        tuesdays = DueTerms(length=1, unit="visits", visit_days=frozenset({1}))
        assert self._due(cast, tuesdays)[0] == "Tue Jan 12"
        day, lines = self._due(cast, tuesdays, closed="2027-01-12")
        assert day == "Tue Jan 19"
        assert lines == (
            "Due Tue Jan 19: the homeroom's next library day.",
            "No library day: closed Tue Jan 12 (Holiday).",
        )
        twice = DueTerms(length=2, unit="visits", visit_days=frozenset({1, 3}))
        assert self._due(cast, twice)[0] == "Tue Jan 12"

    def test_23_without_library_days_it_counts_weeks_and_says_so(self, cast: Cast) -> None:
        day, lines = self._due(cast, DueTerms(length=1, unit="visits"))
        assert day == "Tue Jan 12"
        assert "has no library day yet" in lines[1]

    def test_they_are_kept_by_homeroom_and_used_by_lending(self, cast: Cast, copy: Item) -> None:
        room = make_section(cast.school, "Room 12", kind="homeroom", students=[cast.stu.person])
        cast.stu.person.homeroom = room
        cast.stu.person.save(update_fields=["homeroom"])
        lib = signed_in(cast.lib)
        assert "Room 12" in text_of(lib, url("visits"))
        other = make_section(cast.school, "Room 14", kind="homeroom")
        kept = {"shown": [room.pk, other.pk], "day": [f"{room.pk}.1", f"{room.pk}.3", f"{other.pk}.4"]}
        assert lib.post(url("visits"), kept).status_code == 302
        assert sorted(ClassVisit.objects.values_list("section", "weekday")) == sorted(
            [(room.pk, 1), (room.pk, 3), (other.pk, 4)]
        )
        lib.post(url("visits"), {"shown": [room.pk], "day": [f"{room.pk}.x"]})
        lib.post(url("visits"), {"shown": [other.pk]})
        assert sorted(ClassVisit.objects.values_list("section", "weekday")) == [(room.pk, 1), (room.pk, 3)]
        make_rule("loan_unit", "visits", item_type=copy.item_type)
        make_rule("loan_length", "1", item_type=copy.item_type)
        loan = lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
        assert loan.due_at is not None
        assert loan.due_at.astimezone(zone_of(cast.school)).weekday() in {1, 3}
        assert "next library day" in loan.due_explain[0]
        with pytest.raises(Forbidden):
            set_class_visits(room, [1], by=cast.tess.actor)
        with pytest.raises(Invalid):
            set_class_visits(room, [9], by=cast.lib.actor)


def test_the_same_over_rest(cast: Cast, copy: Item) -> None:
    def ask(member: Member, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        return getattr(Client(), method)(
            f"/api/v1/{path}", body, content_type="application/json",
            headers={"Authorization": f"Bearer {secrets[member.person.given_name]}"},
        )  # fmt: skip

    def secret(member: Member) -> str:
        held = {one for grant in member.actor.grants for one in grant.permissions}
        return create_token(member.account, name="tests", permissions=sorted(held), by=member.actor).text

    secrets = {member.person.given_name: secret(member) for member in (cast.lib, cast.tess)}
    stu = cast.stu.person
    assert ask(cast.lib, "post", "holds", {"person_id": stu.pk}).status_code == 422
    made = ask(cast.lib, "post", "holds", {"person_id": stu.pk, "product_id": copy.product_id})
    assert made.status_code == 201, made.content
    hold = made.json()["id"]
    again = ask(cast.lib, "post", "holds", {"person_id": stu.pk, "item_id": copy.pk})
    assert (again.status_code, again.json()["code"]) == (409, "hold_exists")
    assert [one["item_id"] for one in ask(cast.lib, "get", "pull-list").json()] == [copy.pk]
    assert ask(cast.tess, "get", "pull-list").json() == []
    assert ask(cast.tess, "get", "holds").json()["items"] == []
    assert ask(cast.tess, "get", f"holds/{hold}").status_code == 404
    taken = ask(cast.lib, "post", "check-ins", {"item_id": copy.pk}).json()
    assert (taken["next_step"], taken["hold_id"], taken["was_lent"]) == ("pickup", hold, False)
    assert ask(cast.lib, "post", f"holds/{hold}/suspend", {"until": None}).status_code == 200
    assert ask(cast.lib, "post", f"holds/{hold}/ahead", {"reason": "Test"}).json()["weight"] == 0
    account = ask(cast.lib, "get", f"people/{stu.pk}/borrowing").json()
    assert (account["ready"], account["balance_cents"], account["loans"]) == (1, 0, [])
    assert ask(cast.tess, "get", f"people/{stu.pk}/borrowing").json()["holds"] == []
    lent = ask(cast.lib, "post", "loans", {"item_id": copy.pk, "person_id": stu.pk}).json()["id"]
    claim = ask(cast.lib, "post", f"loans/{lent}/claim", {"note": "Back"}).json()["id"]
    assert ask(cast.lib, "post", f"claims/{claim}/check", {"seen": "Shelf"}).json()["checks"][0][2] == "Shelf"
    assert [one["id"] for one in ask(cast.lib, "get", "claims").json()["items"]] == [claim]
    assert ask(cast.tess, "get", "claims").json()["items"] == []
    assert ask(cast.lib, "post", f"claims/{claim}/settle", {"outcome": "refused"}).json()["state"] == "refused"
    assert ask(cast.lib, "get", f"people/{stu.pk}/borrowing").json()["loans"][0]["loan_id"] == lent
    assert ask(cast.lib, "post", f"holds/{hold}/cancel").status_code == 409
