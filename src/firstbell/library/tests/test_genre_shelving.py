"""Shelved by genre: section first, then call number, on the spine, on the shelf, beside one on the screen and when it is read."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.library.actions import edit_copy, order_shelving_places, save_shelving_place, scan_shelf, start_check
from firstbell.library.actions.genre_sections import remove_genre_section, save_genre_section, set_title_genre
from firstbell.library.actions.indexing import index_titles
from firstbell.library.models import Copy, GenreSection, ShelvingPlace, TitleHeading
from firstbell.library.queries.labels import label_of
from firstbell.library.queries.shelf_checks import misplaced
from firstbell.library.queries.shelves import beside, standings_of
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.library.tests.wishing import heading
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db


class Fiction:
    """Elm High's fiction by genre: mysteries before fantasy. One book of the school stands by its number alone."""

    def __init__(self) -> None:
        cache.clear()
        self.cast: Cast = make_cast()
        self.by, self.school = self.cast.lib.actor, self.cast.school
        self.place = ShelvingPlace.objects.create(organisation=self.school, code="fic", name="Fiction", position=10)
        self.books = {
            letter: self.book(letter, genre)
            for letter, genre in (
                ("A", "Fantasy fiction"),
                ("B", "Mystery fiction -- Juvenile"),
                ("C", ""),
                ("D", "Fantasy fiction"),
            )
        }
        self.plain = make_copy(self.school, make_title("Atlas"), "P", call_number="912 RAN")
        self.mystery = self.section("Mystery", 10, "Mystery fiction", "Detective stories")
        self.fantasy = self.section("Fantasy", 20, "Fantasy fiction")

    def section(self, name: str, position: int, *terms: str) -> GenreSection:
        values = {"name": name, "label": "", "position": position, "terms": terms}
        return save_genre_section(None, organisation=self.school, values=values, by=self.by)

    def book(self, letter: str, genre: str) -> Copy:
        title = make_title(f"Book {letter}")
        if genre:
            TitleHeading.objects.create(title=title, heading=heading("genre", genre))
        index_titles([title.pk])
        return make_copy(self.school, title, letter, call_number=f"FIC {letter}AA", shelving_place=self.place)

    def switch(self, *, on: bool = True) -> None:
        save_shelving_place(self.place, organisation=self.school, values={"by_genre": on}, by=self.by)

    @property
    def order(self) -> str:
        rows = Copy.objects.filter(organisation=self.school).order_by("genre_key", "call_sort", "pk")
        return "".join(rows.values_list("barcode", flat=True))

    def fresh(self, letter: str) -> Copy:
        return Copy.objects.select_related("product__title", "organisation", "genre_section").get(barcode=letter)


@pytest.fixture
def fiction() -> Fiction:
    return Fiction()


def test_terms_are_taken_as_a_record_writes_them(fiction: Fiction) -> None:
    section = fiction.section("Horror", 30, "Horror fiction.", "Ghosts--Fiction", " Horror  fiction ", "Ficción, etc.")
    assert section.terms == ["horror fiction", "ghosts -- fiction", "ficcion, etc."]


def test_nothing_changes_until_a_place_is_switched_on_and_all_is_as_before_when_off(fiction: Fiction) -> None:
    by_number = fiction.order
    assert by_number == "PABCD"
    fiction.switch()
    assert fiction.order == "PBADC", "mysteries, fantasy, what is in no section; what stands by number before them"
    fiction.switch(on=False)
    assert fiction.order == by_number
    assert not Copy.objects.exclude(genre_section=None, genre_key="").exists()


def test_spine_virtual_shelf_and_readers_say_the_section(fiction: Fiction) -> None:
    fiction.switch()
    label = label_of(fiction.fresh("B"), "spine")
    assert label is not None
    assert label.lines == ("MYSTERY", "FIC", "BAA")
    plain = label_of(fiction.fresh("P"), "spine")
    assert plain is not None
    assert plain.lines == ("912", "RAN")
    assert [one.name for one in beside(fiction.fresh("A"))] == ["Atlas", "Book B", "Book A", "Book D", "Book C"]
    (standing,) = standings_of(fiction.books["B"].product_id, at=None)
    assert standing.place == "Fiction, Mystery"


def test_a_shelf_that_is_read_is_in_order_by_section_first(fiction: Fiction) -> None:
    fiction.switch()
    check = start_check(fiction.school, shelving_place=fiction.place, by=fiction.by)
    for letter in "BACD":
        scan_shelf(check, code=letter, by=fiction.by)
    (wrong,) = misplaced(check)
    assert (wrong.scan.code, wrong.after.code if wrong.after else "") in {("D", "A"), ("C", "D")}


def test_what_it_is_derived_from_moves_the_copies_along(fiction: Fiction) -> None:
    fiction.switch()
    title = fiction.books["C"].product.title
    TitleHeading.objects.create(title=title, heading=heading("genre", "Detective stories"))
    index_titles([title.pk])  # as every change of a record does
    assert fiction.order == "PBCAD"
    values = {"name": "Fantasy", "position": 5}
    save_genre_section(fiction.fantasy, organisation=fiction.school, values=values, by=fiction.by)
    assert fiction.order == "PADBC"
    edit_copy(fiction.fresh("D"), changes={"shelving_place": None}, by=fiction.by)
    assert fiction.order == "PDABC"
    edit_copy(fiction.fresh("D"), changes={"shelving_place": fiction.place, "call_number": "FIC 1"}, by=fiction.by)
    assert fiction.order == "PDABC"[0] + "DABC"
    remove_genre_section(fiction.mystery, by=fiction.by)
    assert fiction.order == "PDABC"
    assert Copy.objects.filter(genre_section=None, genre_key__gt="").count() == 2
    other = ShelvingPlace.objects.create(organisation=fiction.school, code="x", name="X", position=1)
    order_shelving_places(fiction.school, ids=[other.pk, fiction.place.pk], by=fiction.by)
    assert fiction.fresh("A").genre_key.startswith("z00020")


def test_a_school_puts_one_title_elsewhere_and_back(fiction: Fiction) -> None:
    fiction.switch()
    title, lib = fiction.books["A"].product.title, signed_in(fiction.cast.lib)
    there = reverse("library:title_genre", args=[title.pk])
    assert "by its record" in lib.get(there).content.decode()
    assert lib.post(there, {"school": fiction.school.pk, "section": fiction.mystery.pk}).status_code == 302
    assert fiction.order == "PABDC"
    assert "put there by the school" in lib.get(there).content.decode()
    assert lib.post(there, {"school": fiction.school.pk, "section": ""}).status_code == 302
    assert fiction.order == "PBADC"
    for bad in (
        {},
        {"school": "x"},
        {"school": fiction.cast.other_school.pk},
        {"school": fiction.school.pk, "section": "99999999"},
    ):
        assert lib.post(there, bad).status_code == 404
    with pytest.raises(Forbidden):
        set_title_genre(title, fiction.cast.other_school, section=None, by=fiction.by)
    theirs = GenreSection.objects.create(organisation=fiction.cast.other_school, name="M", label="M")
    with pytest.raises(Invalid):
        set_title_genre(title, fiction.school, section=theirs, by=fiction.by)


def test_sections_on_screen(fiction: Fiction) -> None:
    lib, page = signed_in(fiction.cast.lib), reverse("library:genre_sections", args=[fiction.school.pk])
    add = reverse("library:genre_section_add", args=[fiction.school.pk])
    assert "No place is shelved by genre" in lib.get(page).content.decode()
    horror = {"name": "Horror", "label": "", "position": "30", "terms": "Horror tales\n\nGhost stories"}
    assert lib.post(add, horror).status_code == 302
    made = GenreSection.objects.get(name="Horror")
    assert (made.label, made.terms) == ("HORROR", ["horror tales", "ghost stories"])
    assert lib.post(add, horror).status_code == 422, "the name is taken"
    assert lib.post(add, horror | {"name": "H", "label": "x" * 13}).status_code == 422
    there = reverse("library:genre_section", args=[made.pk])
    assert lib.post(there, horror | {"label": "HORR"}).status_code == 302
    made.refresh_from_db()
    assert made.label == "HORR"
    TitleHeading.objects.create(title=fiction.books["C"].product.title, heading=heading("genre", "Novels in verse"))
    shown = lib.get(page).content.decode()
    assert "Novels in verse" in shown, "terms that no section names are shown"
    assert "Mystery fiction -- Juvenile" not in shown
    assert lib.post(reverse("library:genre_section_remove", args=[made.pk])).status_code == 302
    place = reverse("library:shelving_edit", args=[fiction.place.pk])
    assert lib.post(place, {"name": "Fiction", "code": "fic", "by_genre": "on"}).status_code == 302
    assert "By genre" in lib.get(reverse("library:shelving")).content.decode()
    assert lib.get(reverse("library:genre_sections", args=[fiction.cast.other_school.pk])).status_code == 404
    assert signed_in(fiction.cast.tia).get(page).status_code == 403
    with pytest.raises(Conflict):
        fiction.section("Mystery", 1)


def test_over_rest_and_at_constant_cost(fiction: Fiction) -> None:
    held = {one for grant in fiction.by.grants for one in grant.permissions}
    secret = create_token(fiction.cast.lib.account, name="t", permissions=sorted(held), by=fiction.by).text
    client, headers = Client(), {"Authorization": f"Bearer {secret}"}
    body = {"organisation_id": fiction.school.pk, "name": "Verse", "terms": ["Novels in verse"], "position": 1}
    base = "/api/v1/library/genre-sections"
    made = client.post(base, body, content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content
    there = f"{base}/{made.json()['id']}"
    assert (
        client.put(there, body | {"name": "In verse"}, content_type="application/json", headers=headers).status_code
        == 200
    )
    assert [one["name"] for one in client.get(base, headers=headers).json()["items"]] == [
        "Mystery",
        "Fantasy",
        "In verse",
    ]
    put = {"organisation_id": fiction.school.pk, "section_id": made.json()["id"]}
    title = fiction.books["A"].product_id
    answer = client.put(f"/api/v1/library/titles/{title}/genre", put, content_type="application/json", headers=headers)
    assert answer.json() == put | {"is_said": True}
    assert client.delete(there, headers=headers).status_code == 204
    with CaptureQueriesContext(connection) as few:
        fiction.switch()
    fiction.switch(on=False)
    for number in range(6):
        make_copy(fiction.school, fiction.books["A"].product.title, f"X{number}", shelving_place=fiction.place)
    with CaptureQueriesContext(connection) as many:
        fiction.switch()
    assert len(many) == len(few), "statements follow the sections, not the copies"
