"""The MARC editor by keyboard alone: a field added, checked while it is typed, moved, saved, taken back."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from firstbell.inventory.tests.factories import make_item_type
from firstbell.library.models import Record
from firstbell.library.queries.records import parsed
from firstbell.library.tests.test_records import make_hatchet
from firstbell.people.tests.factories import make_cast
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_record_is_edited_without_a_mouse(signed_in: SignedIn) -> None:
    cast = make_cast()
    make_item_type(
        "library-book", purpose="library", is_private=True
    )  # tests on a live server wash away what migrations bring
    title = make_hatchet(cast)
    page = signed_in(cast.lib)
    page.goto(reverse("library:record_edit", args=[title.pk]))
    rows = page.locator("[data-rows] > [data-row]")
    before = rows.count()
    page.get_by_label("Content of 100").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before + 1)
    page.keyboard.type("24x")
    expect(page.locator("#remarks")).to_contain_text("“24x” is no tag")
    page.keyboard.press("Shift+Home")
    page.keyboard.type("500")
    expect(page.locator("#remarks")).not_to_contain_text("is no tag")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("A note typed by hand.")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hatchet")
    tags = [one.tag for one in parsed(Record.objects.get(title=title)).fields]
    assert tags.index("500") == tags.index("245") + 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("A note typed by hand.")).to_have_count(0)
    assert "500" not in [one.tag for one in parsed(Record.objects.get(title=title)).fields]
