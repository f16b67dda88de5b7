"""The doors in a real browser: passkeys with Chromium's virtual authenticator, the kiosk by keyboard, every page by axe."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from firstbell.core.actor import system_actor
from firstbell.helpdesk.tests.factories import ensure_symptoms
from firstbell.kiosk.actions.kiosks import register_kiosk
from firstbell.kiosk.actions.pins import set_pin
from firstbell.people.tests.factories import PASSWORD, Cast, make_badge, make_cast, make_section
from firstbell.signin.actions.factors import require_factor
from firstbell.signin.actions.providers import add_provider, switch_provider
from firstbell.signin.actions.seals import seal_account
from firstbell.signin.models import IdentityProvider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = system_actor("tests")
SHOTS = os.environ.get("FIRSTBELL_TEST_SHOTS", "")


@pytest.fixture
def cast(live_server: Any) -> Cast:
    cache.clear()
    made = make_cast()
    make_badge(made.stu.person, "B-STU-1")
    return made


@pytest.fixture
def provider(cast: Cast) -> IdentityProvider:
    values = {
        "name": "School Google account",
        "client_id": "1234.apps.example",
        "secret": "x",
        "allowed_domains": "example.org",
    }
    row = switch_provider(add_provider("google", values=values, by=BY), on=True, by=BY)
    row.test_findings = [
        {"verdict": "pass", "text": "Vouches for example.org", "remedy": ""},
        {"verdict": "fail", "text": "It does not take the client id and secret.", "remedy": "Copy both once more."},
    ]
    row.tested_at = row.created_at
    row.save()
    return row


def clean(page: Page, name: str) -> None:
    """No finding of axe, nothing wider than the window; a picture when somebody wants to look."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_is_clean(
    signed_in: Callable[..., Page], cast: Cast, provider: IdentityProvider, width: int, scheme: str
) -> None:
    from django.utils import timezone

    require_factor("technician", required_from=timezone.localdate(), by=BY)
    seal_account(by=BY)
    kiosk = register_kiosk(cast.school, name="Library, by the door", by=cast.tess.actor).kiosk
    section = make_section(cast.school, "Homeroom 9A", teacher=cast.tia.person, students=[cast.stu.person])
    dita = signed_in(cast.dita, width=width, scheme=scheme)
    for name, path in (
        ("providers", "/sign-in/providers/"),
        ("provider", f"/sign-in/providers/{provider.pk}/"),
        ("provider-saml", "/sign-in/providers/add/saml/"),
        ("provider-ldap", "/sign-in/providers/add/ldap/"),
        ("rules", "/sign-in/rules/"),
        ("sessions", "/sign-in/sessions/"),
        ("account", "/people/account/"),
        ("person", f"/people/{cast.stu.person.pk}/"),
        ("look", f"/sign-in/accounts/{cast.stu.account.pk}/look/"),
        ("kiosks", "/kiosk/kiosks/"),
        ("kiosk", f"/kiosk/kiosks/{kiosk.pk}/"),
        ("kiosk-add", "/kiosk/kiosks/add/"),
        ("pin-set", f"/kiosk/people/{cast.stu.person.pk}/pin/"),
        ("section", f"/people/sections/{section.pk}/"),
        ("factors", "/accounts/2fa/"),
    ):
        dita.goto(path)
        clean(dita, f"{name}-{width}-{scheme}")
    dita.goto(f"/people/sections/{section.pk}/")
    dita.get_by_role("button", name="show a code").click()
    clean(dita, f"offer-{width}-{scheme}")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_sign_in_page_is_clean(
    chromium: Browser, live_server: Any, provider: IdentityProvider, width: int, scheme: Any
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=live_server.url
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    expect(page.get_by_role("link", name="School Google account")).to_be_visible()
    clean(page, f"sign-in-{width}-{scheme}")
    context.close()


def local(url: str) -> str:
    """Passkeys belong to a name, and an address in numbers is none."""
    return url.replace("127.0.0.1", "localhost")


def test_a_passkey_is_made_and_signs_in(chromium: Browser, live_server: Any, cast: Cast) -> None:
    context = chromium.new_context(base_url=local(live_server.url))
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/accounts/login/")
    page.get_by_label("Username or email").or_(page.get_by_label("Login")).first.fill("tess")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    clean(page, "passkey-add")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/recovery-codes/**")
    clean(page, "recovery-codes")
    page.goto("/accounts/2fa/")
    clean(page, "factors-with-passkey")
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").first.click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(local(live_server.url) + "/")
    page.goto("/sign-in/sessions/")
    expect(page.get_by_role("cell", name="Passkey")).to_be_visible()
    assert not faults, faults
    context.close()


def test_a_student_comes_in_by_keyboard_and_leaves_with_a_key(signed_in: Callable[..., Page], cast: Cast) -> None:
    ensure_symptoms()
    set_pin(cast.stu.person, pin="4926", by=cast.tess.actor)
    page = signed_in(cast.tess, width=820)
    page.goto("/kiosk/kiosks/add/")
    page.get_by_label("Name").fill("Library")
    page.get_by_role("button", name="Make it a kiosk").click()
    expect(page.get_by_role("heading", name="Scan your badge")).to_be_visible()
    clean(page, "kiosk-start")
    page.keyboard.type("B-STU-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your PIN")).to_be_visible()
    clean(page, "kiosk-pin")
    page.keyboard.type("4926")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello, Stu")).to_be_visible()
    clean(page, "kiosk-me")
    page.get_by_label("What is wrong?").fill("The lid is loose")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The lid is loose")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("x")
    expect(page.get_by_role("heading", name="Scan your badge")).to_be_visible()
    page.goto("/kiosk/me/")
    expect(page.get_by_role("heading", name="Hello, Stu")).to_have_count(0)


def test_looking_as_somebody_ends_with_a_key(signed_in: Callable[..., Page], cast: Cast) -> None:
    page = signed_in(cast.dita)
    page.goto(f"/sign-in/accounts/{cast.tess.account.pk}/look/")
    page.get_by_label("Reason").fill("Ticket 1042: sees no loans")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_text("You look as Tess Torres")).to_be_visible()
    clean(page, "looking")
    page.keyboard.press("q")
    expect(page.get_by_text("You are yourself again")).to_be_visible()
    expect(page.get_by_text("You look as")).to_have_count(0)
