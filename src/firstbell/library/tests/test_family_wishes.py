"""46: what a family asked for its own child is kept at every way of lending, and nobody is told what it was."""

from __future__ import annotations

import datetime as dt
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
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import AuditEntry
from firstbell.inventory.tests.factories import make_loaner
from firstbell.library.models import Copy, FamilyWish
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.library.tests.wishing import check, heading, make_witches, wish
from firstbell.people.tests.factories import (
    Cast,
    make_account,
    make_cast,
    make_grant,
    make_person,
    signed_in,
)

pytestmark = pytest.mark.django_db
TO_STAFF = "Not for this reader: please see the librarian."
CLOCK = system_actor("tests")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def witches(cast: Cast) -> Copy:
    return make_witches(cast)


@pytest.fixture
def hatchet(cast: Cast) -> Copy:
    return make_copy(cast.school, make_title("Hatchet"), "H-1")


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
