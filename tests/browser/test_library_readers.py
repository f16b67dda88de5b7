"""From a misspelled title to books like it at one's level, onto a list of one's own, and a review; by keyboard, clean for axe."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.reviews import decide_review, save_review_settings
from firstbell.library.models import Heading, ReadingLevel, ReadingList, Review, TitleHeading
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import make_cast
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["target"]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1, page.url


def test_like_this_at_my_level_onto_my_list_and_a_review(
    chromium: Browser, signed_in: SignedIn, live_server: Any
) -> None:
    cast = make_cast()
    kid, nate, hard = (
        make_title("Diary of a wimpy kid", author="Kinney, Jeff"),
        make_title("Big Nate", author="Peirce, Lincoln"),
        make_title("The trial", author="Kafka, Franz"),
    )
    funny = Heading.objects.create(kind="subject", text="Diaries", norm="diaries")
    for title, level in ((kid, 950), (nate, 500), (hard, 1300)):
        make_copy(cast.school, title, call_number="FIC")
        TitleHeading.objects.create(title=title, heading=funny)
        ReadingLevel.objects.create(title=title, scheme="lexile", low=level, high=level, text=f"{level}L")
    index_titles([kid.pk, nate.pk, hard.pk])
    save_review_settings(cast.school, values={"is_on": True}, by=cast.lib.actor)

    page = signed_in(cast.stu, width=390, scheme="dark")
    page.goto("/library/")
    clean(page)
    page.get_by_label("Title, author, subject, or ISBN").fill("books like diary of a wimpy kid lexile 500")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Like “Diary of a wimpy kid”")).to_be_visible()
    expect(page.get_by_text("Also about Diaries")).to_be_visible()
    expect(page.get_by_text("Lexile measure: 500L")).to_be_visible()
    assert page.get_by_role("link", name="The trial").count() == 0
    clean(page)
    page.get_by_role("link", name="Big Nate").click()
    expect(page.get_by_role("heading", name="Big Nate")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("It is on “To read”.")).to_be_visible()
    assert ReadingList.objects.get(owner=cast.stu.account).entries.get().title_id == nate.pk

    page.get_by_text("Write a review").click()
    page.get_by_role("radio", name="4 of 5 stars").check()
    page.get_by_label("What would you tell a friend?").fill("He draws everything.")
    page.get_by_role("button", name="Send it to the library").click()
    expect(page.get_by_text("Waits for the library to read it")).to_be_visible()
    page.goto("/library/my/")
    expect(page.get_by_role("link", name="To read")).to_be_visible()
    clean(page)

    decide_review(Review.objects.get(), to="shown", by=cast.lib.actor)
    context = chromium.new_context(base_url=live_server.url)
    stranger = context.new_page()
    stranger.goto(f"/library/titles/{nate.pk}/")
    expect(stranger.get_by_text("He draws everything.")).to_be_visible()
    expect(stranger.locator(".lib-reviews")).not_to_contain_text(cast.stu.person.given_name)
    clean(stranger)
    context.close()
