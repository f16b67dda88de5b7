"""The first day, in a real browser: sign in, bring in the roster and the Chromebooks, swap a broken one."""

import datetime as dt
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from playwright.sync_api import Browser, Page, expect

from firstbell.circulation.models import CirculationRule, Loan
from firstbell.counter.models import Swap
from firstbell.demo.generator import DistrictSpec, write_district
from firstbell.helpdesk.models import Symptom, Ticket
from firstbell.inventory.models import Device, ItemType, Status
from firstbell.people.models import Account, Enrollment, Person, RoleGrant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "ringing in the morning"


def as_installed() -> None:
    """What the migrations bring as data, again: browser tests wash the tables between them."""
    for module, function, model in (
        ("inventory.migrations.0003_defaults", "load", ItemType),
        ("circulation.migrations.0004_default_policies", "load", CirculationRule),
        ("helpdesk.migrations.0003_first_symptoms", "add", Symptom),
    ):
        if not model._default_manager.exists():
            getattr(import_module(f"firstbell.{module}"), function)(apps, None)


def bring_in(page: Page, path: Path, *, assign: bool = False) -> None:
    """Upload, look at the preview, apply."""
    page.goto("/imports/new/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Upload and preview").click()
    apply = page.get_by_role("button", name="Apply")
    expect(apply).to_be_visible(timeout=30_000)
    if assign:
        page.locator("input[name=assign]").check()
        page.get_by_role("button", name="Read again with these choices").click()
        expect(apply).to_be_visible(timeout=30_000)
    apply.click()
    expect(page.get_by_role("button", name="Run the same file again")).to_be_visible(timeout=30_000)


def scan(page: Page, code: str, then: str) -> None:
    expect(page.locator("#desk-scan")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("#desk")).to_have_attribute("data-step", then)


def test_from_the_exports_to_the_swap(
    transactional_db: None, chromium: Browser, live_server: Any, tmp_path: Path
) -> None:
    as_installed()
    district = write_district(DistrictSpec(students=40, schools=1, seed=3, today=dt.date(2026, 11, 24)), tmp_path)
    tess = Account.objects.create_user("tess", PASSWORD)
    RoleGrant.objects.create(account=tess, role="technician", granted_by="the tests")
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()

    page.goto("/counter/")
    page.get_by_label("Username").or_(page.locator("input[name=login]")).first.fill("tess")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#desk-scan")).to_be_focused()

    bring_in(page, tmp_path / "oneroster.zip")
    assert Person.objects.filter(kind="student").count() == 40
    assert Enrollment.objects.exists()
    bring_in(page, tmp_path / "chromebooks.csv", assign=True)

    stu, loaner = district.cast["stu"], district.loaner
    page.goto("/counter/")
    scan(page, stu["identifier"], "device")
    scan(page, stu["device_asset_tag"], "symptom")
    scan(page, "1", "loaner")
    scan(page, loaner["asset_tag"], "confirm")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page.locator("#desk-say")).to_contain_text("is lent to")

    swap = Swap.objects.get()
    assert Device.objects.get(serial=stu["device_serial"]).status == Status.IN_TRIAGE
    assert Loan.objects.open().get(purpose="loaner").item_id == Device.objects.get(serial=loaner["serial"]).pk
    assert Ticket.objects.get(pk=swap.ticket_id).requester_id == swap.person_id
    page.goto(f"/counter/swaps/{swap.pk}/slip/")
    expect(page.locator(".sheet")).to_contain_text(loaner["asset_tag"])
    context.close()
