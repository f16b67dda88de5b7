"""One search: accents, prefixes, scope, ranking; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from firstbell.core import search
from firstbell.core.actor import Actor
from firstbell.core.models import SearchDocument
from firstbell.core.search import Document, Hit, Searchable, fold, words
from firstbell.core.tests.actors import actor

pytestmark = pytest.mark.django_db

BOOKS = {
    1: ("Søren Øztürk", ["100017"], ["1.4."]),
    2: ("Zoë Smith-Jones", ["000042", "zoe@school.example"], ["1.5."]),
    3: ("Smithson, Ana", ["100019"], ["1.4.", "1.5."]),
    4: ("Nguyễn Łukasz", ["it's"], ["1.4."]),
}


def documents(ids: Sequence[int]) -> Iterable[Document]:
    return [Document(one, BOOKS[one][0], BOOKS[one][1], BOOKS[one][2]) for one in ids if one in BOOKS]


def hits(ids: Sequence[int], by: Actor) -> Iterable[Hit]:
    return [Hit("test.book", one, BOOKS[one][0], "", f"/{one}/", "book") for one in ids]


@pytest.fixture(autouse=True)
def _indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_searchables", {})
    search.register(Searchable("test.book", "Books", "test.book.view", documents, hits))
    search.index("test.book", BOOKS)


def found(text: str, *, at: str = "1.") -> list[int]:
    groups = search.search(text, actor("test.book.view", at=at))
    return [hit.id for group in groups for hit in group.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("soren", [1]),
        ("SØREN", [1]),
        ("öztürk", [1]),
        ("zoe smi", [2]),
        ("jones", [2]),
        ("000042", [2]),
        ("nguyen lu", [4]),
        ("soren smith", []),
        ("x", []),
        ("", []),
        ('"; DROP TABLE', []),
        ("smith* OR zoe", []),
        ("(((", []),
        ("' & | !", []),
    ],
)
def test_what_people_type(text: str, expected: list[int]) -> None:
    assert found(text) == expected


def test_a_name_that_begins_so_comes_before_a_mere_mention() -> None:
    assert set(found("smith")) == {2, 3}


def test_scope_is_answered_inside_the_index() -> None:
    assert found("smith", at="1.4.") == [3]
    assert set(found("smith", at="1.5.")) == {2, 3}
    assert found("smith", at="1.6.") == []
    assert found("smith", at="7.") == []


def test_without_the_permission_nothing_is_found() -> None:
    assert search.search("smith", actor("other.thing.view")) == []


def test_reindexing_replaces_and_vanished_objects_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BOOKS, 1, ("Renamed Person", [], ["1.4."]))
    search.index("test.book", [1])
    assert found("soren") == []
    assert found("renamed") == [1]
    monkeypatch.delitem(BOOKS, 1)
    search.index("test.book", [1])
    assert found("renamed") == []
    assert SearchDocument.objects.filter(kind="test.book").count() == 3


def test_folding() -> None:
    assert fold("Łukasz D’Arcy") == "lukasz d'arcy"
    assert words("O'Neil, CB-0042") == ["o", "neil", "cb", "0042"]
