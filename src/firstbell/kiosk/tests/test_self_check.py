"""A reader at the self-check in a browser: borrow, renew, bring back, and walk away without leaving anything behind."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from firstbell.circulation.models import Block, Hold, Loan, Transit
from firstbell.circulation.tests.factories import make_fee, make_loan, make_rule
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, UndoOffer
from firstbell.inventory.tests.factories import make_loaner
from firstbell.kiosk.actions.kiosks import MOST_MISSES, change_kiosk, revoke_kiosk
from firstbell.kiosk.actions.pins import set_pin
from firstbell.kiosk.content import TEXTS
from firstbell.kiosk.models import Kiosk
from firstbell.library.actions.wishes import record_wish
from firstbell.library.models import Copy
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
CARD, PIN, BOOK = "B-STU-1", "4926", "30000001"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, CARD)
    set_pin(made.stu.person, pin=PIN, by=made.tess.actor)
    return made


@pytest.fixture
def book(cast: Cast) -> Copy:
    return make_copy(cast.school, make_title("Hatchet"), BOOK)


@pytest.fixture
def browser(cast: Cast) -> Client:
    """A browser that Tess made a self-check of the card alone."""
    return self_check(cast, pin_rule="never")


def self_check(cast: Cast, **values: str) -> Client:
    client = signed_in(cast.tess)
    wanted = {"organisation": cast.school.pk, "name": "By the door", "place": "", "use": "self_check", **values}
    made = client.post("/kiosk/kiosks/add/", wanted)
    assert made["Location"] == "/kiosk/", made.content.decode()
    assert client.get("/kiosk/")["Location"] == "/kiosk/self-check/"
    return client


def scan(browser: Client, code: str, step: str = "turn") -> str:
    return browser.post(f"/kiosk/self-check/{step}/", {"code": code}, follow=True).content.decode()


def come(browser: Client, card: str = CARD) -> str:
    return browser.post("/kiosk/self-check/", {"code": card}, follow=True).content.decode()


def said(key: str, language: str = "en") -> str:
    return TEXTS[key][language == "es"].split("{", maxsplit=1)[0]


def test_card_book_done(browser: Client, cast: Cast, book: Copy) -> None:
    assert f"Hello, {cast.stu.person.given_name}" in come(browser)
    page = scan(browser, BOOK)
    loan = Loan.objects.get()
    assert (loan.borrower, loan.item_id, loan.lent_by) == (cast.stu.person, book.pk, "Self-check By the door")
    assert said("lent") in page
    assert "Hatchet" in page
    goodbye = scan(browser, "", "done")
    assert "Hatchet" in goodbye, "what they have is shown once more, with its day"
    assert 'data-idle="20"' in goodbye
    assert "Hatchet" not in browser.get("/kiosk/self-check/turn/", follow=True).content.decode()


def test_nothing_of_a_turn_is_left(browser: Client, cast: Cast, book: Copy) -> None:
    """Between two scans the session knows who, never what; afterwards it is gone. The trail names the machine."""
    come(browser)
    scan(browser, BOOK)
    kept = [one.get_decoded() for one in Session.objects.all()]
    assert any(cast.stu.person.pk in one.values() for one in kept)
    assert not any("Hatchet" in str(one) or BOOK in str(one) for one in kept)
    browser.get("/kiosk/self-check/")
    assert not any(cast.stu.person.pk in one.get_decoded().values() for one in Session.objects.all())
    entries = AuditEntry.objects.filter(verb__startswith="circulation.")
    assert {(one.actor_name, one.via) for one in entries} == {("Self-check By the door", "kiosk")}
    told = " ".join(
        f"{one.summary} {one.note} {one.changes}" for one in AuditEntry.objects.filter(verb__startswith="circ")
    )
    assert "Stu" not in told + str(list(UndoOffer.objects.values_list("label", flat=True)))


@pytest.mark.parametrize(
    ("make_it", "key"),
    [
        ("lent_to_other", "elsewhere"),
        ("blocked", "ask"),
        ("owes", "ask"),
        ("limit", "limit"),
        ("unknown", "unknown_item"),
    ],
)
def test_a_no_is_short_calm_and_keeps_secrets(browser: Client, cast: Cast, book: Copy, make_it: str, key: str) -> None:
    if make_it == "lent_to_other":
        make_loan(book, cast.tia.person)
    elif make_it == "blocked":
        Block.objects.create(person=cast.stu.person, organisation=cast.school, reason="Tore pages", created_by="Lib")
    elif make_it == "owes":
        make_rule("fee_block_cents", "100")
        make_fee(cast.stu.person, 4500)
    elif make_it == "limit":
        make_rule("max_open_total", "0")
    come(browser)
    page = scan(browser, "99" if make_it == "unknown" else BOOK)
    assert said(key) in page
    assert "tone-info" in page
    assert not any(word in page for word in ("tone-bad", "tone-warn", "Tore", "45.00", "Tia"))
    assert not Loan.objects.filter(borrower=cast.stu.person).exists()


def test_bring_back_without_a_card_whoever_had_it(browser: Client, cast: Cast, book: Copy) -> None:
    loan = make_loan(book, cast.tia.person)
    assert said("bring_title") in browser.get("/kiosk/self-check/back/").content.decode()
    page = scan(browser, BOOK, "back")
    loan.refresh_from_db()
    assert loan.returned_at is not None
    assert said("returned") in page
    assert "Tia" not in page
    assert said("unknown_item") in scan(browser, "99", "back")


def test_renew_ones_own_and_nobody_elses(browser: Client, cast: Cast, book: Copy) -> None:
    mine = make_loan(book, cast.stu.person, due_at=timezone.now() + dt.timedelta(hours=20))
    theirs = make_loan(make_copy(cast.school), cast.tia.person, due_at=timezone.now() + dt.timedelta(hours=20))
    come(browser)
    assert said("renewed") in scan(browser, str(mine.pk), "renew")
    assert said("ask") in scan(browser, str(theirs.pk), "renew")
    assert said("ask") in scan(browser, "x", "renew")
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.renewals, theirs.renewals) == (1, 0)
    assert said("already") in scan(browser, BOOK)


def test_what_waits_for_them_and_nothing_of_others(browser: Client, cast: Cast, book: Copy) -> None:
    other = make_copy(cast.school, make_title("Dune"))
    for person, copy in ((cast.stu.person, book), (make_person(cast.school), other)):
        Hold.objects.create(
            product=copy.product, copy=copy, person=person, organisation=cast.school, state=Hold.State.READY,
            queued_at=timezone.now(), placed_at=timezone.now(), placed_by="x",
        )  # fmt: skip
    page = come(browser)
    assert said("ready") in page
    assert "Hatchet" in page
    assert "Dune" not in page
    assert said("lent") in scan(browser, BOOK), "and it may be borrowed here"


def test_in_the_readers_language_or_the_one_they_choose(browser: Client, cast: Cast, book: Copy) -> None:
    assert said("start", "es") in browser.post("/kiosk/self-check/language/", follow=True).content.decode()
    assert said("bring_title", "es") in browser.get("/kiosk/self-check/back/").content.decode()
    cast.stu.person.language = "es-MX"
    cast.stu.person.save()
    assert "Hola, " in come(browser)
    assert said("lent", "es") in scan(browser, BOOK)
    assert said("start", "en") in browser.get("/kiosk/self-check/").content.decode()


def test_a_book_before_the_card_is_no_attempt_at_one(browser: Client, cast: Cast, book: Copy) -> None:
    assert said("card_first") in come(browser, BOOK)
    assert Kiosk.objects.get().misses == 0
    come(browser, "B-NOBODY")
    assert Kiosk.objects.get().misses == 1


def test_the_next_reader_need_not_wait_for_the_one_who_walked_away(browser: Client, cast: Cast, book: Copy) -> None:
    make_badge(cast.tia.person, "B-TIA")
    come(browser)
    page = scan(browser, "B-TIA")
    assert f"Hello, {cast.tia.person.given_name}" in page
    scan(browser, BOOK)
    assert Loan.objects.get().borrower == cast.tia.person


class TestPin:
    def test_card_and_pin(self, cast: Cast, book: Copy) -> None:
        browser = self_check(cast, pin_rule="always")
        page = come(browser)
        assert said("pin") in page
        assert cast.stu.person.given_name not in page, "no name before the PIN is right"
        assert said("unknown_card") in scan(browser, "0000", "pin")
        assert browser.get("/kiosk/self-check/turn/")["Location"] == "/kiosk/self-check/"
        come(browser)
        assert "Hello, " in scan(browser, PIN, "pin")

    def test_whoever_has_none_may_come_where_the_school_says_so(self, cast: Cast) -> None:
        make_badge(cast.tia.person, "B-TIA")
        browser = self_check(cast, pin_rule="if_set")
        come(browser, "B-TIA")
        assert "Hello, " in scan(browser, "", "pin")
        browser.get("/kiosk/self-check/")
        come(browser)
        assert said("unknown_card") in scan(browser, "", "pin"), "who has a PIN types it"

    @pytest.mark.parametrize("card", ["", "|", "B-NOBODY", "stu", "B-SAM", "x" * 300, "' OR 1=1 --", "\x00"])
    def test_a_card_nobody_has_here(self, browser: Client, cast: Cast, card: str) -> None:
        make_badge(cast.sam.person, "B-SAM")
        assert said("unknown_card") in come(browser, card)

    def test_many_wrong_cards_pause_it(self, browser: Client) -> None:
        Kiosk.objects.update(misses=MOST_MISSES, misses_since=timezone.now())
        assert said("paused") in come(browser)


def test_devices_and_other_districts_books_are_not_its_business(browser: Client, cast: Cast) -> None:
    make_loaner(cast.school, "L-1")
    hill = make_organisation("Hill District", kind="district")
    make_copy(make_organisation("Hill School", parent=hill), barcode="OAK-1")
    come(browser)
    for code in ("L-1", "OAK-1", "\x00", "x" * 200):
        page = scan(browser, code)
        assert said("unknown_item") in page or said("scan") in page
    assert not Loan.objects.exists()


def test_only_where_a_kiosk_is_a_self_check(cast: Cast, browser: Client) -> None:
    for stranger in (Client(), signed_in(cast.tess), signed_in(cast.stu)):
        assert stranger.get("/kiosk/self-check/").status_code == 404
        assert stranger.post("/kiosk/self-check/turn/", {"code": BOOK}).status_code == 404
    assert browser.get("/library/self-check/")["Location"] == "/kiosk/self-check/"
    kiosk = Kiosk.objects.select_related("organisation").get()
    with pytest.raises(Forbidden):
        change_kiosk(kiosk, use="own", pin_rule="always", by=cast.stu.actor)
    with pytest.raises(Invalid):
        change_kiosk(kiosk, use="bakery", pin_rule="always", by=cast.tess.actor)
    there = f"/kiosk/kiosks/{kiosk.pk}/"
    technician = signed_in(cast.tess)
    assert "Readers show" in technician.get(there).content.decode()
    technician.post(f"{there}use/", {"use": "own", "pin_rule": "always"})
    assert browser.get("/kiosk/self-check/").status_code == 404
    assert browser.get("/kiosk/").status_code == 200
    revoke_kiosk(Kiosk.objects.select_related("organisation").get(), by=cast.tess.actor)
    with pytest.raises(Conflict):
        change_kiosk(
            Kiosk.objects.select_related("organisation").get(), use="own", pin_rule="always", by=cast.tess.actor
        )


def test_every_text_is_there_twice() -> None:
    assert all(english and spanish and english != spanish for english, spanish in TEXTS.values())


def test_46_what_a_family_asked_is_said_like_everything_that_is_the_librarians(
    browser: Client, cast: Cast, book: Copy
) -> None:
    """No name of the book, no alarm, and not to be told from a block."""
    values = {"asked_by": "Ana Núñez", "asked_on": timezone.localdate(), "source": "Form"}
    record_wish(cast.stu.person, about="title", of=book.product.title, values=values, by=cast.lib.actor)
    come(browser)
    because_of_the_family = scan(browser, BOOK)
    assert said("ask") in because_of_the_family
    assert "Hatchet" not in because_of_the_family
    Block.objects.create(person=cast.stu.person, organisation=cast.school, reason="Tore pages", created_by="Lib")
    because_of_a_block = scan(browser, make_copy(cast.school).barcode)
    assert _without_tokens(because_of_a_block) == _without_tokens(because_of_the_family)
    assert not Loan.objects.exists()


def test_46_what_a_family_asked_since_is_not_renewed(browser: Client, cast: Cast, book: Copy) -> None:
    loan = make_loan(book, cast.stu.person, due_at=timezone.now() + dt.timedelta(minutes=5), purpose="checkout")
    values = {"asked_by": "Ana Núñez", "asked_on": timezone.localdate(), "source": "Form"}
    record_wish(cast.stu.person, about="title", of=book.product.title, values=values, by=cast.lib.actor)
    come(browser)
    assert said("ask") in scan(browser, str(loan.pk), "renew")
    loan.refresh_from_db()
    assert loan.renewals == 0


def _without_tokens(page: str) -> str:
    return re.sub(r'(value|content|nonce)="[^"]{32,}"', "", page)


def test_another_schools_book_comes_back_here(browser: Client, cast: Cast) -> None:
    theirs = make_copy(cast.other_school, make_title("Frindle"), "30000009")
    make_loan(theirs, cast.stu.person, due_at=timezone.now() + dt.timedelta(days=3))
    page = scan(browser, "30000009", "back")
    assert said("returned") in page
    assert cast.stu.person.family_name not in page
    assert not Loan.objects.open().exists()
    assert Transit.objects.open().get().target == cast.other_school
