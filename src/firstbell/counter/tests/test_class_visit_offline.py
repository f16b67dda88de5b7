"""A class visit without network: scans sent later, each once, in order, at their own time; what does not fit is the library's
to decide. Numbers are those of the list of edge cases."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.circulation.actions import lend_item, return_item, set_block
from firstbell.circulation.models import Loan
from firstbell.circulation.tests.factories import make_rule
from firstbell.core.errors import Forbidden
from firstbell.core.models import AuditEntry
from firstbell.counter.actions.conflicts import decide_conflict
from firstbell.counter.models import Scan, ScanConflict
from firstbell.counter.tests.factories import Visit, make_visit
from firstbell.counter.tests.visiting import Desk, ms
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.models import Person
from firstbell.people.tests.factories import make_badge, make_person, make_section

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def visit() -> Visit:
    cache.clear()
    return make_visit()


class TestWithoutNetwork:
    """Scans stored in the browser and sent later: each once, in order, at their own time."""

    def test_what_was_lent_and_returned_keeps_its_time(self, visit: Visit) -> None:
        old = lend_item(visit.copies[1], to=visit.ben, at=timezone.now() - 60 * MINUTE, by=visit.lib)
        desk, at = Desk(visit), timezone.now() - 30 * MINUTE
        desk.send(
            {"kind": "taken_in", "item": visit.copies[1].pk, "item_code": "BK-2", "confirmed": True, "at": ms(at)},
            {"kind": "lent", "person": visit.ana.pk, "item": visit.copies[1].pk, "item_code": "BK-2", "confirmed": True,
             "at": ms(at + MINUTE)},
        )  # fmt: skip
        old.refresh_from_db()
        assert ms(old.returned_at or timezone.now()) == ms(at)
        assert ms(Loan.objects.open().get().lent_at) == ms(at + MINUTE)

    def test_68_lent_without_network_and_returned_elsewhere_meanwhile(self, visit: Visit) -> None:
        loan = lend_item(visit.copies[0], to=visit.ben, at=timezone.now() - 30 * MINUTE, by=visit.lib)
        return_item(loan, by=visit.lib)
        desk, at = Desk(visit), ms(timezone.now() - 5 * MINUTE)
        assert desk.lend(visit.ana, "BK-1", confirmed=True, at=at)["code"] == "came_back_later"
        # Taken in at another desk that knew of no loan: the same.
        Desk(visit).take_in("BK-2")
        assert desk.lend(visit.ana, "BK-2", confirmed=True, at=at)["code"] == "came_back_later"
        assert not Loan.objects.open().exists()
        # The return that comes twice ends nothing and counts as nothing.
        assert "came back already" in desk.take_in("BK-1", confirmed=True, at=at)["message"]

    def test_69_one_book_at_two_stations_is_a_question_for_the_library(self, visit: Visit) -> None:
        first, second, at = Desk(visit), Desk(visit), ms(timezone.now() - 5 * MINUTE)
        first.lend(visit.ana, "BK-1", confirmed=True, at=at)
        assert second.lend(visit.ben, "BK-1", confirmed=True, at=at + 1000)["outcome"] == "conflict"
        conflict = ScanConflict.objects.get()
        assert conflict.reader == visit.ben
        page = second.client.get(f"/counter/conflicts/{conflict.pk}/").content.decode()
        assert "The reader is" in page
        assert "Ben Reader" in page
        tess = Desk(visit, visit.cast.tess).client.get(f"/counter/conflicts/{conflict.pk}/").content.decode()
        assert "Ben" not in tess
        with pytest.raises(Forbidden):
            decide_conflict(conflict, decision="station", by=visit.cast.tess.actor)
        decide_conflict(conflict, decision="station", by=visit.lib)
        assert Loan.objects.open().get().borrower == visit.ben
        conflict.refresh_from_db()
        assert conflict.reader is None

    def test_70_a_clock_that_is_years_off(self, visit: Visit) -> None:
        desk, measured = Desk(visit), timezone.now() - 30 * MINUTE
        desk.lend(visit.ana, "BK-1", confirmed=True, at=ms(timezone.now() + dt.timedelta(days=900)))
        reset = ms(dt.datetime(2015, 1, 1, tzinfo=dt.UTC))
        desk.lend(visit.ben, "BK-2", confirmed=True, at=reset, measured=ms(measured))
        for loan in Loan.objects.open():
            assert measured <= loan.lent_at <= timezone.now()
        assert sorted(bool(note) for note in Scan.objects.values_list("clock_note", flat=True)) == [True, True]

    def test_71_the_same_upload_twice_acts_once_and_a_lost_no_becomes_a_question(self, visit: Visit) -> None:
        desk, key = Desk(visit), str(uuid4())
        for _ in range(2):
            assert desk.lend(visit.ana, "BK-1", key=key, confirmed=True)["outcome"] == "done"
        assert Loan.objects.count() == 1
        set_block(visit.ben, reason="Lost three", by=visit.cast.tess.actor)
        lost = str(uuid4())
        assert desk.lend(visit.ben, "BK-2", key=lost)["outcome"] == "refused"
        for _ in range(2):
            assert desk.lend(visit.ben, "BK-2", key=lost, confirmed=True)["outcome"] == "conflict"
        assert ScanConflict.objects.get().reader == visit.ben
        sam = Desk(visit, visit.cast.tess)
        assert sam.lend(visit.cal, "BK-1", key=key)["code"] == "foreign_key"

    def test_72_what_arrives_late_ends_no_loan_that_began_after_it(self, visit: Visit) -> None:
        lend_item(visit.copies[0], to=visit.ana, at=timezone.now() - 60 * MINUTE, by=visit.lib)
        here, away = Desk(visit), Desk(visit)
        here.lend(visit.ben, "BK-1", sure=["return_first"])
        late = away.take_in("BK-1", confirmed=True, at=ms(timezone.now() - 10 * MINUTE))
        assert (late["outcome"], late["code"]) == ("conflict", "lent_later")
        assert Loan.objects.open().get().borrower == visit.ben

    def test_what_is_taken_along_holds_no_history_and_is_audited(self, visit: Visit) -> None:
        desk = Desk(visit)
        make_badge(visit.ana, "BADGE-1")
        desk.lend(visit.ana, "BK-1")
        response = desk.client.post("/counter/pack/", {"section": visit.section.pk})
        pack = response.json()
        assert [one["first"] for one in pack["people"]] == ["Ana", "Ben", "Cal"]
        assert pack["people"][0]["codes"] == ["800", "BADGE-1"]
        out = [one for one in pack["items"] if one["out"]]
        assert [(sorted(one), one["label"]) for one in out] == [
            (["codes", "id", "label", "out", "title", "type"], "BK-1")
        ]
        assert pack["expires"] - pack["now"] == 12 * 3600 * 1000
        entry = AuditEntry.objects.get(verb="counter.offline_data_taken")
        assert entry.subject_label == "Homeroom 2A"
        other = make_section(visit.cast.other_school, "Homeroom X", kind="homeroom")
        assert desk.client.post("/counter/pack/", {"section": other.pk}).status_code == 404

    def test_what_is_taken_along_knows_how_many_more_each_child_may_have(self, visit: Visit) -> None:
        kind = visit.copies[0].item_type
        make_rule("max_open_of_type", "2", item_type=kind)
        make_rule("max_open_total", "5")
        for copy in visit.copies[:2]:
            lend_item(copy, to=visit.ana, by=visit.lib)
        lend_item(make_loaner(visit.cast.school, "L-1"), to=visit.ben, by=visit.cast.tess.actor)
        statements: list[int] = []
        pack: dict[str, Any] = {}
        for _ in range(2):
            desk = Desk(visit)
            with CaptureQueriesContext(connection) as captured:
                pack = desk.client.post("/counter/pack/", {"section": visit.section.pk}).json()
            statements.append(len(captured))
            make_person(visit.cast.school, "Zoe", "Reader", grade="02", homeroom=visit.section)
        left = {one["first"]: one["left"] for one in pack["people"]}
        assert left == {name: {str(kind.pk): of} for name, of in
                        (("Ana", [0, 3]), ("Ben", [2, 4]), ("Cal", [2, 5]), ("Zoe", [2, 5]))}  # fmt: skip
        assert statements[0] == statements[1], "as many for a larger class"

    def test_without_limits_there_are_none(self, visit: Visit) -> None:
        make_rule("max_open_of_type", "")
        pack = Desk(visit).client.post("/counter/pack/", {"section": visit.section.pk}).json()
        assert [one["left"] for one in pack["people"]] == [{}, {}, {}]


class TestRenewedWithoutNetwork:
    """The child has it and keeps it: counted from when it was scanned, once, and a question where it does not fit."""

    @pytest.fixture
    def loan(self, visit: Visit) -> Loan:
        loan = lend_item(visit.copies[0], to=visit.ana, at=timezone.now() - 60 * MINUTE, by=visit.lib)
        Loan.objects.filter(pk=loan.pk).update(due_at=timezone.now() + MINUTE)
        return loan

    def renew(self, visit: Visit, desk: Desk, child: Person, **values: Any) -> Any:
        at = ms(timezone.now() - 10 * MINUTE)
        entry = {"kind": "renewed", "person": child.pk, "item_code": "BK-1", "confirmed": True, "at": at}
        return desk.send(entry | values)[0]

    def test_once_however_often_it_is_sent_and_at_two_desks(self, visit: Visit, loan: Loan) -> None:
        desk, key = Desk(visit), str(uuid4())
        for _ in range(2):
            assert self.renew(visit, desk, visit.ana, key=key)["outcome"] == "done"
        other = self.renew(visit, Desk(visit), visit.ana)
        assert (other["outcome"], "is renewed already" in other["message"]) == ("done", True)
        loan.refresh_from_db()
        assert loan.renewals == 1
        assert not Scan.objects.exclude(person=None).exists()

    def test_of_another_child_back_since_or_lent_anew_it_is_a_question(self, visit: Visit, loan: Loan) -> None:
        desk = Desk(visit)
        assert self.renew(visit, desk, visit.ben)["code"] == "no_checkout"
        return_item(loan, by=visit.lib)
        assert self.renew(visit, desk, visit.ana)["code"] == "came_back_later"
        lend_item(visit.copies[0], to=visit.ana, by=visit.lib)
        assert self.renew(visit, desk, visit.ana)["code"] == "lent_later"
        assert [one.reader for one in ScanConflict.objects.order_by("pk")] == [visit.ben, visit.ana, visit.ana]
        said = " ".join(Scan.objects.values_list("message", flat=True))
        assert "Ana" not in said
        assert "Ben" not in said

    def test_past_the_limit_the_library_decides_and_its_yes_renews(self, visit: Visit, loan: Loan) -> None:
        make_rule("renewals_allowed", "0", item_type=visit.copies[0].item_type)
        assert self.renew(visit, Desk(visit), visit.ana)["code"] == "too_many"
        decide_conflict(ScanConflict.objects.get(), decision="station", by=visit.lib)
        loan.refresh_from_db()
        assert (loan.renewals, loan.is_open) == (1, True)
