"""A class comes in: choose a child, scan their books, next child. Numbers are those of the list of edge cases."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from firstbell.circulation.actions import lend_item, set_block
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import CirculationRule, Loan
from firstbell.circulation.tests.factories import make_loan, make_rule
from firstbell.core.actor import system_actor
from firstbell.core.models import AuditEntry, Merge, UndoOffer
from firstbell.core.notifications.languages import day_text
from firstbell.counter.actions.conflicts import decide_conflict
from firstbell.counter.models import Scan, ScanConflict
from firstbell.counter.tests.factories import Visit, make_visit
from firstbell.counter.tests.visiting import Desk
from firstbell.inventory.models import Item, ItemType
from firstbell.inventory.tests.factories import make_device
from firstbell.people.actions.merges import merge_persons
from firstbell.people.actions.tokens import create_token
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import (
    Member,
    make_account,
    make_badge,
    make_grant,
    make_guardian,
    make_member,
    make_person,
    make_section,
)

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def visit() -> Visit:
    cache.clear()
    return make_visit()


class TestChoosing:
    def test_the_class_whose_day_is_today_comes_first(self, visit: Visit) -> None:
        make_section(visit.cast.school, "Homeroom 1A", kind="homeroom", students=[visit.cal])
        text = Desk(visit).client.get("/counter/visits/").content.decode()
        assert text.index("Library day today") < text.index("Homeroom 2A") < text.index("Homeroom 1A")
        assert "3 students" in text

    def test_a_teacher_serves_the_own_classes_only_and_only_with_the_right(self, visit: Visit) -> None:
        tia = visit.cast.tia
        assert Client().get("/counter/visits/").status_code == 302
        desk = Desk(visit, tia)
        assert desk.client.get("/counter/visits/").status_code == 403
        make_grant(tia.account, "class_lender", visit.cast.school)
        other = make_section(visit.cast.school, "Homeroom 9Z", kind="homeroom", students=[visit.cal])
        text = desk.client.get("/counter/visits/").content.decode()
        assert "Homeroom 2A" in text
        assert "Homeroom 9Z" not in text
        assert desk.client.get(f"/counter/visits/{other.pk}/").status_code == 404
        assert desk.client.get("/circulation/loans/").status_code == 403, "the right opens no other desk"
        assert desk.look("BK-1", visit.ana)["state"] == "in"
        assert desk.lend(visit.ana, "BK-1")["outcome"] == "done"
        assert desk.take_in("BK-1")["outcome"] == "done"
        assert desk.send({"kind": "lent", "person": visit.cast.stu.person.pk, "item_code": "BK-2"})[0]["code"] == (
            "unknown_person"
        )
        assert (
            desk.send({"kind": "lent", "section": other.pk, "person": visit.ana.pk, "item_code": "BK-2"})[0]["outcome"]
            == "refused"
        )

    def test_who_serves_the_whole_district_serves_every_class(self, visit: Visit) -> None:
        somebody = make_person(visit.cast.district, "Wanda", "Wide", kind="staff")
        account = make_account(somebody)
        make_grant(account, "library_clerk")
        wanda = Desk(visit, Member(somebody, account, actor_of_account(account)))
        assert "Homeroom 2A" in wanda.client.get("/counter/visits/").content.decode()
        assert wanda.lend(visit.ana, "BK-1")["outcome"] == "done"

    def test_a_stranger_sees_no_class_of_another_school(self, visit: Visit) -> None:
        sam = Desk(visit, visit.cast.sam)
        assert sam.client.get(f"/counter/visits/{visit.section.pk}/").status_code == 404
        assert sam.client.post(f"{sam.base}look/", {"code": "BK-1"}).status_code == 404
        assert sam.client.get(f"{sam.base}look/").status_code == 405, "addresses stay in the logs of web servers"


class TestScanning:
    def test_a_child_a_book_and_the_due_date_at_once(self, visit: Visit) -> None:
        desk = Desk(visit)
        make_badge(visit.ana, "BADGE-1")
        ana = desk.look("BADGE-1")
        assert (ana["kind"], ana["name"], ana["out"], ana["in_class"]) == ("person", "Ana Reader", 0, True)
        book = desk.look("BK-1", visit.ana)
        assert (book["title"], book["state"], book["blocks"]) == ("Frog and Toad", "in", [])
        said = desk.lend(visit.ana, "BK-1")
        assert said["outcome"] == "done"
        assert said["message"] == f"“Frog and Toad” is lent, due {book['due']}."
        assert Loan.objects.get().borrower == visit.ana
        assert desk.klass()["Ana"]["out"] == 1
        assert [one["title"] for one in desk.look(child=visit.ana)["loans"]] == ["Frog and Toad"]

    def test_how_many_more_and_then_no_more(self, visit: Visit) -> None:
        CirculationRule.objects.update_or_create(
            organisation=None, patron_group=None, item_type=visit.copies[0].item_type, name="max_open_of_type",
            defaults={"value": "2"},
        )  # fmt: skip
        desk = Desk(visit)
        assert desk.look("BK-1", visit.ana)["left"] == 1
        desk.lend(visit.ana, "BK-1")
        assert desk.look("BK-2", visit.ana)["left"] == 0
        desk.lend(visit.ana, "BK-2")
        block = desk.look("BK-3", visit.ana)["blocks"][0]
        assert (block["code"], block["may_pass"]) == ("max_open_of_type", True)
        refused = desk.lend(visit.ana, "BK-3")
        assert (refused["outcome"], "at most 2" in refused["message"]) == ("refused", True)
        assert "Ana" not in Scan.objects.get(code="max_open_of_type").message

    def test_what_is_out_comes_back_is_renewed_or_goes_to_another(self, visit: Visit) -> None:
        desk = Desk(visit)
        desk.lend(visit.ana, "BK-1")
        assert desk.look("BK-1", visit.ana)["state"] == "mine"
        told = desk.look("BK-1", visit.ben)
        assert (told["state"], told["who"]) == ("other", "Ana Reader")
        assert desk.lend(visit.ben, "BK-1")["code"] == "out_to_other"
        assert desk.lend(visit.ben, "BK-1", sure=["return_first"])["outcome"] == "done"
        assert list(Loan.objects.open().values_list("borrower", flat=True)) == [visit.ben.pk]
        Loan.objects.open().update(due_at=timezone.now() + MINUTE)
        renewed = desk.send({"kind": "renewed", "person": visit.ben.pk, "item_code": "BK-1"})[0]
        assert renewed["message"].startswith("“Frog and Toad” is renewed, due ")
        assert desk.take_in("BK-1")["message"] == "“Frog and Toad” is back."
        assert not Loan.objects.open().exists()

    def test_who_may_not_know_is_told_numbers_and_no_names(self, visit: Visit) -> None:
        Desk(visit).lend(visit.ana, "BK-1")
        tess = Desk(visit, visit.cast.tess)
        assert tess.look("BK-1", visit.ben) == tess.look("BK-1", visit.ana), "or all children could be tried"
        for child in (visit.ana, visit.ben):
            refused = [
                tess.lend(child, "BK-1"),
                tess.send({"kind": "renewed", "person": child.pk, "item_code": "BK-1"})[0],
            ]
            assert [one["code"] for one in refused] == ["out_to_other", "not_told"]
        assert tess.lend(visit.ana, "BK-1", sure=["return_first"])["outcome"] == "done"
        assert tess.look(child=visit.ana)["loans"] is None
        page = tess.client.get(f"{tess.base}summary/").content.decode()
        assert "Frog and Toad" not in page
        assert "Reader, Ana" in page
        assert "Frog and Toad" not in tess.client.get(f"{tess.base}slip/?titles=1").content.decode()
        lib = Desk(visit)
        assert "Frog and Toad" in lib.client.get(f"{lib.base}summary/").content.decode()
        assert "Frog and Toad" not in lib.client.get(f"{lib.base}slip/").content.decode()
        assert "Frog and Toad" in lib.client.get(f"{lib.base}slip/?titles=1").content.decode()

    def test_a_slip_goes_home_in_the_languages_of_the_family(self, visit: Visit) -> None:
        kind = visit.copies[0].item_type
        ItemType.objects.filter(pk=kind.pk).update(purpose="library")
        make_guardian(visit.ana, language="es-MX")
        make_guardian(visit.ana, language="en")
        make_guardian(visit.ben, language="vi")
        desk = Desk(visit)
        for child, code in ((visit.ana, "BK-1"), (visit.ben, "BK-2"), (visit.ana, "BK-3")):
            desk.lend(child, code)
        page = desk.client.get(f"{desk.base}slips/").content.decode()
        assert "Ana Reader has 2 library items at the moment" in page
        assert "En este momento Ana Reader tiene 2 materiales de la biblioteca." in page
        day = day_text(timezone.localdate(Loan.objects.get(borrower=visit.ben).due_at), "en")
        assert f"Ben Reader has 1 library item at the moment. The next is due {day}." in page
        assert "Ben Reader tiene" not in page, "English where we have not their language"
        assert "Frog and Toad" not in page
        assert "Cal" not in page
        make_rule("titles_on_paper", "all", item_type=kind)
        assert f"Frog and Toad (due {day})" in desk.client.get(f"{desk.base}slips/").content.decode()
        tess = Desk(visit, visit.cast.tess)
        assert "Frog and Toad" not in tess.client.get(f"{tess.base}slips/").content.decode(), "who may not know"
        assert Client().get(f"{desk.base}slips/").status_code == 302

    def test_48_a_blocked_child_stops_no_other_and_needs_right_and_reason(self, visit: Visit) -> None:
        set_block(visit.ben, reason="Lost three", by=visit.cast.tess.actor)
        desk = Desk(visit, visit.cast.tess)
        assert desk.klass()["Ben"]["blocked"]
        assert desk.look(child=visit.ben)["block"] == "Lost three"
        results = desk.send(
            {"kind": "lent", "person": visit.ana.pk, "item_code": "BK-1"},
            {"kind": "lent", "person": visit.ben.pk, "item_code": "BK-2"},
            {"kind": "lent", "person": visit.cal.pk, "item_code": "BK-3"},
        )
        assert [one["outcome"] for one in results] == ["done", "refused", "done"]
        wanda = Desk(visit, make_member(visit.cast.school, "Wanda", "Clerk", role="library_clerk"))
        assert wanda.lend(visit.ben, "BK-2", reason="He brought them")["outcome"] == "refused", "without the right"
        assert Desk(visit).lend(visit.ben, "BK-2", reason="He brought them")["outcome"] == "done", "the librarian's"

    def test_undo_of_the_last_scan_whatever_it_was(self, visit: Visit) -> None:
        desk = Desk(visit)
        lent, swapped = str(uuid4()), str(uuid4())
        desk.lend(visit.ana, "BK-1", key=lent)
        desk.lend(visit.ben, "BK-1", key=swapped, sure=["return_first"])
        assert desk.send({"kind": "undo", "target": swapped})[0]["outcome"] == "done"
        assert Loan.objects.open().get().borrower == visit.ana
        assert desk.send({"kind": "undo", "target": lent})[0]["outcome"] == "done"
        assert not Loan.objects.exists() or not Loan.objects.open().exists()
        visit.copies[0].refresh_from_db()
        assert visit.copies[0].status == "available"
        loan = lend_item(visit.copies[1], to=visit.ana, by=visit.lib)
        Loan.objects.filter(pk=loan.pk).update(due_at=timezone.now() + MINUTE)
        before = Loan.objects.get(pk=loan.pk).due_at
        renewed = str(uuid4())
        desk.send({"kind": "renewed", "person": visit.ana.pk, "item_code": "BK-2", "key": renewed})
        assert Loan.objects.get(pk=loan.pk).due_at != before
        assert desk.send({"kind": "undo", "target": renewed})[0]["outcome"] == "done"
        assert Loan.objects.get(pk=loan.pk).due_at == before
        assert desk.send({"kind": "undo", "target": renewed})[0]["code"] == "nothing_to_undo"

    def test_what_is_not_of_the_library_is_not_lent_here(self, visit: Visit) -> None:
        make_device(visit.cast.school, "1042")
        desk = Desk(visit)
        assert desk.look("1042", visit.ana)["blocks"][0]["code"] == "not_library"
        assert desk.lend(visit.ana, "1042")["code"] == "not_library"
        assert desk.look("no such thing") == {"kind": "nothing", "code": "no such thing"}

    def test_another_schools_book_comes_back_and_goes_out_and_its_device_does_not(self, visit: Visit) -> None:
        away = visit.cast.other_school
        book, atlas = visit.copies[0], visit.copies[1]
        Item.objects.filter(pk__in=[book.pk, atlas.pk]).update(organisation=away)
        make_loan(book, visit.ana, due_at=timezone.now() + 3 * DAY, purpose="checkout")
        device = make_device(away, barcode="DV-9")
        lea = Desk(visit, make_member(visit.cast.school, "Lea", "Near", role="librarian"))
        desk = Desk(visit, self.lender(visit))
        for one in (lea, desk):
            assert one.look("BK-2", visit.ben)["title"] == "Frog and Toad"
            assert one.look(device.barcode)["kind"] == "nothing"
        back = desk.take_in("BK-1")
        assert back["outcome"] == "done", back
        assert f"belongs to {away.name}" in back["message"]
        assert desk.lend(visit.ben, "BK-2")["outcome"] == "done"
        assert Loan.objects.open().get().organisation == visit.cast.school

    @staticmethod
    def lender(visit: Visit) -> Member:
        """Tia, who serves her own class and no other."""
        make_grant(visit.cast.tia.account, "class_lender", visit.cast.school)
        return visit.cast.tia

    def test_a_look_costs_at_most_twelve_statements_whatever_the_class(self, visit: Visit) -> None:
        desk = Desk(visit)
        desk.lend(visit.ana, "BK-1")
        costs = {}
        for name, code, child in (
            ("a book", "BK-2", visit.ana),
            ("out to this child", "BK-1", visit.ana),
            ("out to another", "BK-1", visit.ben),
            ("a badge", visit.ana.identifier, None),
            ("a child", "", visit.ana),
            ("nothing", "what is this", None),
        ):
            desk.look(code, child)
            costs[name] = desk.statements
        assert max(costs.values()) <= MOST_STATEMENTS, costs
        desk.lend(visit.ben, "BK-2")
        small = desk.statements
        desk.klass()
        of_three = desk.statements
        for number in range(12):
            make_person(visit.cast.school, f"More{number}", "Reader", homeroom=visit.section)
        desk.klass()
        assert desk.statements == of_three
        desk.lend(visit.cal, "BK-3")
        assert desk.statements == small


class TestForgetting:
    def test_after_the_return_nothing_of_the_visit_names_the_child(self, visit: Visit) -> None:
        desk = Desk(visit)
        CirculationRule.objects.update_or_create(
            organisation=None, patron_group=None, item_type=visit.copies[0].item_type, name="max_open_of_type",
            defaults={"value": "1"},
        )  # fmt: skip
        desk.lend(visit.ana, "BK-1")
        desk.lend(visit.ana, "BK-2")
        desk.lend(visit.ana, "BK-2", confirmed=True)
        desk.take_in("BK-1")
        decide_conflict(ScanConflict.objects.get(), decision="books", by=visit.lib)
        unlink_readers(by=system_actor("tests"), now=timezone.now() + 2 * MINUTE)
        assert not Loan.objects.filter(borrower=visit.ana).exists()
        for scan in Scan.objects.all():
            assert scan.person is None
            assert "Ana" not in json.dumps([scan.message, scan.details, scan.undo_parts])
        kept = ScanConflict.objects.get()
        assert kept.reader is None
        assert "Ana" not in json.dumps([kept.station_says, kept.books_say, kept.note])
        assert not AuditEntry.objects.filter(summary__contains="Ana").exists()
        assert not UndoOffer.objects.filter(label__contains="Ana").exists()

    def test_a_merge_remembers_nobody_whose_question_was_decided(self, visit: Visit) -> None:
        twin = make_person(visit.cast.school, "Anna", "Reader", homeroom=visit.section)
        desk = Desk(visit)
        desk.lend(visit.ben, "BK-1")
        desk.lend(twin, "BK-1", confirmed=True)
        merge_persons(visit.ana, twin, reason="The same girl", by=visit.cast.dita.actor)
        conflict = ScanConflict.objects.get()
        assert conflict.reader == visit.ana
        decide_conflict(conflict, decision="books", note="Anna has it at home", by=visit.lib)
        assert "ScanConflict" not in json.dumps(Merge.objects.get().moved)
        conflict.refresh_from_db()
        assert conflict.reader_id is None
        assert conflict.note == ""


def test_rest_gives_the_classes_and_their_numbers(visit: Visit) -> None:
    Desk(visit).lend(visit.ana, "BK-1")
    secret = create_token(
        visit.cast.lib.account, name="tests", permissions=["counter.visit.scan", "counter.visit.scan_all"],
        by=visit.lib,
    ).text  # fmt: skip
    headers = {"Authorization": f"Bearer {secret}"}
    (klass,) = Client().get("/api/v1/counter/visits", headers=headers).json()
    assert (klass["title"], klass["students"], klass["comes_today"]) == ("Homeroom 2A", 3, True)
    children = Client().get(f"/api/v1/counter/visits/{klass['id']}", headers=headers).json()
    assert [(one["name"], one["out"]) for one in children] == [("Ana Reader", 1), ("Ben Reader", 0), ("Cal Reader", 0)]
