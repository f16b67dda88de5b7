"""Lists, searches, reviews and class sets over REST: the same rules as on screen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from firstbell.library.actions.indexing import index_titles
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.library.tests.test_research_api import Caller
from firstbell.people.tests.factories import Cast, make_cast, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def test_one_s_own_lists_and_searches(cast: Cast) -> None:
    stu, lib, title = Caller(cast.tess), Caller(cast.lib), make_title("Hatchet")
    pk = stu("POST", "/reading-lists", {"name": "To read"}, expect=201)["id"]
    entry = stu("POST", f"/reading-lists/{pk}/titles", {"title_id": title.pk}, expect=201)
    assert stu("GET", f"/reading-lists/{pk}/titles")["items"] == [entry]
    assert entry["title"] == "Hatchet"
    lib("GET", f"/reading-lists/{pk}/titles", expect=404)
    lib("DELETE", f"/reading-list-titles/{entry['id']}", expect=404)
    stu("PATCH", f"/reading-lists/{pk}", {"name": "Later"})
    stu("DELETE", f"/reading-list-titles/{entry['id']}", expect=204)
    stu("DELETE", f"/reading-lists/{pk}", expect=204)
    search = stu("POST", "/saved-searches", {"text": "space", "limits": {"format": "book"}}, expect=201)
    assert (search["name"], search["new_count"]) == ("space", 0)
    assert lib("GET", "/saved-searches")["items"] == []
    lib("POST", f"/saved-searches/{search['id']}/seen", expect=404)
    stu("PATCH", f"/saved-searches/{search['id']}", {"name": "Stars"})
    stu("POST", f"/saved-searches/{search['id']}/seen")
    stu("DELETE", f"/saved-searches/{search['id']}", expect=204)
    assert stu("POST", "/saved-searches", {}, expect=422)["remedy"]


def test_book_lists(cast: Cast) -> None:
    lib, stu, sam = Caller(cast.lib), Caller(cast.tess), Caller(cast.sam)
    one, two = make_title("Hatchet"), make_title("Island")
    body = {"organisation_id": cast.school.pk, "name": "Survival", "reach": "school", "is_pick": True}
    pk = lib("POST", "/book-lists", body, expect=201)["id"]
    lib("POST", f"/book-lists/{pk}/show", {"is_shown": True}, expect=422)
    first = lib("POST", f"/book-lists/{pk}/titles", {"title_id": one.pk, "note": "Alone"}, expect=201)["id"]
    lib("POST", f"/book-lists/{pk}/titles", {"title_id": two.pk}, expect=201)
    lib("POST", f"/book-list-titles/{first}/move", {"way": "down"})
    lib("PATCH", f"/book-list-titles/{first}", {"note": "All alone"})
    stu("GET", f"/book-lists/{pk}", expect=404)
    lib("POST", f"/book-lists/{pk}/show", {"is_shown": True})
    rows = stu("GET", f"/book-lists/{pk}/titles")["items"]
    assert [(row["title"], row["note"]) for row in rows] == [("Island", ""), ("Hatchet", "All alone")]
    assert [row["id"] for row in stu("GET", "/book-lists?q=survival&is_shown=true")["items"]] == [pk]
    stu("PATCH", f"/book-lists/{pk}", {"name": "Mine"}, expect=403)
    sam("GET", f"/book-lists/{pk}", expect=404)
    assert lib("PATCH", f"/book-lists/{pk}", {"name": "Alone"})["name"] == "Alone"
    lib("DELETE", f"/book-list-titles/{first}", expect=204)
    lib("DELETE", f"/book-lists/{pk}", expect=204)


def test_reviews(cast: Cast) -> None:
    lib, tess, title = Caller(cast.lib), Caller(cast.tess), make_title("Hatchet")
    way = f"/catalogue/titles/{title.pk}"
    tess("PUT", f"{way}/review", {"stars": 5}, expect=403)
    lib("PUT", f"{way}/review", {"stars": 5}, expect=409)
    assert lib("PUT", f"/review-settings/{cast.school.pk}", {"is_on": True, "signature": "grade"})["is_on"]
    assert lib("GET", f"/review-settings/{cast.school.pk}")["signature"] == "grade"
    pk = lib("PUT", f"{way}/review", {"stars": 5, "text": "Brave"})["id"]
    assert lib("GET", f"{way}/reviews") == {"average": None, "count": 0, "reviews": []}
    assert [row["id"] for row in lib("GET", "/reviews")["items"]] == [pk]
    tess("GET", "/reviews", expect=403)
    lib("POST", f"/reviews/{pk}/decision", {"to": "back"}, expect=422)
    assert lib("POST", f"/reviews/{pk}/decision", {"to": "shown"})["state"] == "shown"
    [shown] = tess("GET", f"{way}/reviews")["reviews"]
    assert (shown["first_name"], shown["grade"]) == ("", "")
    tess("POST", f"/reviews/{pk}/report", expect=403)
    assert not lib("POST", f"/reviews/{pk}/report", {"words": "Short"}, expect=201)["is_hidden"]
    assert [row["state"] for row in lib("GET", "/reviews/mine")["items"]] == ["shown"]
    lib("DELETE", f"/reviews/{pk}", expect=204)


def test_class_sets_and_books_like_this(cast: Cast) -> None:
    lib, tess, title = Caller(cast.lib), Caller(cast.tess), make_title("Hatchet")
    make_copy(cast.school, title)
    index_titles([title.pk])
    section = make_section(cast.school, "English 7", teacher=cast.lib.person)
    day = timezone.localdate() + dt.timedelta(days=1)
    day += dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    wish = {"title_id": title.pk, "section_id": section.pk, "count": 1, "first_day": str(day), "last_day": str(day)}
    pk = lib("POST", "/class-sets", wish, expect=201)["id"]
    tess("POST", "/class-sets", wish, expect=403)
    tess("POST", f"/class-sets/{pk}/fill", expect=404)
    assert lib("POST", f"/class-sets/{pk}/fill", {"answer": "Here"})["state"] == "aside"
    assert lib("POST", f"/class-sets/{pk}/hand-out") == {"lent": 1, "problems": []}
    assert [row["id"] for row in lib("GET", "/class-sets?state=aside")["items"]] == [pk]
    other = lib("POST", "/class-sets", wish, expect=201)["id"]
    assert lib("POST", f"/class-sets/{other}/cancel")["state"] == "gone"
    third = lib("POST", "/class-sets", wish, expect=201)["id"]
    assert lib("POST", f"/class-sets/{third}/decline", {"answer": "Lent"})["state"] == "declined"
    like = lib("GET", "/catalogue/like?about=hatchet")
    assert [(row["title"], row["reasons"][0]["kind"]) for row in like["items"]] == [("Hatchet", "in_title")]
    lib("GET", "/catalogue/like?level=easy", expect=422)
