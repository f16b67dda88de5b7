"""Badge and PIN on a shared computer: what opens, what does not, and what one may do inside."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import ensure_symptoms
from firstbell.kiosk.actions.kiosks import MOST_MISSES, register_kiosk, revoke_kiosk
from firstbell.kiosk.actions.pins import choose_pin, come_in, make_slips, offer_pins, set_pin
from firstbell.kiosk.models import Kiosk, Pin, PinOffer
from firstbell.people.actions.persons import withdraw_person
from firstbell.people.models import Account
from firstbell.people.tests.factories import (
    Cast,
    make_badge,
    make_cast,
    make_person,
    make_section,
    signed_in,
)
from firstbell.signin.models import SignedInSession

pytestmark = pytest.mark.django_db
BADGE, PIN = "B-STU-1", "4926"
BY = system_actor("tests", via="kiosk")


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, BADGE)
    return made


@pytest.fixture
def browser(cast: Cast) -> Client:
    """A shared computer that Tess has made a kiosk."""
    client = signed_in(cast.tess)
    made = client.post("/kiosk/kiosks/add/", {"organisation": cast.school.pk, "name": "Library", "place": ""})
    assert made["Location"] == "/kiosk/", made.content.decode()
    set_pin(cast.stu.person, pin=PIN, by=cast.tess.actor)
    return client


@pytest.fixture
def kiosk(browser: Client) -> Kiosk:
    return Kiosk.objects.select_related("organisation").get()


def come(browser: Client, badge: str = BADGE, pin: str = PIN) -> str:
    assert browser.post("/kiosk/", {"badge": badge})["Location"] == "/kiosk/pin/"
    answer = browser.post("/kiosk/pin/", {"pin": pin})
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def test_badge_and_pin_come_in(browser: Client, cast: Cast) -> None:
    assert "Scan your badge" in browser.get("/kiosk/").content.decode()
    assert come(browser) == "/kiosk/me/"
    page = browser.get("/kiosk/me/").content.decode()
    assert "Hello, Stu" in page
    assert SignedInSession.objects.get(account=cast.stu.account).way == "Kiosk: Library"
    used = AuditEntry.objects.get(verb="kiosk.kiosk.used")
    assert (used.via, used.subject_label) == ("kiosk", "Stu Dent")
    assert browser.post("/kiosk/done/")["Location"] == "/kiosk/"
    assert browser.get("/kiosk/me/").status_code == 302


def test_whoever_registers_it_is_signed_out_there(browser: Client) -> None:
    assert browser.get("/people/").status_code == 302


def test_inside_one_may_open_a_ticket_and_nothing_else(browser: Client, cast: Cast) -> None:
    ensure_symptoms()
    come(browser)
    assert browser.post("/kiosk/ticket/", {"title": "My screen is dark"}).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.title) == (cast.stu.person, "My screen is dark")
    assert "My screen is dark" in browser.get("/kiosk/me/").content.decode()
    for path in ("/", "/people/me/", "/people/account/", "/helpdesk/", "/accounts/password/change/", "/accounts/2fa/"):
        assert browser.get(path)["Location"] == "/kiosk/me/", path
    assert browser.post("/accounts/password/change/", {"password1": "x"})["Location"] == "/kiosk/me/"
    assert browser.get("/api/v1/people").status_code == 302


def test_two_minutes_of_quiet_end_it(browser: Client) -> None:
    come(browser)
    assert browser.session.get_expiry_age() == 120
    assert 'data-idle="120"' in browser.get("/kiosk/me/").content.decode()
    assert "Scan your badge" in browser.get("/kiosk/").content.decode()
    assert browser.get("/kiosk/me/").status_code == 302


@pytest.mark.parametrize(("badge", "pin"), [(BADGE, "0000"), ("B-NOBODY", PIN), ("001234", PIN), ("stu", PIN)])
def test_wrong_badge_and_wrong_pin_sound_the_same(browser: Client, badge: str, pin: str) -> None:
    page = come(browser, badge, pin)
    assert "Badge and PIN do not go together" in page
    assert "Stu" not in page.replace("Student", "")


def test_a_stolen_badge_alone_does_nothing(browser: Client, cast: Cast) -> None:
    thief = make_person(cast.school)
    make_badge(thief, "B-THIEF")
    assert "do not go together" in come(browser, "B-THIEF", "1234")
    make_badge(cast.lib.person, "B-LIB")
    assert "do not go together" in come(browser, "B-LIB", PIN)
    assert Client().get("/kiosk/").status_code == 404
    assert Client().post("/kiosk/", {"badge": BADGE}).status_code == 404


def test_five_wrong_tries_lock_the_pin_everywhere(browser: Client, kiosk: Kiosk, cast: Cast) -> None:
    for _ in range(5):
        come(browser, pin="1112")
    assert "This PIN is locked" in come(browser)
    other = register_kiosk(cast.school, name="Gym", by=cast.tess.actor).kiosk
    with pytest.raises(Conflict, match="locked"):
        come_in(other, badge=BADGE, pin=PIN, by=BY)
    assert AuditEntry.objects.filter(verb="kiosk.pin.locked").count() == 1
    Pin.objects.update(locked_until=timezone.now() - dt.timedelta(seconds=1))
    assert come(browser) == "/kiosk/me/"


def test_many_badges_pause_the_kiosk(browser: Client, kiosk: Kiosk) -> None:
    for number in range(MOST_MISSES):
        with pytest.raises(Invalid):
            come_in(Kiosk.objects.get(), badge=f"B-{number}", pin="1357", by=BY)
    assert "This kiosk is paused" in come(browser)
    assert AuditEntry.objects.filter(verb="kiosk.kiosk.stopped").count() == 1
    Kiosk.objects.update(misses_since=timezone.now() - dt.timedelta(minutes=11))
    assert come(browser) == "/kiosk/me/"


def test_a_revoked_kiosk_is_an_ordinary_browser(browser: Client, kiosk: Kiosk, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        revoke_kiosk(kiosk, by=cast.sam.actor)
    revoke_kiosk(kiosk, by=cast.tess.actor)
    assert browser.get("/kiosk/").status_code == 404
    browser.cookies["firstbell_kiosk"] = f"{kiosk.pk}:guess:1a2b3c:signature"
    assert browser.get("/kiosk/").status_code == 404


def test_the_withdrawn_do_not_come_in(browser: Client, cast: Cast) -> None:
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    assert "do not go together" in come(browser)


def test_another_school_s_students_do_not_come_in(browser: Client, cast: Cast) -> None:
    other = make_person(cast.other_school)
    make_badge(other, "B-OTHER")
    set_pin(other, pin="7391", by=cast.sam.actor)
    assert "do not go together" in come(browser, "B-OTHER", "7391")


@pytest.mark.parametrize("pin", ["1111", "1234", "4321", "0012", "123", "123456789", "12a4", "٤٥٦٧"])
def test_easy_pins_are_refused(cast: Cast, pin: str) -> None:
    with pytest.raises(Invalid):
        set_pin(cast.stu.person, pin=pin, by=cast.tess.actor)


def test_only_students_have_one_and_only_staff_of_the_school_set_it(cast: Cast) -> None:
    with pytest.raises(Conflict):
        set_pin(cast.tia.person, pin=PIN, by=cast.tess.actor)
    for by in (cast.sam.actor, cast.tia.actor, cast.stu.actor):
        with pytest.raises(Forbidden):
            set_pin(cast.stu.person, pin=PIN, by=by)
    page = signed_in(cast.tess).post(f"/kiosk/people/{cast.stu.person.pk}/pin/", {"pin": PIN})
    assert page.status_code == 302
    stored = Pin.objects.get()
    assert PIN not in stored.hash
    assert "Has a PIN" in signed_in(cast.tess).get(f"/people/{cast.stu.person.pk}/").content.decode()


def test_a_class_chooses_its_pins_with_a_code(browser: Client, cast: Cast) -> None:
    section = make_section(cast.school, "Homeroom 9A", teacher=cast.tia.person, students=[cast.stu.person])
    page = signed_in(cast.tia).post(f"/kiosk/sections/{section.pk}/code/")
    assert page.status_code == 200
    code = page.context["code"].replace(" ", "")
    browser.post("/kiosk/", {"badge": BADGE})
    wrong = browser.post("/kiosk/choose/", {"code": "000000", "pin": "8642", "again": "8642"})
    assert "not your class" in wrong.content.decode()
    assert browser.post("/kiosk/choose/", {"code": code, "pin": "8640", "again": "8641"}).status_code == 422
    assert browser.post("/kiosk/choose/", {"code": code, "pin": "8640", "again": "8640"}).status_code == 302
    assert come(browser, pin="8640") == "/kiosk/me/"
    stranger = make_person(cast.school)
    with pytest.raises(Invalid, match="class's code"):
        choose_pin(stranger, code=code, pin="8640", by=BY)
    PinOffer.objects.update(expires_at=timezone.now())
    with pytest.raises(Invalid, match="class's code"):
        choose_pin(cast.stu.person, code=code, pin="8640", by=BY)


def test_a_code_is_offered_by_the_class_s_own_teacher(cast: Cast) -> None:
    section = make_section(cast.school, "Homeroom 9B")
    with pytest.raises(Forbidden):
        offer_pins(section, by=cast.tia.actor)
    assert signed_in(cast.tia).post(f"/kiosk/sections/{section.pk}/code/").status_code in (403, 404)
    assert len(offer_pins(section, by=cast.tess.actor)) == 6
    assert PinOffer.objects.get().digest != ""


def test_codes_cannot_be_tried_for_ever(cast: Cast) -> None:
    section = make_section(cast.school, "Homeroom 9A", students=[cast.stu.person])
    code = offer_pins(section, by=cast.tess.actor)
    for _ in range(20):
        with pytest.raises(Invalid):
            choose_pin(cast.stu.person, code="x", pin="8640", by=BY)
    with pytest.raises(Invalid):
        choose_pin(cast.stu.person, code=code, pin="8640", by=BY)


def test_slips_are_printed_once(browser: Client, cast: Cast) -> None:
    fresh = make_person(cast.school, "Una", "New")
    section = make_section(cast.school, "Homeroom 9A", students=[cast.stu.person, fresh])
    tess = signed_in(cast.tess)
    page = tess.post(f"/kiosk/sections/{section.pk}/slips/")
    (slip,) = page.context["slips"]
    assert slip.person == fresh
    assert slip.pin in page.content.decode()
    assert tess.post(f"/kiosk/sections/{section.pk}/slips/").status_code == 302
    make_badge(fresh, "B-UNA")
    assert come(browser, "B-UNA", slip.pin) == "/kiosk/me/"
    assert Account.objects.get(person=fresh).has_usable_password() is False
    assert len(make_slips(section, everybody=True, by=cast.tess.actor)) == 2


def test_kiosks_are_the_school_s_own(browser: Client, kiosk: Kiosk, cast: Cast) -> None:
    tess, sam = signed_in(cast.tess), signed_in(cast.sam)
    assert "Library" in tess.get("/kiosk/kiosks/").content.decode()
    assert tess.get(f"/kiosk/kiosks/{kiosk.pk}/").status_code == 200
    assert sam.get(f"/kiosk/kiosks/{kiosk.pk}/").status_code == 404
    assert sam.post(f"/kiosk/kiosks/{kiosk.pk}/revoke/").status_code == 404
    with pytest.raises(Conflict, match="this name"):
        register_kiosk(cast.school, name="library", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        register_kiosk(cast.other_school, name="Ours now", by=cast.tess.actor)
    assert tess.post(f"/kiosk/kiosks/{kiosk.pk}/revoke/").status_code == 302
