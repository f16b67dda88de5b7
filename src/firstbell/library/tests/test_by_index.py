"""Titles by their indexes, as other programs ask: title, author, subject, numbers, dates."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.core.errors import Invalid
from firstbell.library.actions.indexing import index_titles
from firstbell.library.models import Heading, Title, TitleDocument, TitleHeading
from firstbell.library.queries.by_index import FIELDS, Relation, find_ids, listed, matching
from firstbell.library.tests.factories import make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> dict[str, Title]:
    made = {
        "kid": make_title("Diary of a wimpy kid", author="Kinney, Jeff", year=2007, isbn="9780810993136"),
        "web": make_title("Charlotte's web", author="White, E. B.", year=1952),
        "hidden": make_title("The wimpy ghost", author="Nobody", year=2001, is_hidden=True),
    }
    spiders = Heading.objects.create(kind="subject", text="Spiders -- Fiction", norm="spiders -- fiction")
    TitleHeading.objects.create(title=made["web"], heading=spiders)
    Title.objects.filter(pk=made["web"].pk).update(summary="A pig and a spider are friends in a barn.")
    index_titles([one.pk for one in made.values()])
    return made


Found = Callable[..., list[str]]


@pytest.fixture
def found(books: dict[str, Title]) -> Found:
    names = {one.pk: key for key, one in books.items()}
    return lambda *asked: sorted(names[pk] for pk in find_ids(*asked))


def test_each_index_finds_what_it_is_of(found: Found) -> None:
    assert found("title", "wimpy kid") == ["kid"]
    assert found("title", "kinney") == []
    assert found("author", "jeff kinney") == ["kid"]
    assert found("subject", "spiders") == ["web"]
    assert found("subject", "web") == []
    assert found("any", "spiders white") == ["web"]
    assert found("description", "barn") == ["web"]
    assert found("description", "charlotte") == [], "the title is no description"
    assert found("isbn", "0-8109-9313-9") == ["kid"], "an ISBN-10 with hyphens is the same book"
    assert found("identifier", "9780810993136") == ["kid"]
    assert found("language", "eng") == ["kid", "web"], "the hidden one stays hidden"


def test_relations(found: Found) -> None:
    assert found("title", "kid wimpy", "adj") == []
    assert found("title", "wimpy kid", "adj") == ["kid"]
    assert found("title", "web kid", "any") == ["kid", "web"]
    assert found("title", "charlottes web", "exact") == ["web"]
    assert found("title", "charlottes", "exact") == []
    assert found("title", "charl*") == ["web"]
    assert found("author", "white, e. b.", "exact") == ["web"]
    assert found("subject", "Spiders -- Fiction", "exact") == ["web"]
    assert found("date", "1952", "exact") == ["web"]
    assert found("date", "1952", ">") == ["kid"]
    assert found("date", "1950 1960", "within") == ["web"]


def test_conditions_are_put_together(books: dict[str, Title]) -> None:
    either = matching("title", "wimpy") | matching("subject", "spiders")
    assert set(Title.objects.filter(either)) == {books["kid"], books["web"]}
    assert list(Title.objects.filter(either & ~matching("date", "2000", ">"))) == [books["web"]]


def test_what_cannot_be_asked_says_what_can() -> None:
    for asked in (
        ("colour", "red", "all"),
        ("date", "soon", "="),
        ("title", "x", "within"),
        ("added", "yesterday", "<"),
    ):
        with pytest.raises(Invalid) as refused:
            matching(*asked)
        assert refused.value.remedy


def test_terms_are_listed_with_their_titles(books: dict[str, Title]) -> None:
    assert [(one.term, one.titles) for one in listed("subject", "sp")] == [("Spiders -- Fiction", 1)]
    assert [one.term for one in listed("date", "1960")] == ["2007"]
    assert [one.term for one in listed("title", "d", count=1)] == ["diary of a wimpy kid"]


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=40), relation=st.sampled_from(["all", "any", "adj", "exact"]))
def test_no_text_breaks_a_query(text: str, relation: Relation) -> None:
    for field in ("any", "title", "author", "isbn", "publisher", "language", "identifier"):
        find_ids(field, text, relation)


def test_the_index_follows(books: dict[str, Title], found: Found) -> None:
    Title.objects.filter(pk=books["web"].pk).update(full_title="Some pig")
    Title.objects.filter(pk=books["hidden"].pk).update(is_hidden=False)
    Title.objects.filter(pk=books["kid"].pk).update(is_hidden=True)
    index_titles([one.pk for one in books.values()])
    assert found("title", "web") == []
    assert found("title", "pig") == ["web"]
    assert found("title", "wimpy") == ["hidden"]
    assert TitleDocument.objects.count() == 2
    assert len(FIELDS) == len(set(FIELDS))
