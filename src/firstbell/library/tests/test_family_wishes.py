"""46: what a family asked for its own child is kept at every way of lending, and nobody is told what it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.circulation.actions import LendingRefused, lend_item, place_hold, return_item
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import Hold, Loan, QuietOverride
from firstbell.circulation.queries import check_lending, guards
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.tests.factories import make_loan
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.core.record import gather
from firstbell.core.retention import run_retention
from firstbell.inventory.tests.factories import make_loaner
from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.titles import merge_titles
from firstbell.library.actions.wishes import (
    answer_request,
    end_wish,
    record_wish,
    remove_wish,
    send_request,
    take_back_request,
)
from firstbell.library.models import Copy, FamilyRequest, FamilyWish, Heading, ReadingLevel, Title, TitleHeading
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.actions.merges import merge_persons
from firstbell.people.actions.persons import readmit_person, withdraw_person
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import (
    Cast,
    make_account,
    make_cast,
    make_grant,
    make_guardian,
    make_person,
    signed_in,
)

pytestmark = pytest.mark.django_db
TO_STAFF = "Not for this reader: please see the librarian."
CLOCK = system_actor("tests")
SECRETS = ("Witch", "Dahl", "Magic", "Núñez")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def witches(cast: Cast) -> Copy:
    """“The Witches” by Roald Dahl, of a series, on magic, for grades 4 to 6."""
    title = make_title("The Witches", author="Dahl, Roald", year=1983)
    for kind, text in (
        (Heading.Kind.PERSON, "Dahl, Roald, 1916-1990"),
        (Heading.Kind.SERIES, "Grandmother's tales"),
        (Heading.Kind.SUBJECT, "Magic -- Fiction"),
    ):
        TitleHeading.objects.create(title=title, heading=heading(kind, text))
    ReadingLevel.objects.create(title=title, scheme="igrade", low=4, high=6, text="Grades 4–6")
    index_titles([title.pk])
    return make_copy(cast.school, title, "W-1")


@pytest.fixture
def hatchet(cast: Cast) -> Copy:
    return make_copy(cast.school, make_title("Hatchet"), "H-1")


def heading(kind: str, text: str) -> Heading:
    return Heading.objects.get_or_create(kind=kind, norm=text.lower(), defaults={"text": text})[0]


def wish(cast: Cast, about: str, of: Any = None, **more: Any) -> FamilyWish:
    values = {"asked_by": "Ana Núñez", "asked_on": timezone.localdate(), "source": "Paper form"}
    person = more.pop("person", cast.stu.person)
    grade_from, answers = more.pop("grade_from", None), more.pop("answers", None)
    return record_wish(
        person, about=about, of=of, grade_from=grade_from, answers=answers, values=values | more, by=cast.lib.actor
    )


def check(copy: Copy, cast: Cast, by: Any = None, person: Any = None) -> list[str]:
    item = lendable_items().get(pk=copy.pk)
    return [one.code for one in check_lending(item, person or cast.stu.person, by=by or cast.lib.actor).blocks]


@pytest.mark.parametrize(
    ("about", "kind", "text"),
    [
        ("title", "", ""),
        ("series", "series", "Grandmother's tales"),
        ("author", "person", "Dahl, Roald"),
        ("author", "person", "Dahl, Roald, 1916-1990"),
        ("subject", "subject", "Magic"),
        ("subject", "subject", "Magic -- Fiction"),
        ("level", "", ""),
        ("all", "", ""),
    ],
)
def test_46_each_kind_of_wish_keeps_back_what_it_is_about_and_nothing_else(
    cast: Cast, witches: Copy, hatchet: Copy, about: str, kind: str, text: str
) -> None:
    of = witches.product.title if about == "title" else heading(kind, text) if kind else None
    wish(cast, about, of, grade_from=4 if about == "level" else None)
    assert check(witches, cast) == ["family_asked"]
    assert check(hatchet, cast) == (["family_asked"] if about == "all" else [])
    assert check(witches, cast, person=make_person(cast.school)) == []


def test_46_another_edition_counts_and_words_that_only_begin_alike_do_not(cast: Cast, witches: Copy) -> None:
    wish(cast, "title", witches.product.title)
    other = make_copy(cast.school, make_title("The Witches", author="Dahl, Roald", year=2010), "W-2")
    assert check(other, cast) == ["family_asked"]
    FamilyWish.objects.all().delete()
    wish(cast, "subject", heading("subject", "Mag"))
    wish(cast, "author", heading("person", "Dahl"))
    assert check(witches, cast) == ["family_asked"]  # "Dahl, Roald" is a Dahl; "Magic" is no "Mag"
    FamilyWish.objects.filter(about="author").delete()
    assert check(witches, cast) == []


def test_46_the_more_particular_wish_counts(cast: Cast, witches: Copy, hatchet: Copy) -> None:
    """A family that agrees to each book, or says no to an author and yes to one title."""
    wish(cast, "all")
    wish(cast, "author", heading("person", "Dahl, Roald"))
    assert (check(witches, cast), check(hatchet, cast)) == (["family_asked"], ["family_asked"])
    wish(cast, "title", witches.product.title, is_welcome=True)
    assert (check(witches, cast), check(hatchet, cast)) == ([], ["family_asked"])
    wish(cast, "title", witches.product.title)
    assert check(witches, cast) == ["family_asked"], "of two alike, the no"


def test_46_the_desk_hears_to_see_the_librarian_and_no_more(cast: Cast, witches: Copy) -> None:
    """Neither the screen, nor REST's words, nor the trail say what was asked."""
    wish(cast, "author", heading("person", "Dahl, Roald"), note="Grandmother died")
    clerk = make_account(make_person(cast.school, kind="staff"))
    make_grant(clerk, "library_clerk", cast.school)
    address = f"/circulation/lend/?person={cast.stu.person.identifier}&item=W-1"
    browser = Client()
    browser.force_login(clerk)
    page = browser.get(address).content.decode()
    assert TO_STAFF in page
    assert "tone-bad" not in page
    assert "tone-warn" not in page
    assert "override_reason" not in page, "only the librarian is offered to lend all the same"
    assert not any(word in page for word in ("wish", "Grandmother", "Núñez", "estrict"))
    refused = browser.post(address, {"override_reason": "Please"})
    assert refused.status_code == 422
    assert TO_STAFF in refused.content.decode()
    assert not Loan.objects.exists()


def test_46_only_the_librarian_lends_all_the_same_and_the_reason_is_kept_apart(cast: Cast, witches: Copy) -> None:
    wish(cast, "title", witches.product.title)
    for refused in (cast.tess.actor, cast.dita.actor):
        with pytest.raises((LendingRefused, Forbidden)):
            lend_item(witches, to=cast.stu.person, override_reason="For a project", by=refused)
    with pytest.raises(LendingRefused) as why:
        lend_item(witches, to=cast.stu.person, by=cast.lib.actor)
    assert (why.value.is_overridable, str(why.value).startswith(TO_STAFF)) == (True, True)
    loan = lend_item(witches, to=cast.stu.person, override_reason="Ana Núñez agreed by phone", by=cast.lib.actor)
    kept = QuietOverride.objects.get(loan=loan)
    assert (kept.reason, kept.codes, loan.override_reason) == ("Ana Núñez agreed by phone", ["family_asked"], "")
    told = " ".join(f"{one.summary} {one.note} {one.changes}" for one in AuditEntry.objects.all())
    assert "Núñez" not in told
    assert "family_asked" not in told
    assert "Overridden" not in told
    return_item(loan, by=cast.lib.actor)
    unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(seconds=61))
    assert not QuietOverride.objects.exists(), "it goes with the link"


def test_46_a_hold_is_refused_with_the_same_words_and_the_title_is_found_all_the_same(
    cast: Cast, witches: Copy, hatchet: Copy
) -> None:
    make_loan(witches, cast.tia.person)
    make_loan(hatchet, cast.tia.person)
    title = witches.product.title
    wish(cast, "title", title)
    browser = signed_in(cast.stu)
    assert "The Witches" in browser.get("/library/search/?q=witches").content.decode()
    page = browser.post(f"/library/titles/{title.pk}/hold/", follow=True).content.decode()
    assert "Please ask the librarian about this one." in page
    assert not Hold.objects.exists()
    with pytest.raises(Conflict) as staff:
        place_hold(title, to=cast.stu.person, by=cast.lib.actor)
    assert (staff.value.code, staff.value.message) == ("family_asked", TO_STAFF)
    assert place_hold(hatchet.product, to=cast.stu.person, by=cast.stu.actor).pk
    assert place_hold(title, to=cast.stu.person, override_reason="They agreed", by=cast.lib.actor).pk


def test_46_a_class_comes_in_and_everybody_else_goes_on(cast: Cast) -> None:
    title = make_title("The Witches", author="Dahl, Roald")
    readers = [make_person(cast.school) for _ in range(4)]
    wish(cast, "title", title, person=readers[1])
    went = []
    for number, reader in enumerate(readers):
        try:
            went.append(lend_item(make_copy(cast.school, title, f"C-{number}"), to=reader, by=cast.lib.actor).borrower)
        except LendingRefused:
            continue
    assert went == [readers[0], readers[2], readers[3]]


def test_one_more_statement_for_a_reader_without_wishes_and_none_for_devices_and_staff(
    cast: Cast, witches: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(item: Any, person: Any) -> int:
        kept = lendable_items().get(pk=item.pk)
        with CaptureQueriesContext(connection) as caught:
            check_lending(kept, person, by=cast.lib.actor)
        return len(caught)

    loaner = make_loaner(cast.school, "L-8")
    wanted = ((witches, cast.stu.person), (witches, cast.tia.person), (loaner, cast.stu.person))
    with monkeypatch.context() as unguarded:
        unguarded.setattr(guards, "_guards", {})
        bare = [count(*one) for one in wanted]
    guarded = [count(*one) for one in wanted]
    assert [after - before for after, before in zip(guarded, bare, strict=True)] == [1, 0, 0]
    for number in range(12):
        wish(cast, "author", heading("person", f"Nobody, {number}"))
    assert count(witches, cast.stu.person) == guarded[0], "constant, however many there are"


class TestTheList:
    """Only the librarian of the student's school sees it."""

    def test_nobody_else_sees_or_changes_a_wish(self, cast: Cast, witches: Copy) -> None:
        kept = wish(cast, "title", witches.product.title)
        for one in (cast.tess, cast.dita, cast.tia, cast.pat, cast.sam, cast.stu):
            assert not FamilyWish.objects.visible_to(one.actor).exists(), one
            with pytest.raises(Forbidden):
                end_wish(kept, by=one.actor)
        assert FamilyWish.objects.visible_to(cast.lib.actor).get() == kept
        disguised = replace(cast.lib.actor, is_disguised=True, _scopes={})
        assert not FamilyWish.objects.visible_to(disguised).exists(), "nor whoever looks with the librarian's eyes"
        assert [
            one.overridable
            for one in check_lending(lendable_items().get(pk=witches.pk), cast.stu.person, by=disguised).blocks
        ] == [False]
        assert signed_in(cast.dita).get("/library/work/wishes/").status_code == 403
        assert signed_in(cast.tess).get(f"/library/work/wishes/people/{cast.stu.person.pk}/").status_code == 403
        record = gather(cast.stu.person, internal=True)
        assert not any("Witches" in str(part.rows) for _, part in record.parts), "whoever hands it out is no librarian"
        own = gather(cast.stu.person, internal=False)
        assert any("Witches" in str(part.rows) for _, part in own.parts)

    def test_the_trail_says_that_a_wish_changed_at_a_school(self, cast: Cast, witches: Copy) -> None:
        end_wish(wish(cast, "title", witches.product.title), by=cast.lib.actor)
        entries = AuditEntry.objects.filter(verb__startswith="library.family")
        assert entries.count() == 2
        for entry in entries:
            told = f"{entry.summary} {entry.note} {entry.changes} {entry.subject_label}"
            assert not any(word in told for word in (*SECRETS, "Stu"))
            assert [(link.kind, link.object_id) for link in entry.links.all()] == [
                ("people.organisation", cast.school.pk)
            ]

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"asked_by": " "}, "asked_by"),
            ({"source": ""}, "source"),
            ({"asked_on": timezone.localdate() + dt.timedelta(days=2)}, "asked_on"),
            ({"until": timezone.localdate() - dt.timedelta(days=1)}, "until"),
        ],
    )
    def test_what_is_missing_is_said(self, cast: Cast, witches: Copy, values: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as error:
            wish(cast, "title", witches.product.title, **values)
        assert error.value.field == field

    def test_the_same_wish_stands_once(self, cast: Cast, witches: Copy) -> None:
        wish(cast, "title", witches.product.title)
        with pytest.raises(Conflict):
            wish(cast, "title", witches.product.title)
        with pytest.raises(Invalid):
            wish(cast, "author")

    def test_recorded_ended_and_taken_out_on_screen(self, cast: Cast, witches: Copy) -> None:
        browser, pk = signed_in(cast.lib), cast.stu.person.pk
        make_loan(witches, cast.stu.person)
        there = f"/library/work/wishes/people/{pk}/"
        found = browser.get(f"{there}?about=author&q=dahl").content.decode()
        dahl = heading("person", "Dahl, Roald, 1916-1990")
        assert f"of={dahl.pk}" in found
        form = {
            "asked_by": "Ana Núñez",
            "asked_on": timezone.localdate().isoformat(),
            "source": "Paper form",
            "note": "",
            "until": "",
        }
        made = browser.post(f"{there}add/?about=author&of={dahl.pk}", form)
        assert made.status_code == 302, made.content.decode()
        page = browser.get(there).content.decode()
        assert "Dahl, Roald, 1916-1990" in page
        assert "The Witches" in page, "what is out and falls under it is shown to the librarian"
        kept = FamilyWish.objects.get()
        browser.post(f"/library/work/wishes/{kept.pk}/end/")
        assert check(witches, cast, person=cast.stu.person) == ["already_lent_to_same"]
        browser.post(f"/library/work/wishes/{kept.pk}/remove/")
        assert not FamilyWish.objects.exists()


def test_the_lists_cost_the_same_however_many_there_are(cast: Cast, witches: Copy) -> None:
    browser, pages = (
        signed_in(cast.lib),
        ("/library/work/wishes/", f"/library/work/wishes/people/{cast.stu.person.pk}/"),
    )

    def count() -> list[int]:
        found = []
        for page in pages:
            browser.get(page)
            with CaptureQueriesContext(connection) as caught:
                assert browser.get(page).status_code == 200
            found.append(len(caught))
        return found

    def more(number: int) -> None:
        reader, copy = make_person(cast.school), make_copy(cast.school, make_title(author="Dahl, Roald"))
        make_loan(copy, cast.stu.person)
        for person in (reader, cast.stu.person):
            wish(cast, "author", heading("person", f"Writer, {number}"), person=person)
            send_request(person, text="Please call", by=actor_of_account(make_account(make_guardian(person))))

    more(0)
    before = count()
    for number in range(1, 4):
        more(number)
    assert count() == before


class TestHowItEnds:
    def test_after_its_last_day(self, cast: Cast, witches: Copy) -> None:
        wish(cast, "title", witches.product.title, until=timezone.localdate())
        assert check(witches, cast) == ["family_asked"]
        FamilyWish.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
        assert check(witches, cast) == []

    def test_when_the_student_leaves_and_not_by_a_mistake_of_the_roster(self, cast: Cast, witches: Copy) -> None:
        wish(cast, "title", witches.product.title)
        ended = wish(cast, "all")
        end_wish(ended, by=cast.lib.actor)
        person = cast.stu.person
        withdraw_person(person, reason="Moved away", by=cast.tess.actor)
        assert not FamilyWish.objects.filter(ended_at=None).exists()
        readmit_person(person, by=cast.tess.actor)
        assert FamilyWish.objects.get(ended_at=None).about == "title", "what the family took back stays so"

    def test_then_it_goes_by_the_rule_of_retention(self, cast: Cast, witches: Copy) -> None:
        end_wish(wish(cast, "title", witches.product.title), by=cast.lib.actor)
        assert run_retention(now=timezone.now() + dt.timedelta(days=29), by=CLOCK)["library.family_wishes"] == 0
        assert run_retention(now=timezone.now() + dt.timedelta(days=31), by=CLOCK)["library.family_wishes"] == 1
        assert not FamilyWish.objects.exists()


def test_merging_persons_and_titles_keeps_the_wish(cast: Cast, witches: Copy) -> None:
    twin = make_person(cast.school, cast.stu.person.given_name, cast.stu.person.family_name)
    wish(cast, "title", witches.product.title, person=twin)
    merge_persons(cast.stu.person, twin, reason="The same girl", by=cast.dita.actor)
    assert check(witches, cast) == ["family_asked"]
    keeper = make_title("Witches, The (film tie-in)", author="Dahl", year=1983)
    merge_titles(keeper, witches.product.title, reason="One record", by=cast.dita.actor)
    assert FamilyWish.objects.get().title == keeper
    assert check(make_copy(cast.school, keeper, "W-9"), cast) == ["family_asked"]


class TestGuardiansWrite:
    """Signed in, in their own words, about their own child."""

    def test_a_letter_is_read_recorded_and_forgotten(self, cast: Cast, witches: Copy) -> None:
        mother = make_account(make_guardian(cast.stu.person, "Ana", "Núñez", language="es"))
        browser = Client()
        browser.force_login(mother)
        assert "Su biblioteca" in browser.get("/library/family/").content.decode()
        sent = browser.post("/library/family/", {"child": cast.stu.person.pk, "text": "No books on magic, please"})
        assert sent.status_code == 302, sent.content.decode()
        letter = FamilyRequest.objects.get()
        librarian = signed_in(cast.lib)
        assert "1 letter to read" in librarian.get("/").content.decode()
        assert "No books on magic" in librarian.get("/library/work/wishes/").content.decode()
        assert not FamilyRequest.objects.visible_to(cast.dita.actor).exists()
        wish(cast, "subject", heading("subject", "Magic"), answers=letter)
        letter.refresh_from_db()
        assert letter.state == FamilyRequest.State.RECORDED
        assert check(witches, cast) == ["family_asked"]
        with pytest.raises(Conflict):
            answer_request(letter, answer="Done", by=cast.lib.actor)
        run_retention(now=timezone.now() + dt.timedelta(days=31), by=CLOCK)
        assert not FamilyRequest.objects.exists()

    def test_not_about_somebody_elses_child(self, cast: Cast) -> None:
        mother = actor_of_account(make_account(make_guardian(cast.stu.person)))
        with pytest.raises(Forbidden):
            send_request(make_person(cast.school), text="No magic", by=mother)
        with pytest.raises(Invalid):
            send_request(cast.stu.person, text=" ", by=mother)
        letter = send_request(cast.stu.person, text="No magic", by=mother)
        with pytest.raises(Forbidden):
            take_back_request(letter, by=actor_of_account(make_account(make_guardian(cast.stu.person))))
        take_back_request(letter, by=mother)
        assert not FamilyRequest.objects.exists()


def test_removed_means_gone_on_every_page(cast: Cast, witches: Copy) -> None:
    remove_wish(wish(cast, "title", witches.product.title), by=cast.lib.actor)
    assert (FamilyWish.objects.count(), check(witches, cast)) == (0, [])
    assert Title.objects.filter(pk=witches.product_id).exists()
