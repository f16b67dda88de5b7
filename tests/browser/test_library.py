"""A child types “diry of a wimpy kid”, finds it, sees where it stands, and goes along the shelf; a student places a hold."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from firstbell.circulation.models import Hold
from firstbell.inventory.models import Status
from firstbell.library.actions.indexing import index_titles
from firstbell.library.models import ShelvingPlace
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import make_cast
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_misspelled_book_is_found_on_its_shelf(chromium: Browser, signed_in: SignedIn, live_server: Any) -> None:
    cast = make_cast()
    shelf = ShelvingPlace.objects.create(
        organisation=cast.school, code="fun", name="Funny books", directions="Two steps left of the desk"
    )
    kid, next_door = (
        make_title("Diary of a wimpy kid", author="Kinney, Jeff"),
        make_title("Big Nate", author="Peirce, Lincoln"),
    )
    make_copy(cast.school, kid, call_number="FIC KIN", shelving_place=shelf)
    make_copy(cast.school, next_door, call_number="FIC PEI", shelving_place=shelf, status=Status.ON_LOAN)
    index_titles([kid.pk, next_door.pk])

    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url)
    page = context.new_page()
    page.goto("/library/")
    page.get_by_label("Title, author, subject, or ISBN").fill("diry of a wimpy kid")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Showing “diary”")).to_be_visible()
    expect(page.get_by_text("FIC KIN")).to_be_visible()
    page.get_by_role("link", name="Diary of a wimpy kid").click()
    expect(page.get_by_text("Two steps left of the desk")).to_be_visible()
    assert page.get_by_role("button", name="Place a hold").count() == 0, "nobody is signed in"

    page.locator("[data-shelf] a[aria-current]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Big Nate")).to_be_visible()
    expect(page.get_by_text("Checked out").first).to_be_visible()
    context.close()

    student = signed_in(cast.stu)
    student.goto(f"/library/titles/{next_door.pk}/")
    student.get_by_role("button", name="Place a hold").click()
    expect(student.get_by_text("You are in line for “Big Nate”")).to_be_visible()
    assert Hold.objects.get().product_id == next_door.pk
