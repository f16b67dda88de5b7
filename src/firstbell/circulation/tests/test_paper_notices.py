"""Notices on paper: a sheet for each homeroom, a letter to each family, and nobody reads another's titles."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import bill_losses, check_in, claim_returned, place_hold, print_notices, return_item
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.tests.factories import make_copy, make_loan, make_rule
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, IdempotentReply, UndoOffer
from firstbell.core.notifications.actions.wordings import save_wording
from firstbell.inventory.models import Product
from firstbell.inventory.tests.factories import make_item_type
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Person, Section
from firstbell.people.tests.factories import Cast, make_cast, make_guardian, make_person, make_section, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
BY = system_actor("tests")


class Library:
    """Two homerooms; Stu is late with two books, Ana with one and reads Spanish at home."""

    def __init__(self) -> None:
        cache.clear()
        self.cast: Cast = make_cast()
        self.kind = make_item_type("novel", purpose="library", is_private=True)
        self.room = make_section(self.cast.school, "Room 12", kind="homeroom")
        self.other_room = make_section(self.cast.school, "Room 14", kind="homeroom")
        self.stu = self.placed(self.cast.stu.person, self.room)
        self.ana = self.placed(make_person(self.cast.school, "Ana", "Alvarez", grade="03"), self.other_room)
        make_guardian(self.ana, language="es-MX")
        make_guardian(self.ana, language="vi")
        self.hatchet = self.late("Hatchet", self.stu)
        self.late("Holes", self.stu)
        self.late("Frog and Toad", self.ana)
        self.lent("The Giver", self.ana, timezone.now() + 9 * DAY)

    def placed(self, person: Person, room: Section) -> Person:
        person.homeroom = room
        person.save(update_fields=["homeroom"])
        return person

    def title(self, name: str) -> Product:
        return Product.objects.create(name=name, item_type=self.kind, replacement_cents=1500)

    def lent(self, name: str, to: Person, due: dt.datetime) -> Any:
        copy = make_copy(self.cast.school, f"C-{name}", title=self.title(name))
        return make_loan(copy, to, due_at=due, lent_at=due - 14 * DAY, purpose="checkout")

    def late(self, name: str, to: Person) -> Any:
        return self.lent(name, to, timezone.now() - 10 * DAY)

    def print(self, **wish: Any) -> list[Any]:
        return print_notices(
            self.cast.school, **{"kind": "overdue", "layout": "homeroom"} | wish, by=self.cast.lib.actor
        )


@pytest.fixture
def library() -> Library:
    return Library()


def test_a_homeroom_sheet_says_name_and_count_but_no_titles(library: Library) -> None:
    papers = library.print()
    assert [one.reader.homeroom for one in papers] == ["Room 12", "Room 14"]
    assert papers[0].strip == "Stu Dent: please bring back 2 library items"
    assert papers[1].strip == "Ana Alvarez: please bring back 1 library item"
    assert [one.inside for one in papers] == [(), ()]
    make_rule("titles_on_paper", "all")
    assert [line.partition(" (due ")[0] for line in library.print()[0].inside] == ["Hatchet", "Holes"]


def test_a_family_reads_the_letter_in_each_of_its_languages(library: Library) -> None:
    papers = library.print(layout="letter", homerooms=[library.other_room])
    assert [(one.code, "in English and Spanish only" in one.sorry) for one in papers] == [("en", True), ("es", False)]
    assert "Frog and Toad (due " in papers[0].body
    assert "Frog and Toad (para el " in papers[1].body
    assert papers[1].title == "Por favor, devuelva lo que es de la biblioteca"
    assert "The Giver" not in papers[0].body, "which is not late"
    other = make_item_type("diary", purpose="library", is_private=True)
    make_rule("titles_on_paper", "none", item_type=other)
    assert "Frog" in library.print(layout="letter", grades=["03"])[1].body, "a rule of another type"
    make_rule("titles_on_paper", "none", item_type=library.kind)
    assert "1 material de la biblioteca" in library.print(layout="letter", grades=["03"])[1].body


def test_the_words_are_the_schools_own_once_it_has_written_some(library: Library) -> None:
    save_wording(
        "circulation.letter_overdue", channel="email", language="en", title="Books, please",
        body="Dear {{ recipient }},\n\n{{ device }}", by=library.cast.dita.actor,
    )  # fmt: skip
    with pytest.raises(Invalid, match="no “titel”"):
        save_wording(
            "circulation.letter_overdue", channel="email", language="en", title="x", body="{{ titel }}",
            by=library.cast.dita.actor,
        )  # fmt: skip
    assert library.print(layout="letter")[0].title == "Books, please"


def test_what_is_being_looked_for_or_counts_as_lost_is_not_overdue(library: Library) -> None:
    claim_returned(library.hatchet, by=library.cast.lib.actor)
    assert len(library.print(homerooms=[library.room])[0].reader.things) == 1
    make_rule("lost_after_days", "1")
    assert bill_losses(by=BY) == 2
    with pytest.raises(Conflict, match="nobody"):
        library.print()
    lost = library.print(kind="lost", layout="letter")
    assert {one.reader.person.given_name for one in lost} == {"Stu", "Ana"}
    assert "Holes ($15.00)" in lost[0].body
    assert "The price is $15.00." in lost[0].body


def test_what_waits_on_the_pickup_shelf(library: Library) -> None:
    copy = make_copy(library.cast.school, "W-1", title=library.title("Matilda"))
    place_hold(copy.product, to=library.stu, by=library.cast.stu.actor)
    check_in(copy, by=library.cast.lib.actor)
    (paper,) = library.print(kind="hold_ready")
    assert paper.strip == "Stu Dent: the library has 1 library item for you"


def test_that_it_was_printed_is_written_down_with_numbers_only(library: Library) -> None:
    library.print()
    entry = AuditEntry.objects.get(verb="circulation.notices.printed")
    assert entry.summary == "Printed for 2 readers and 3 things: overdue, homeroom sheets"
    told = f"{entry.summary} {entry.changes} {entry.note} {entry.subject_label}"
    assert not any(word in told for word in ("Hatchet", "Stu", "Ana", "Alvarez"))


def test_only_the_library_prints_and_only_what_there_is(library: Library) -> None:
    for stranger in (library.cast.tess, library.cast.dita, library.cast.tia, library.cast.sam):
        with pytest.raises(Forbidden):
            print_notices(library.cast.school, kind="overdue", layout="letter", by=stranger.actor)
    for wish in ({"kind": "gossip"}, {"layout": "poster"}):
        with pytest.raises(Invalid):
            library.print(**wish)


def test_choosing_looking_and_printing_in_the_browser(library: Library) -> None:
    lib, address = signed_in(library.cast.lib), reverse("circulation:paper_notices")
    page = lib.get(address).content.decode()
    assert "2 readers, 3 things" in page
    assert "Hatchet" not in page
    letters = lib.get(f"{address}?layout=letter&homerooms={library.other_room.pk}").content.decode()
    assert "1 reader, 1 thing" in letters
    assert "Frog and Toad" in letters, "the sample is what will be printed"
    assert lib.get(address, {"kind": "gossip", "school": "9" * 300, "homerooms": "x"}).status_code == 422
    wish: dict[str, Any] = {"school": library.cast.school.pk, "kind": "overdue", "layout": "homeroom"}
    sheet = lib.post(address, wish)
    assert sheet["Cache-Control"].startswith("max-age=0")
    assert sheet.content.decode().count("paper-strip") == 2
    assert AuditEntry.objects.filter(verb="circulation.notices.printed").count() == 1
    assert "Nobody to tell" in lib.get(address, {"kind": "lost"}).content.decode()
    assert lib.post(address, wish | {"kind": "lost"}).status_code == 422
    assert signed_in(library.cast.tess).get(address).status_code == 403


def test_the_same_over_rest(library: Library) -> None:
    lib = library.cast.lib
    held = {one for grant in lib.actor.grants for one in grant.permissions}
    secret = create_token(lib.account, name="tests", permissions=sorted(held), by=lib.actor).text
    client, headers, there = (
        Client(),
        {"Authorization": f"Bearer {secret}"},
        {"organisation_id": library.cast.school.pk},
    )
    listed = client.get("/api/v1/paper-notices", there, headers=headers).json()
    assert [(one["person_id"], one["count"]) for one in listed] == [(library.stu.pk, 2), (library.ana.pk, 1)]
    made = client.post(
        "/api/v1/paper-notices", there | {"layout": "letter"}, content_type="application/json", headers=headers
    )
    assert [one["language"] for one in made.json()] == ["en", "en", "es"]
    kept = client.post(
        "/api/v1/paper-notices", there | {"layout": "letter"}, content_type="application/json",
        headers=headers | {"Idempotency-Key": "letters-1"},
    )  # fmt: skip
    assert "Hatchet" in kept.content.decode()
    assert IdempotentReply.objects.filter(body__contains="Hatchet").exists()
    return_item(library.hatchet, by=lib.actor)
    UndoOffer.objects.all().delete()
    unlink_readers(by=BY)
    assert not IdempotentReply.objects.filter(body__contains="Hatchet").exists(), (
        "nothing joins Stu and the title any more"
    )
    other = client.get("/api/v1/paper-notices", {"organisation_id": library.cast.other_school.pk}, headers=headers)
    assert other.status_code == 404


class TestWordsOfTheLibrary:
    """Librarians write the words of the library's notices, with the preview, and nobody else's."""

    THERE = "/notices/kinds/circulation.letter_overdue/email/es/"

    def test_the_librarian_writes_them_and_sees_no_others(self, library: Library) -> None:
        lib = signed_in(library.cast.lib)
        assert "/notices/kinds/" in lib.get(reverse("circulation:paper_notices")).content.decode()
        page = lib.get("/notices/kinds/").content.decode()
        assert "Printed: library material is overdue" in page
        assert "A child&#x27;s loan is overdue" not in page
        assert "Quiet hours" not in page
        assert "{{ child }}" in lib.get(self.THERE).content.decode()
        words = {"title": "De la biblioteca", "body": "{{ child }} tiene {{ device }}."}
        assert "tiene" in lib.post(f"{self.THERE}preview/", words).content.decode()
        assert lib.post(self.THERE, words).status_code == 302
        assert lib.post(self.THERE, words | {"body": "{{ parent }}"}).status_code == 422
        printed = print_notices(library.cast.school, kind="overdue", layout="letter", by=library.cast.lib.actor)
        assert "De la biblioteca" in {one.title for one in printed if one.code == "es"}
        assert lib.post(f"{self.THERE}revert/").status_code == 302

    def test_others_words_switches_and_hours_are_not_theirs(self, library: Library) -> None:
        lib = signed_in(library.cast.lib)
        for there in ("circulation.loan_overdue/", "circulation.loan_overdue/email/en/"):
            assert lib.get(f"/notices/kinds/{there}").status_code == 403
        assert lib.post("/notices/kinds/circulation.letter_overdue/", {"place": "", "is_on": ""}).status_code == 403
        assert lib.get("/notices/hours/").status_code == 403
        with pytest.raises(Forbidden):
            save_wording(
                "circulation.loan_overdue",
                channel="email",
                language="en",
                title="x",
                body="y",
                by=library.cast.lib.actor,
            )
        for member in (library.cast.stu, library.cast.tia):
            assert signed_in(member).get("/notices/kinds/").status_code == 403
            assert signed_in(member).get(self.THERE).status_code == 403
