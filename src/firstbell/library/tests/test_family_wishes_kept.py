"""46: who sees families' wishes, how they are kept and how they end; guardians write, and are answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.tests.factories import make_loan
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.models import AuditEntry, RetentionRule
from firstbell.core.record import gather
from firstbell.core.retention import run_retention
from firstbell.library.actions.titles import merge_titles
from firstbell.library.actions.wishes import (
    answer_request,
    end_wish,
    remove_wish,
    send_request,
    take_back_request,
)
from firstbell.library.models import Copy, FamilyRequest, FamilyWish, Title
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.library.tests.wishing import check, heading, make_witches, wish
from firstbell.people.actions.merges import merge_persons
from firstbell.people.actions.persons import readmit_person, withdraw_person
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import (
    Cast,
    make_account,
    make_cast,
    make_guardian,
    make_person,
    signed_in,
)

pytestmark = pytest.mark.django_db
CLOCK = system_actor("tests")
SECRETS = ("Witch", "Dahl", "Magic", "Núñez")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def witches(cast: Cast) -> Copy:
    return make_witches(cast)


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
        assert signed_in(cast.dita).get(reverse("library:wishes")).status_code == 403
        assert signed_in(cast.tess).get(reverse("library:student_wishes", args=[cast.stu.person.pk])).status_code == 403
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
        there = reverse("library:student_wishes", args=[pk])
        found = browser.get(f"{there}?about=author&q=dahl").content.decode()
        dahl = heading("person", "Dahl, Roald, 1916-1990")
        assert f"of={dahl.pk}" in found
        form = {
            "asked_by": "Ana Núñez",
            "asked_on": timezone.localdate().isoformat(),
            "source": "Paper form",
            "is_welcome": "no",
            "note": "",
            "until": "",
        }
        made = browser.post(f"{there}add/?about=author&of={dahl.pk}", form)
        assert made.status_code == 302, made.content.decode()
        page = browser.get(there).content.decode()
        assert "Dahl, Roald, 1916-1990" in page
        assert "The Witches" in page, "what is out and falls under it is shown to the librarian"
        kept = FamilyWish.objects.get()
        browser.post(reverse("library:wish_end", args=[kept.pk]))
        assert check(witches, cast, person=cast.stu.person) == ["already_lent_to_same"]
        browser.post(reverse("library:wish_remove", args=[kept.pk]))
        assert not FamilyWish.objects.exists()


def test_the_lists_cost_the_same_however_many_there_are(cast: Cast, witches: Copy) -> None:
    browser, pages = (
        signed_in(cast.lib),
        (reverse("library:wishes"), reverse("library:student_wishes", args=[cast.stu.person.pk])),
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
        assert "library.family_wishes" not in run_retention(now=timezone.now() + dt.timedelta(days=900), by=CLOCK), (
            "off"
        )
        RetentionRule.objects.filter(key="library.family_wishes").update(is_on=True)
        assert run_retention(now=timezone.now() + dt.timedelta(days=399), by=CLOCK)["library.family_wishes"] == 0
        assert run_retention(now=timezone.now() + dt.timedelta(days=401), by=CLOCK)["library.family_wishes"] == 1
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
        assert "Escribir a la biblioteca" in browser.get("/").content.decode()
        assert "Su biblioteca" in browser.get("/library/family/").content.decode()
        sent = browser.post("/library/family/", {"child": cast.stu.person.pk, "text": "No books on magic, please"})
        assert sent.status_code == 302, sent.content.decode()
        letter = FamilyRequest.objects.get()
        librarian = signed_in(cast.lib)
        assert "1 letter to read" in librarian.get("/").content.decode()
        assert "No books on magic" in librarian.get(reverse("library:wishes")).content.decode()
        assert not FamilyRequest.objects.visible_to(cast.dita.actor).exists()
        wish(cast, "subject", heading("subject", "Magic"), answers=letter)
        letter.refresh_from_db()
        assert letter.state == FamilyRequest.State.RECORDED
        assert check(witches, cast) == ["family_asked"]
        with pytest.raises(Conflict):
            answer_request(letter, answer="Done", by=cast.lib.actor)
        RetentionRule.objects.filter(key="library.family_wishes").update(is_on=True)
        run_retention(now=timezone.now() + dt.timedelta(days=401), by=CLOCK)
        assert not FamilyRequest.objects.exists()

    def test_not_about_somebody_elses_child(self, cast: Cast) -> None:
        mother = actor_of_account(make_account(make_guardian(cast.stu.person)))
        with pytest.raises(NotFound):
            send_request(make_person(cast.school), text="No magic", by=mother)
        with pytest.raises(Invalid):
            send_request(cast.stu.person, text=" ", by=mother)
        letter = send_request(cast.stu.person, text="No magic", by=mother)
        with pytest.raises(NotFound):
            take_back_request(letter, by=actor_of_account(make_account(make_guardian(cast.stu.person))))
        take_back_request(letter, by=mother)
        assert not FamilyRequest.objects.exists()


def test_removed_means_gone_on_every_page(cast: Cast, witches: Copy) -> None:
    remove_wish(wish(cast, "title", witches.product.title), by=cast.lib.actor)
    assert (FamilyWish.objects.count(), check(witches, cast)) == (0, [])
    assert Title.objects.filter(pk=witches.product_id).exists()
