"""The counter's page: every scan answered on the same page, by what travels in the form alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.circulation.actions import charge_fee, lend_item
from firstbell.circulation.models import Loan
from firstbell.core import search
from firstbell.counter.models import LoanerPool, Swap
from firstbell.counter.tests.factories import Counter, make_counter, swap_at
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.models import Device
from firstbell.inventory.tests.factories import make_device, make_loaner, make_management_record, make_place
from firstbell.people.models import Person
from firstbell.people.tests.factories import Member, make_account, make_badge, make_grant, make_person

pytestmark = pytest.mark.django_db

URL = "/counter/"
MOST_STATEMENTS = 12


class Desk:
    """A browser at the counter: keeps the hidden fields of the last answer, as a page does."""

    def __init__(self, member: Member | Any) -> None:
        self.client = Client()
        self.client.force_login(member.account)
        self.text = self.client.get(URL).content.decode()
        self.statements = 0

    def send(self, scan: str = "", **fields: str) -> str:
        hidden = {name: self._hidden(name) for name in ("desk", "picks")}
        data = {name: value for name, value in {**hidden, "scan": scan, **fields}.items() if value or name == "scan"}
        with CaptureQueriesContext(connection) as queries:
            answer = self.client.post(URL, data, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        self.statements = len(queries)
        self.queries = [query["sql"] for query in queries]
        self.text = answer.content.decode()
        return self.said

    def _hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found.group(1) if found else ""

    @property
    def step(self) -> str:
        found = re.search(r'data-step="(\w+)"', self.text)
        assert found
        return found.group(1)

    @property
    def tone(self) -> str:
        found = re.search(r'data-say="(\w*)"', self.text)
        assert found
        return found.group(1)

    @property
    def said(self) -> str:
        found = re.search(r'id="desk-say".*?</div>', self.text, re.DOTALL)
        assert found
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())).strip()


@pytest.fixture
def counter() -> Counter:
    return make_counter()


@pytest.fixture
def desk(counter: Counter) -> Desk:
    return Desk(counter.cast.tess)


def test_the_main_job_in_two_scans_a_digit_a_scan_and_enter(counter: Counter, desk: Desk) -> None:
    for scan, step in (
        ("001234", "device"),
        ("1042", "symptom"),
        ("1", "loaner"),
        ("L-2001", "confirm"),
        ("", "person"),
    ):
        desk.send(scan)
        assert (desk.step, desk.tone) == (step, "ok"), desk.said
    swap = Swap.objects.get()
    assert (swap.person, swap.device_id, swap.loaner_id) == (counter.stu, counter.own.pk, counter.loaner.pk)
    assert reverse("counter:slip", args=[swap.pk]) in desk.text
    assert "L-2001 is lent to Stu Dent" in desk.said
    desk.send("u")
    swap.refresh_from_db()
    assert swap.undone_at is not None
    assert not Loan.objects.exists()


def test_the_return_half(counter: Counter, desk: Desk) -> None:
    swap = swap_at(counter)
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    assert "Own device 1042 is ready on Shelf B3" in desk.send("L-2001")
    assert (desk.step, desk.tone) == ("own_device", "ok")
    wrong = make_device(counter.cast.school, "7777")
    said = desk.send("7777")
    assert "Wrong device" in said
    assert (desk.step, desk.tone) == ("own_device", "error")
    assert wrong.pk != counter.own.pk
    assert "1042 is back with Stu Dent" in desk.send("1042")
    swap.refresh_from_db()
    assert swap.finished_at is not None


def test_the_return_half_the_other_way_round(counter: Counter, desk: Desk) -> None:
    swap = swap_at(counter)
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    assert "1042 goes back to Stu Dent" in desk.send("1042")
    assert "still out" in desk.send("")
    desk.send("L-2001")
    swap.refresh_from_db()
    assert swap.finished_at is not None


def test_only_the_loaner_when_the_own_device_is_not_ready(counter: Counter, desk: Desk) -> None:
    swap = swap_at(counter)
    assert "not ready" in desk.send("L-2001")
    assert "still" in desk.send("1042")
    assert "L-2001 is back" in desk.send("")
    swap.refresh_from_db()
    assert swap.is_open
    assert not Loan.objects.open().exists()


def test_an_overdue_loaner_without_a_swap_is_checked_in(counter: Counter, desk: Desk) -> None:
    lend_item(counter.spare, to=counter.stu, by=counter.tess)
    assert "Take back L-2002 from Stu Dent" in desk.send("L-2002")
    desk.send("d")
    desk.send("")
    assert Device.objects.get(pk=counter.spare.pk).status == "in_triage"


def test_the_device_first_takes_its_student(counter: Counter, desk: Desk) -> None:
    desk.send("1042")
    assert desk.step == "symptom"
    assert "Stu Dent" in desk.text


def test_a_device_that_is_somebody_else_s_is_asked_about(counter: Counter, desk: Desk) -> None:
    ana = make_person(counter.cast.school, "Ana", "Gómez")
    make_device(counter.cast.school, "1055", assigned_to=ana)
    desk.send("001234")
    assert "1055 belongs to Ana Gómez" in desk.send("1055")
    assert (desk.step, desk.tone) == ("whose", "question")
    desk.send("b")
    assert desk.step == "symptom"
    desk.send("2")
    desk.send("L-2001")
    desk.send("")
    swap = Swap.objects.get()
    assert (swap.brought_by_other, swap.person, swap.symptom.code) == (True, counter.stu, "keys")


def test_an_unknown_code_says_what_to_do(desk: Desk) -> None:
    said = desk.send("99887766")
    assert "Nobody and nothing here has the code “99887766”" in said
    assert "n for a student who is not in the roster yet" in said
    assert desk.tone == "error"


def test_letters_give_a_pick_list(counter: Counter, desk: Desk) -> None:
    people = [make_person(counter.cast.school, name, "Gomez") for name in ("Ana", "Bea")]
    stranger = make_person(counter.cast.other_school, "Cid", "Gomez")
    search.index(Person.KIND_REF, [person.pk for person in [*people, stranger, counter.stu]])
    assert "2 people fit" in desk.send("gom")
    assert "Cid" not in desk.text
    desk.send("2")
    assert desk.step == "device"
    desk.send(do="clear")
    assert "Stu Dent" in desk.send("dent")
    assert desk.step == "device"
    desk.send(do="clear")
    desk.send(pick=str(stranger.pk))
    assert (desk.step, desk.tone) == ("person", "error")


def test_a_new_student_is_added_and_goes_on(counter: Counter, desk: Desk) -> None:
    desk.send("n")
    assert "not in the roster" in desk.said
    fields = {
        "given_name": "Noor",
        "family_name": "Ali",
        "grade": "07",
        "homeroom": "204",
        "school": str(counter.cast.school.pk),
    }
    desk.send(do="add", **fields)
    person = Person.objects.get(family_name="Ali")
    assert (person.is_provisional, person.grade, desk.step) == (True, "07", "device")
    desk.send(do="clear")
    desk.send("n")
    desk.send(do="add", **fields)
    assert "even_if_similar" in desk.text
    desk.send(do="add", even_if_similar="on", **fields)
    assert Person.objects.filter(family_name="Ali").count() == 2


def test_toggles_back_and_clean_desk(counter: Counter, desk: Desk) -> None:
    for scan in ("001234", "1042", "d", "3", "L-2001", "c"):
        desk.send(scan)
    assert "Charger goes out with it" in desk.text
    assert "Visible damage: yes" in desk.text
    for step in ("loaner", "symptom", "device", "person"):
        desk.send(do="back")
        assert desk.step == step
    desk.send("001234")
    desk.send(do="clear")
    assert desk.step == "person"


def test_what_the_card_says_of_fees_only_to_who_may_know(counter: Counter, desk: Desk) -> None:
    charge_fee(counter.stu, cents=1250, reason="Charger", by=counter.tess)
    desk.send("001234")
    assert "Owes $12.50" in desk.text


def test_a_loaner_with_a_warning_names_a_better_one(counter: Counter, desk: Desk) -> None:
    Device.objects.filter(pk=counter.loaner.pk).update(reserved_for="testing")
    for scan in ("001234", "1042", "1", "L-2001"):
        desk.send(scan)
    assert "reserved for testing" in desk.text
    assert "Next best" in desk.text
    assert "L-2002" in desk.text
    desk.send("L-2002")
    assert "reserved" not in desk.text


def test_a_pool_below_its_minimum_is_told(counter: Counter, desk: Desk) -> None:
    LoanerPool.objects.create(organisation=counter.cast.school, minimum=2, changed_by="the tests")
    for scan in ("001234", "1042", "1"):
        desk.send(scan)
    assert "loaners left" not in desk.text
    LoanerPool.objects.update(minimum=5)
    desk.send(do="back")
    desk.send("1")
    assert "2 loaners left" in desk.text


def test_a_second_loaner_is_blocked_and_overridden_with_a_reason(counter: Counter) -> None:
    lend_item(counter.spare, to=counter.stu, by=counter.tess)
    for member, may in ((counter.cast.lib, False), (counter.cast.tess, True)):
        desk = Desk(member)
        for scan in ("001234", "1042", "1", "L-2001"):
            desk.send(scan)
        assert "already has" in desk.text
        assert ('name="reason"' in desk.text) is may
        desk.send("")
        assert (desk.step, desk.tone) == ("confirm", "error")
        desk.send("", reason="Testing today")
        assert Swap.objects.exists() is may


def test_a_loaner_lent_meanwhile_says_who_has_it(counter: Counter, desk: Desk) -> None:
    for scan in ("001234", "1042", "1", "L-2001"):
        desk.send(scan)
    ana = make_person(counter.cast.school, "Ana", "Gómez")
    lend_item(counter.loaner, to=ana, by=counter.cast.lib.actor)
    said = desk.send("")
    assert "Ana Gómez" in said
    assert "Lib Booker" in said
    assert (desk.step, desk.tone) == ("loaner", "error")
    assert not Swap.objects.exists()
    assert "on loan by Ana" in desk.send("L-2001")


def test_a_double_enter_is_one_swap(counter: Counter, desk: Desk) -> None:
    for scan in ("001234", "1042", "1", "L-2001"):
        desk.send(scan)
    before = desk.text
    desk.send("")
    desk.text = before
    desk.send("")
    assert Swap.objects.count() == Loan.objects.count() == 1


def test_a_tampered_or_borrowed_form_starts_over(counter: Counter, desk: Desk) -> None:
    desk.send("001234")
    other = Desk(counter.cast.lib)
    other.text = desk.text
    assert "too old" in other.send("1042")
    desk.text = desk.text.replace('name="desk" value="', 'name="desk" value="x')
    assert "too old" in desk.send("1042")
    assert (desk.step, desk.tone) == ("person", "error")


def test_a_stranger_s_counter_knows_nobody_here(counter: Counter) -> None:
    desk = Desk(counter.cast.sam)
    for code in ("001234", "1042", "L-2001"):
        assert "Nobody and nothing" in desk.send(code)
    client = Client()
    client.force_login(counter.cast.tia.account)
    assert client.get(URL).status_code == 403
    swap = swap_at(counter)
    assert desk.client.get(reverse("counter:slip", args=[swap.pk])).status_code == 404
    assert desk.client.get(reverse("counter:swap", args=[swap.pk])).status_code == 404


def test_a_student_helper_prepares_but_does_not_confirm(counter: Counter) -> None:
    helper = make_person(counter.cast.school, "Hel", "Per")
    account = make_account(helper)
    make_grant(account, "student_helper", counter.cast.school)
    desk = Desk(Member(helper, account, counter.tess))
    desk.send("001234")
    assert desk.step == "device"
    for scan in ("1042", "1", "L-2001"):
        desk.send(scan)
    assert desk.step == "confirm"
    assert "Owes" not in desk.text
    assert "clerk or technician confirms" in desk.text
    desk.send("")
    assert not Swap.objects.exists()


def test_without_javascript_the_whole_page_answers(counter: Counter) -> None:
    client = Client()
    client.force_login(counter.cast.tess.account)
    text = client.get(URL).content.decode()
    for scan in ("001234", "1042"):
        found = re.search(r'name="desk" value="([^"]*)"', text)
        assert found
        text = client.post(URL, {"desk": found.group(1), "scan": scan}).content.decode()
    assert "<html" in text
    assert 'data-step="symptom"' in text


def test_every_scan_costs_at_most_twelve_statements_whatever_the_size(counter: Counter) -> None:
    figures = []
    for rows in (1, 100):
        _grow(counter, rows)
        desk = Desk(counter.cast.tess)
        spent = []
        for scan in ("001234", "1042", "1", "L-2001", "c"):
            desk.send(scan)
            spent.append(desk.statements)
            assert desk.statements <= MOST_STATEMENTS, (scan, desk.statements, desk.queries)
        desk.send(do="clear")
        desk.send("99887766")
        assert desk.statements <= MOST_STATEMENTS, desk.queries
        figures.append(spent)
    assert figures[0] == figures[1]


def test_a_return_scan_costs_at_most_twelve_statements(counter: Counter, desk: Desk) -> None:
    swap_at(counter)
    desk.send("L-2001")
    assert desk.statements <= MOST_STATEMENTS, desk.queries


def test_a_retired_badge_and_a_serial_number_are_understood(counter: Counter, desk: Desk) -> None:
    badge = make_badge(counter.stu)
    desk.send(badge.value)
    assert desk.step == "device"
    desk.send(counter.own.serial)
    assert desk.step == "symptom"


def test_a_room_and_a_ticket_are_told_by_name(counter: Counter, desk: Desk) -> None:
    room = make_place(counter.cast.school, "Room 204")
    assert "Room 204" in desk.send(room.code)
    swap = swap_at(counter)
    assert swap.ticket.number in desk.send(swap.ticket.number)
    assert desk.tone == "error"


def _grow(counter: Counter, rows: int) -> None:
    for _ in range(rows):
        other = make_person(counter.cast.school)
        device = make_device(counter.cast.school, assigned_to=other)
        make_management_record(device)
        make_loaner(counter.cast.school)
    search.index(Person.KIND_REF, list(Person.objects.values_list("pk", flat=True)))
