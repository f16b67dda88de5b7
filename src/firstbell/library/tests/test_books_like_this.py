"""“Books like this about space at my level”: from a title, typed, at a level that stays in the browser."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from firstbell.core.actor import ANONYMOUS
from firstbell.library.actions.indexing import index_titles
from firstbell.library.models import Heading, ReadingLevel, Title, TitleDocument, TitleHeading
from firstbell.library.queries.levels import Level, level_of, pages_of, said_level
from firstbell.library.queries.like import books_like
from firstbell.library.queries.search import Asked, search_catalogue
from firstbell.library.queries.understood import like_asked, understood
from firstbell.library.tests.factories import make_title
from firstbell.people.tests.factories import make_cast


class Shelf:
    """Two stories of a series, and books about space at two levels."""

    def __init__(self) -> None:
        self.first = make_title("Zita the spacegirl", author="Hatke, Ben")
        self.second = make_title("Legends of Zita", author="Hatke, Ben")
        self.easy = make_title("My first planets", author="Lee, Ann")
        self.hard = make_title("The physics of stars", author="Ode, Kip")
        headings = {
            name: Heading.objects.create(kind=kind, text=name, norm=name.lower())
            for kind, name in (("series", "Zita"), ("person", "Hatke, Ben"), ("subject", "Outer space"))
        }
        for title, names in (
            (self.first, headings), (self.second, headings), (self.easy, ["Outer space"]), (self.hard, ["Outer space"]),
        ):  # fmt: skip
            for name in names:
                TitleHeading.objects.create(title=title, heading=headings[name])
        for title, low in ((self.second, 690), (self.easy, 300), (self.hard, 1100)):
            ReadingLevel.objects.create(title=title, scheme="lexile", low=low, high=low, text=f"{low}L")
        ReadingLevel.objects.create(title=self.easy, scheme="fp", low=10, high=10, text="J")
        ReadingLevel.objects.create(title=self.easy, scheme="atos", low=2.1, high=2.1, text="2.1")
        Title.objects.filter(pk=self.easy.pk).update(extent="32 p. : ill.")
        Title.objects.filter(pk=self.hard.pk).update(extent="xiv, 412 pages")
        index_titles([one.pk for one in (self.first, self.second, self.easy, self.hard)])


@pytest.fixture
def shelf(db: None) -> Shelf:
    cache.clear()
    return Shelf()


def names(found: object) -> list[str]:
    return [one.title.name for one in found.hits]  # type: ignore[attr-defined]


def test_a_title_its_kin_and_the_reasons(shelf: Shelf) -> None:
    found = books_like(shelf.first, actor=ANONYMOUS)
    assert names(found)[0] == "Legends of Zita"
    assert [(one.kind, one.name) for one in found.hits[0].reasons] == [("series", "Zita"), ("author", "Hatke, Ben")]
    assert {"My first planets", "The physics of stars"} <= set(names(found))


def test_a_level_narrows_it_and_is_said(shelf: Shelf) -> None:
    found = books_like(shelf.first, about="space", level=Level("lexile", "250-350"), actor=ANONYMOUS)
    assert names(found) == ["My first planets"]
    assert [(one.kind, one.name) for one in found.hits[0].reasons] == [
        ("subject", "Outer space"), ("in_subject", "space"), ("level", "Lexile measure: 300L"),
    ]  # fmt: skip
    for level in (Level("fp", "I-K"), Level("atos", "1.6-2.6")):
        assert names(books_like(None, about="outer space", level=level, actor=ANONYMOUS)) == ["My first planets"]


def test_what_cannot_be_had_is_said_and_not_made_up(shelf: Shelf) -> None:
    far = books_like(shelf.first, level=Level("lexile", "1500-1600"), actor=ANONYMOUS)
    assert far.is_any_level
    assert far.hits
    physics = make_title("Bridges", author="Zed, Al")
    index_titles([physics.pk])
    apart = books_like(shelf.first, about="brigdes", actor=ANONYMOUS)
    assert apart.is_apart
    assert (names(apart), apart.about) == (["Bridges"], "bridges")
    assert books_like(None, actor=ANONYMOUS).hits == []
    for said in ("%", "'\"", "NEAR(", "\x00", "a" * 300):
        books_like(shelf.first, about=said, actor=ANONYMOUS)


@pytest.mark.parametrize(
    ("said", "limit", "value"),
    [
        ("700L", "lexile", "650-750"), ("600 - 700", "lexile", "600-700"), ("br40L", "lexile", "-90-10"),
        ("lexile 90", "lexile", "40-140"), ("4.2", "atos", "3.7-4.7"), ("AR 4", "atos", "3.5-4.5"), ("m", "fp", "L-N"),
        ("F&P L-N", "fp", "L-N"), ("nivel a", "fp", "A-B"), ("grade 3", "grade", "3"), ("3er grado", "grade", "3"),
        ("grado K", "grade", "0"), ("5", "grade", "5"),
    ],
)  # fmt: skip
def test_a_level_as_readers_say_it(said: str, limit: str, value: str) -> None:
    level = level_of(said)
    assert level == Level(limit, value)
    assert level is not None
    assert level_of(said_level(level)) == level


@pytest.mark.parametrize("said", ["", "easy", "99", "9999", "AR 40", "grade 44", "l" * 60, "\x00", "²"])
def test_what_is_no_level(said: str) -> None:
    assert level_of(said) is None


def test_pages_are_read_from_the_extent() -> None:
    assert [pages_of(one) for one in ("xii, 96 p. : ill.", "32 unnumbered pages", "1 volume", "0 p.", "[8], 120 pages")] == [
        96, 32, None, None, 120,
    ]  # fmt: skip


def test_the_box_understands_short_books_and_levels(shelf: Shelf) -> None:
    assert understood("short books about dogs grade 3").limits == (
        ("grade", "3-3", "grade 3"), ("pages", "1-100", "short books"),
    )  # fmt: skip
    assert understood("space guided reading level M").limits[0][:2] == ("fp", "L-N")
    assert understood("dogs AR 4.2").limits[0][:2] == ("atos", "3.7-4.7")
    found = search_catalogue(Asked("short books about space"), actor=ANONYMOUS)
    assert [hit.title for hit in found.hits] == [shelf.easy]
    assert [hit.title for hit in search_catalogue(Asked("space long books"), actor=ANONYMOUS).hits] == [shelf.hard]


def test_like_is_understood_in_words() -> None:
    asked = like_asked("books like Zita the spacegirl about planets lexile 300")
    assert asked is not None
    assert (asked.like, asked.about, asked.limits[0][0]) == ("zita the spacegirl", "planets", "lexile")
    this = like_asked("books like this about space at my level")
    assert this is not None
    assert (this.like, this.about, this.limits[0][:2]) == ("", "space", ("level", "mine"))
    spanish = like_asked("libros parecidos a Zita sobre planetas")
    assert spanish is not None
    assert (spanish.like, spanish.about) == ("zita", "planetas")
    assert like_asked("like water for chocolate") is None


def test_the_page_says_what_it_understood_and_takes_it_off(client: Client, shelf: Shelf) -> None:
    answer = client.get(reverse("library:found"), {"q": "books like zita the spacegirl about space lexile 300"})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Like “Zita the spacegirl”" in page
    assert "About “space”" in page
    assert "My first planets" in page
    assert "Lexile measure: 300L" in page
    assert "The physics of stars" not in page
    assert "exactly=1" in page
    assert client.get(reverse("library:found"), {"q": "books like zita", "exactly": "1"}).status_code == 200
    assert "No title here is called" in client.get(reverse("library:like"), {"like": "qqqq"}).content.decode()
    wrong = client.get(reverse("library:like"), {"about": "space", "level": "easy"}).content.decode()
    assert 'aria-invalid="true"' in wrong


def test_the_level_stays_in_the_browser_only(client: Client, shelf: Shelf) -> None:
    cast = make_cast()
    client.force_login(cast.stu.account)
    client.get(reverse("library:like"), {"about": "space", "level": "300L"})
    again = client.get(reverse("library:like"), {"about": "space"}).content.decode()
    assert "My first planets" in again
    assert "The physics of stars" not in again
    everywhere = client.get(reverse("library:like"), {"about": "space", "level": ""}).content.decode()
    assert "The physics of stars" in everywhere
    other = Client()
    other.force_login(cast.stu.account)
    assert "Lexile 250" not in other.get(reverse("library:like"), {"about": "space"}).content.decode()
    client.logout()
    assert not any("300" in str(one.get_decoded().get("library_reader", "")) for one in Session.objects.all())


def test_titles_that_were_there_before_are_counted_by_the_migration(shelf: Shelf) -> None:
    TitleDocument.objects.update(pages=None)
    import_module("firstbell.library.migrations.0012_readers").count_pages(apps, None)
    assert dict(TitleDocument.objects.exclude(pages=None).values_list("pk", "pages")) == {
        shelf.easy.pk: 32, shelf.hard.pk: 412,
    }  # fmt: skip
