"""The public catalogue as readers see it: without an account, by words, by picture, in Spanish."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from firstbell.circulation.models import Hold, ProductUse
from firstbell.circulation.tests.factories import make_loan
from firstbell.core.actor import ANONYMOUS, system_actor
from firstbell.inventory.models import Status
from firstbell.library.actions.covers import set_cover
from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.popularity import count_popularity
from firstbell.library.models import Heading, ShelvingPlace, TitleHeading
from firstbell.library.queries.covers import pictures_of
from firstbell.library.queries.search import Asked, search_catalogue
from firstbell.library.tests.factories import make_copy, make_database, make_pathfinder, make_title
from firstbell.people.tests.factories import Cast, make_account, make_cast, make_person

pytestmark = pytest.mark.django_db


class Library:
    """Three books: one on the shelf at our school, one lent, one that is hidden."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.kid = make_title("Diary of a wimpy kid", author="Kinney, Jeff", year=2007, isbn="9780810993136")
        self.rules = make_title("Rodrick rules", author="Kinney, Jeff", year=2008)
        self.hidden = make_title("The secret wimpy book", is_hidden=True)
        shelf = ShelvingPlace.objects.create(
            organisation=self.cast.school, code="fun", name="Funny books", directions="left of the door"
        )
        self.copy = make_copy(self.cast.school, self.kid, call_number="FIC KIN", shelving_place=shelf)
        self.lent = make_copy(self.cast.other_school, self.rules, call_number="FIC KIN 2", status=Status.ON_LOAN)
        make_loan(self.lent, self.cast.stu.person, due_at=timezone.now() + dt.timedelta(days=6))
        series = Heading.objects.create(kind="series", text="Diary of a wimpy kid", norm="diary of a wimpy kid")
        for number, title in enumerate((self.kid, self.rules), 1):
            TitleHeading.objects.create(title=title, heading=series, volume=str(number), volume_sort=number)
        index_titles([self.kid.pk, self.rules.pk, self.hidden.pk])


@pytest.fixture
def library() -> Library:
    cache.clear()
    return Library()


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 120), colour).save(out, "PNG")
    return out.getvalue()


def read(client: Client, name: str, *args: int, **query: str) -> str:
    response = client.get(reverse(f"library:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("school", ["²", "9" * 30, "-1", "\u0663"])
def test_a_school_that_is_none_is_no_reason_to_stop(client: Client, library: Library, school: str) -> None:
    assert client.get(reverse("library:found"), {"q": "diary", "school": school}).status_code == 200


def test_a_child_without_an_account_finds_a_misspelled_book_and_where_it_stands(
    client: Client, library: Library
) -> None:
    page = read(client, "found", q="diry of a wimpy kid")
    assert "Diary of a wimpy kid" in page
    assert "No title has “diry”. Showing “diary”." in page
    assert f"On the shelf at {library.cast.school.name}" in page
    assert "FIC KIN" in page
    assert "secret" not in page


def test_the_first_page_has_pictures_and_what_is_new(client: Client, library: Library) -> None:
    page = read(client, "catalogue")
    assert "Dinosaurs" in page
    assert "Rodrick rules" in page
    assert "Dogs" in read(client, "catalogue", topic="animals")


def test_a_title_says_where_it_stands_its_series_and_what_is_like_it(client: Client, library: Library) -> None:
    page = read(client, "title", library.kid.pk)
    assert "Funny books" in page
    assert "left of the door" in page
    assert page.index("this one") < page.index("Rodrick rules")
    assert "Same series: Diary of a wimpy kid" in page


def test_nobody_reads_who_has_a_book(client: Client, library: Library) -> None:
    stu = library.cast.stu.person
    for reader in (None, library.cast.tess.account, library.cast.stu.account):
        if reader is not None:
            client.force_login(reader)
        pages = (read(client, "title", library.rules.pk), read(client, "found", q="rodrick"))
        contents = [page.partition('class="lib')[2] for page in pages]
        assert all(stu.family_name not in content for content in contents)
        assert "Checked out, due" in contents[0]


def test_what_is_hidden_is_nowhere(client: Client, library: Library) -> None:
    assert client.get(reverse("library:title", args=[library.hidden.pk])).status_code == 404
    assert "Nothing found" in read(client, "found", q="secret wimpy book", exactly="1")


def test_an_isbn_goes_to_the_title(client: Client, library: Library) -> None:
    response = client.get(reverse("library:found"), {"q": "0-8109-9313-9"})
    assert response["Location"] == reverse("library:title", args=[library.kid.pk])
    response = client.get(reverse("library:found"), {"q": library.copy.barcode})
    assert response["Location"] == reverse("library:title", args=[library.kid.pk])


def test_the_reader_chooses_school_level_language_and_pictures_for_this_visit(client: Client, library: Library) -> None:
    school = library.cast.school
    answer = client.post(reverse("library:reader"), {"school": school.pk, "grade": "3", "level": "600-700"})
    assert answer.status_code == 302
    assert "left of the door" in read(client, "found", q="wimpy")
    refused = client.post(reverse("library:reader"), {"level": "easy"})
    assert refused.status_code == 422
    client.post(reverse("library:mode"), {"language": "es", "young": "on"})
    page = read(client, "found", q="wimpy")
    assert "En el estante" in page
    assert "lib-young" in page
    assert '<html lang="es">' in page


def test_a_screen_in_the_library_knows_its_school_and_forgets_its_readers(client: Client, library: Library) -> None:
    client.force_login(library.cast.stu.account)
    assert "You are signed out" in read(client, "kiosk")
    client.post(reverse("library:kiosk"), {"school": library.cast.school.pk})
    page = read(client, "catalogue")
    assert library.cast.stu.person.family_name not in page
    assert "data-idle" in page
    assert "/accounts/login/" not in page
    client.post(reverse("library:reader"), {"school": "", "grade": "5"})
    client.get(reverse("library:kiosk"))
    assert "lib-kiosk" in read(client, "found", q="wimpy")


def test_limits_are_chips_that_come_off(client: Client, library: Library) -> None:
    page = read(client, "found", q="kinney new")
    assert "New" in page
    assert "exactly=1" in page
    assert read(client, "found", q="kinney", available="yes").count("lib-hit-title") == 1
    assert read(client, "found", q="kinney", fiction="maybe").count("lib-hit-title") == 2, "a strange value is no limit"


def test_an_address_that_asks_too_often_waits(client: Client, library: Library, settings: object) -> None:
    settings.FIRSTBELL_API_RATES = {**settings.FIRSTBELL_API_RATES, "catalogue": (2, 60)}  # type: ignore[attr-defined]
    codes = [client.get(reverse("library:catalogue")).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_the_shelf_goes_on(client: Client, library: Library) -> None:
    other = make_title("Next door", author="Lee, Ann")
    make_copy(library.cast.school, other, call_number="FIC LEE")
    page = read(client, "shelf", library.copy.pk)
    assert page.index("wimpy kid") < page.index("Next door")


def test_a_student_waits_for_a_book_that_is_out(client: Client, library: Library) -> None:
    reader = make_account(make_person(library.cast.other_school, "Rea", "Der"))
    assert reverse("library:hold", args=[library.rules.pk]) not in read(client, "title", library.rules.pk)
    client.force_login(reader)
    hold = reverse("library:hold", args=[library.rules.pk])
    assert hold in read(client, "title", library.rules.pk)
    response = client.post(hold, follow=True)
    assert "You are in line for" in response.content.decode()
    assert Hold.objects.get().product_id == library.rules.pk
    assert "You are in line for" not in client.post(hold, follow=True).content.decode(), "once is enough"
    assert client.post(reverse("library:hold", args=[library.hidden.pk])).status_code == 404


def test_what_is_read_often_comes_first_without_anybody_s_name(library: Library) -> None:
    ProductUse.objects.create(
        organisation=library.cast.school, month=timezone.localdate().replace(day=1), product=library.rules, loans=40
    )
    assert count_popularity(by=system_actor("test")) == 1
    asked = Asked("kinney", order="popular")
    assert search_catalogue(asked, actor=ANONYMOUS).hits[0].title == library.rules
    index_titles([library.rules.pk])
    assert search_catalogue(asked, actor=ANONYMOUS).hits[0].title == library.rules, "indexing leaves the count"


def test_real_covers_everywhere_at_addresses_that_change_with_them(
    client: Client, library: Library, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    lib = library.cast.lib.actor
    set_cover(library.kid, picture("red"), by=lib)
    address = pictures_of([library.kid.pk, library.rules.pk])
    assert list(address) == [library.kid.pk]
    url = escape(address[library.kid.pk])
    pages = {
        "hits": read(client, "found", q="wimpy"), "title": read(client, "title", library.kid.pk),
        "first page": read(client, "catalogue"), "like": read(client, "title", library.rules.pk),
    }  # fmt: skip
    assert [name for name, page in pages.items() if url not in page] == []
    assert "lib-face" in read(client, "shelf", library.copy.pk), "it stands with its face on the virtual shelf, too"
    assert "immutable" in client.get(address[library.kid.pk])["Cache-Control"]
    set_cover(library.kid, picture("blue"), by=lib)
    assert pictures_of([library.kid.pk]) != address
    assert "immutable" not in client.get(address[library.kid.pk])["Cache-Control"], "the former address is not kept"


def test_languages_have_names(client: Client, library: Library) -> None:
    library.kid.language, library.rules.language = "spa", "xyz"
    for title in (library.kid, library.rules):
        title.save()
    index_titles([library.kid.pk, library.rules.pk])
    assert "Spanish" in read(client, "title", library.kid.pk)
    page = read(client, "found", q="kinney")
    assert (">Spanish<" in page, ">spa<" in page, ">xyz<" in page) == (True, False, True)
    client.post(reverse("library:mode"), {"language": "es"})
    assert ">Español<" in read(client, "found", q="kinney")
    client.force_login(library.cast.lib.account)
    assert "Spanish" in client.get(reverse("library:work_title", args=[library.kid.pk])).content.decode()
    assert "Spanish" in client.get(reverse("library:collection")).content.decode()


def test_who_asks_for_their_level_without_one_is_told_where_to_say_it(library: Library) -> None:
    url = reverse("library:found") + "?q=wimpy+at+my+level"
    page = Client().get(url).content.decode()
    assert "Your level is not known yet" in page
    assert f"{reverse('library:reader')}?next=" in page
    assert "at my level: At my level" not in page
    client = Client()
    client.post(reverse("library:reader"), {"school": "", "grade": "3", "level": ""})
    assert "Your level is not known yet" not in client.get(url).content.decode()


@pytest.mark.parametrize("value", ["²", "٣", "9" * 17, "-1", "\x00", "a\x00b"])
def test_nonsense_in_an_address_breaks_no_page(value: str) -> None:
    cache.clear()
    for name in ("school", "heading", "page", "genre", "language"):
        assert Client().get(reverse("library:found"), {"q": "wimpy", name: value}).status_code == 200, name


@pytest.mark.parametrize("name", ["pathfinders", "databases", "cite"])
def test_pages_of_research_stay_a_kiosk_and_in_the_reader_s_language(name: str) -> None:
    cache.clear()
    client, url = Client(), reverse(f"library:{name}")
    assert 'lang="es"' in Client(headers={"accept-language": "es-MX,es"}).get(url).content.decode()
    client.get(reverse("library:kiosk"))
    client.post(reverse("library:mode"), {"language": "es"})
    page = client.get(url).content.decode()
    assert f'data-idle="{reverse("library:kiosk")}"' in page, "left alone, it goes back to its start"
    assert reverse("account_login") not in page
    assert '<div class="' in page
    assert 'lang="es"' in page.split("<main")[1].split("<form")[0]


def test_what_research_opens_on_a_kiosk_stays_one() -> None:
    cast = make_cast()
    way = make_pathfinder(cast.tia, reach="everybody")
    base = make_database(cast.school, access="account")
    client, kiosk = Client(), reverse("library:kiosk")
    client.get(kiosk)
    card = client.get(reverse("library:pathfinder_card", args=[way.pk])).content.decode()
    assert f'data-idle="{kiosk}"' in card
    page = client.get(reverse("library:database", args=[base.pk])).content.decode()
    assert f'data-idle="{kiosk}"' in page
    assert 'target="_blank"' not in page, "a second window would stay open for the next reader"
    assert reverse("account_login") not in page
    elsewhere = Client().get(reverse("library:database", args=[base.pk])).content.decode()
    assert 'target="_blank"' in elsewhere
    assert reverse("account_login") in elsewhere
    assert "data-idle" not in Client().get(reverse("library:pathfinder_card", args=[way.pk])).content.decode()
