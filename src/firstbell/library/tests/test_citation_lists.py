"""Lists of citations: one's own, seen by nobody else, filled from the catalogue."""

from __future__ import annotations

import pytest

from firstbell.core.errors import Forbidden, Invalid, NotFound
from firstbell.core.models import AuditEntry, SearchDocument
from firstbell.library.actions.citations import (
    add_citation,
    add_citation_list,
    edit_citation,
    edit_citation_list,
    remove_citation,
    remove_citation_list,
)
from firstbell.library.citations import Kind, Role, Style, cite
from firstbell.library.models import Citation, CitationList, Heading, TitleHeading
from firstbell.library.queries.citations import name_of_heading, source_of_title, titles_to_cite
from firstbell.library.tests.factories import make_title
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db
OWLS = {
    "kind": "book",
    "title": "Owls of the night",
    "people": {"author": ["Kay, Jo"]},
    "publisher": "Example",
    "year": 2020,
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_list_is_its_owner_s_alone_and_leaves_no_trace(cast: Cast) -> None:
    kept = add_citation_list(name="Owls", by=cast.stu.actor)
    citation = add_citation(kept, data=OWLS, by=cast.stu.actor)
    assert cite(citation.source, Style.MLA).entry.plain == "Kay, Jo. Owls of the Night. Example, 2020."
    for other in (cast.tia, cast.lib, cast.dita, cast.pat, cast.tess):
        assert not CitationList.objects.all().visible_to(other.actor).exists()
        assert not Citation.objects.all().visible_to(other.actor).exists()
        for act in (
            lambda by: add_citation(kept, data=OWLS, by=by),
            lambda by: edit_citation(citation, data=OWLS, by=by),
            lambda by: remove_citation(citation, by=by),
            lambda by: edit_citation_list(kept, name="Mine", by=by),
            lambda by: remove_citation_list(kept, by=by),
        ):
            with pytest.raises(NotFound):
                act(other.actor)
    assert not AuditEntry.objects.filter(verb__startswith="library.").exists()
    assert not SearchDocument.objects.filter(terms__contains="owls").exists()
    remove_citation_list(kept, by=cast.stu.actor)
    assert not Citation.objects.exists()


def test_whoever_keeps_nothing_here_may_not(cast: Cast) -> None:
    from firstbell.core.actor import ANONYMOUS, system_actor

    for nobody in (ANONYMOUS, system_actor()):
        with pytest.raises(Forbidden):
            add_citation_list(name="x", by=nobody)


def test_a_list_has_a_name_and_a_known_style(cast: Cast) -> None:
    for field, values in (
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 121}),
        ("style", {"name": "x", "style": "turabian"}),
    ):
        with pytest.raises(Invalid) as refused:
            add_citation_list(**values, by=cast.stu.actor)
        assert refused.value.field == field
    kept = add_citation_list(name="Owls", by=cast.stu.actor)
    assert edit_citation_list(kept, style="apa7", by=cast.stu.actor).style == Style.APA


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Paulsen, Gary.", "Paulsen, Gary"),
        ("Paulsen, Gary, 1939-2021.", "Paulsen, Gary"),
        ("Rowling, J. K.", "Rowling, J. K."),
        ("Carroll, Lewis, 1832-1898", "Carroll, Lewis"),
        ("King, Martin Luther, Jr., 1929-1968.", "King, Martin Luther, Jr."),
        ("Cummings, E. E. (Edward Estlin), 1894-1962", "Cummings, E. E."),
        ("National Geographic Society (U.S.)", "National Geographic Society"),
    ],
)
def test_a_heading_of_the_catalogue_as_a_name(heading: str, name: str) -> None:
    assert str(name_of_heading(heading)) == name


def test_a_title_of_the_catalogue_becomes_a_source(cast: Cast) -> None:
    title = make_title("The tale of Despereaux", author="DiCamillo, Kate.", year=2003, isbn="9780763617226")
    title.publisher, title.published_at, title.edition = "Candlewick Press,", "Cambridge, Mass. :", "1st ed."
    title.save()
    artist = Heading.objects.create(kind="person", text="Ering, Timothy B.", norm="ering")
    TitleHeading.objects.create(title=title, heading=artist, role="illustrator")
    translator = Heading.objects.create(kind="person", text="Gómez, Ana", norm="gomez")
    TitleHeading.objects.create(title=title, heading=translator, role="translator.")
    source = source_of_title(title)
    assert source.kind is Kind.BOOK
    assert [(role, str(name)) for role, name in source.people] == [
        (Role.AUTHOR, "DiCamillo, Kate"), (Role.TRANSLATOR, "Gómez, Ana"),
    ]  # fmt: skip
    assert cite(source, Style.CHICAGO).entry.plain == (
        "DiCamillo, Kate. 2003. The Tale of Despereaux. Translated by Ana Gómez. Cambridge, Mass: Candlewick Press."
    )
    for said in ("978-0-7636-1722-6", "0763617229", "tale desper", "dicamillo"):
        assert titles_to_cite(said, cast.stu.actor) == [title], said
    for said in ("", "9780000000000", "100% _", "\x00"):
        assert titles_to_cite(said, cast.stu.actor) == [], said


@pytest.mark.parametrize(
    ("language", "said", "cited"),
    [
        ("fre", "Le petit prince", "Le petit prince"),
        ("ger", "Der Prozess", "Der Prozess"),
        ("eng", "Der prozess", "Der Prozess"),
    ],
)
def test_the_capitals_of_a_title_in_another_language_are_the_catalogues(language: str, said: str, cited: str) -> None:
    title = make_title(said, author="", year=1943)
    title.language = language
    title.save()
    source = source_of_title(title)
    assert cite(source, Style.MLA).entry.plain.startswith(f"{cited}.")
    if language != "eng":
        assert cite(source, Style.APA).entry.plain.startswith(f"{cited}.")
