"""Citing: lists in order, names and capitals, what is typed, other programs' formats, and nothing that breaks it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.core.errors import Invalid
from firstbell.library.citations import HEADINGS, Date, Kind, Name, Style, cite, remarks, works_cited
from firstbell.library.citations.capitals import headline, is_guessed, sentence
from firstbell.library.citations.exports import as_bibtex, as_csl, as_html, as_ris, as_text
from firstbell.library.citations.figures import chicago_pages, doi_address, mla_pages, ordinal
from firstbell.library.citations.names import apa_list, apa_turned, chicago_list, mla_list
from firstbell.library.citations.reading import as_data, read_source
from firstbell.library.tests.citing import marked, source


def entries(style: Style, *sources: Any) -> list[str]:
    return [marked(one.entry) for one in works_cited(sources, style)]


def people(count: int) -> list[Name]:
    return [Name(f"Family{number:02}", "Ada B.") for number in range(1, count + 1)]


def test_how_many_are_named() -> None:
    assert mla_list(people(2)) == "Family01, Ada B., and Ada B. Family02"
    assert mla_list(people(3)) == "Family01, Ada B., et al."
    assert apa_list(people(20)).endswith("Family19, A. B., & Family20, A. B.")
    assert apa_list(people(21)).endswith("Family19, A. B., . . . Family21, A. B.")
    assert chicago_list(people(10)).endswith("Ada B. Family09, and Ada B. Family10")
    assert chicago_list(people(11)).endswith("Ada B. Family07, et al.")


@pytest.mark.parametrize(
    ("typed", "apa"),
    [
        ("King, Martin Luther, Jr.", "King, M. L., Jr."),
        ("Sartre, Jean-Paul", "Sartre, J.-P."),
        ("Tolkien, J.R.R.", "Tolkien, J. R. R."),
        ("World Health Organization", "World Health Organization"),
        ("Acme Toys, Inc.", "Acme Toys, Inc."),
        ("García Márquez, Gabriel", "García Márquez, G."),
        ("Saint-Exupéry, Antoine de", "Saint-Exupéry, A. de"),
        ("Peña, Matt de la", "Peña, M. de la"),
        ("De la Peña, Matt", "De la Peña, M."),
        ("  Plato ", "Plato"),
    ],
)
def test_names_as_they_are_typed(typed: str, apa: str) -> None:
    assert apa_turned(Name.read(typed)) == apa


@pytest.mark.parametrize(
    ("catalogue", "head"),
    [
        ("Diary of a wimpy kid", "Diary of a Wimpy Kid"),
        ("The lion, the witch and the wardrobe", "The Lion, the Witch and the Wardrobe"),
        ("Among the hidden", "Among the Hidden"),
        ("iPhone: a love story", "iPhone: A Love Story"),
        ("Where the red fern grows", "Where the Red Fern Grows"),
        ("What we're looking for", "What We're Looking For"),
        ("A well-to-do mouse", "A Well-to-Do Mouse"),
        ("NASA and the moon", "NASA and the Moon"),
        ("{e.e. cummings} for children", "{e.e. cummings} for Children"),
    ],
)
def test_a_headline_of_a_catalogue_s_title(catalogue: str, head: str) -> None:
    assert headline(catalogue) == head
    assert headline(head) == head


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Diary of a Wimpy Kid: Rodrick Rules", "Diary of a wimpy kid: Rodrick rules"),
        ("Life in Ancient Egypt and Rome", "Life in ancient Egypt and Rome"),
        ("How NASA Put Men on the Moon in 1969", "How NASA put men on the moon in 1969"),
        ("Birds of the {Rocky Mountains}", "Birds of the {Rocky Mountains}"),
        ("Can I Trust My Phone? An Inquiry", "Can I trust my phone? An inquiry"),
        ("Diary of a wimpy kid: Rodrick rules", "Diary of a wimpy kid: Rodrick rules"),
    ],
)
def test_a_sentence_of_a_title_in_capitals(typed: str, said: str) -> None:
    assert sentence(typed) == said


def test_it_says_when_a_name_may_have_lost_its_capital() -> None:
    assert is_guessed("The Story of Rosa Parks")
    assert not is_guessed("The story of Rosa Parks")
    assert not is_guessed("The {Story of Rosa Parks}")


def test_pages_editions_and_dois() -> None:
    assert [mla_pages(one) for one in ("149-166", "7", "110–120", "8-9", "1187-1205")] == [
        "pp. 149–66", "p. 7", "pp. 110–20", "pp. 8–9", "pp. 1187–205",
    ]  # fmt: skip
    chicago = [
        "3–10",
        "71–72",
        "100–104",
        "1100–1113",
        "101–8",
        "321–28",
        "498–532",
        "1087–89",
        "1496–500",
        "11564–615",
    ]
    full = [
        "3-10",
        "71-72",
        "100-104",
        "1100-1113",
        "101-108",
        "321-328",
        "498-532",
        "1087-1089",
        "1496-1500",
        "11564-11615",
    ]
    assert [chicago_pages(one) for one in full] == chicago, "the Manual's own table, 9.61"
    assert [ordinal(one) for one in ("2", "Second edition", "3rd ed.", "11", "Rev. ed.")] == [
        "2nd",
        "2nd",
        "3rd",
        "11th",
        "Rev.",
    ]
    assert doi_address("doi:10.1037/ppm0000185") == doi_address("http://dx.doi.org/10.1037/ppm0000185")
    assert doi_address("11.1037/x") == ""


def book(title: str, when: str, authors: str, **values: Any) -> Any:
    return source("book", title, when, authors=authors, publisher="Example", **values)


def test_the_order_of_a_list() -> None:
    """Letter by letter for MLA and Chicago, nothing before something for APA; titles without their article."""
    rows = [
        book("Sea", "2001", "El Saadawi, Nawal"),
        book("Moon", "2001", "Elgar, Ann"),
        book("Mice", "2001", "Ñandú, Ana"),
        book("A zebra", "2001", ""),
        book("Nuts", "2001", "Nandu, Bea"),
    ]
    assert [one.split(".")[0] for one in entries(Style.MLA, *rows)] == [
        "Elgar, Ann", "El Saadawi, Nawal", "Ñandú, Ana", "Nandu, Bea", "*A Zebra*",
    ]  # fmt: skip
    assert [one.split(" (")[0] for one in entries(Style.APA, *rows)] == [
        "El Saadawi, N.", "Elgar, A.", "Ñandú, A.", "Nandu, B.", "*A zebra*.",
    ]  # fmt: skip


def test_one_author_before_the_same_with_others_then_by_year_with_letters() -> None:
    rows = [
        book("Owls", "2020", "Kay, Jo; Abel, Al"),
        book("Newts", "2020", "Kay, Jo"),
        book("Bees", "2020", "Kay, Jo"),
        book("Ants", "2018", "Kay, Jo"),
        book("Eels", "", "Kay, Jo"),
    ]
    assert entries(Style.APA, *rows) == [
        "Kay, J. (n.d.). *Eels*. Example.",
        "Kay, J. (2018). *Ants*. Example.",
        "Kay, J. (2020a). *Bees*. Example.",
        "Kay, J. (2020b). *Newts*. Example.",
        "Kay, J., & Abel, A. (2020). *Owls*. Example.",
    ]
    assert entries(Style.CHICAGO, *rows) == [
        "Kay, Jo. 2018. *Ants*. Example.",
        "———. 2020a. *Bees*. Example.",
        "———. 2020b. *Newts*. Example.",
        "———. n.d. *Eels*. Example.",
        "Kay, Jo, and Al Abel. 2020. *Owls*. Example.",
    ]
    assert entries(Style.MLA, *rows)[:3] == [
        "Kay, Jo. *Ants*. Example, 2018.", "---. *Bees*. Example, 2020.", "---. *Eels*. Example.",
    ]  # fmt: skip
    said = {one.source.title: one.in_text.plain for one in works_cited(rows, Style.MLA)}
    assert said["Bees"] == "(Kay, Bees)"
    assert said["Owls"] == "(Kay and Abel)"


def test_two_of_one_family_name_are_told_apart_in_the_text() -> None:
    rows = [book("Owls", "2020", "Kay, Jo"), book("Newts", "2020", "Kay, Ann")]
    assert {one.in_text.plain for one in works_cited(rows, Style.APA)} == {"(A. Kay, 2020)", "(J. Kay, 2020)"}
    assert {one.in_text.plain for one in works_cited(rows, Style.MLA)} == {"(A. Kay)", "(J. Kay)"}


def test_a_talk_of_one_s_own_stands_in_the_text_only() -> None:
    talk = source("interview", "", "2026-11-20", authors="Gómez, Ana")
    assert cite(talk, Style.APA).in_text.plain == "(A. Gómez, personal communication, November 20, 2026)"
    assert [cite(talk, style).is_listed for style in Style] == [True, False, False]
    assert cite(talk, Style.MLA).entry.plain == "Gómez, Ana. Interview with the author. 20 Nov. 2026."
    assert "Gómez" not in as_text(HEADINGS[Style.APA], works_cited([talk], Style.APA))


def test_an_organisation_that_published_its_own_work_is_said_once() -> None:
    work = source("book", "Publication manual", "2020", authors="American Psychological Association",
                  edition="7", publisher="American Psychological Association")  # fmt: skip
    assert (
        cite(work, Style.APA).entry.plain == "American Psychological Association. (2020). Publication manual (7th ed.)."
    )
    assert cite(work, Style.MLA).entry.plain == "Publication Manual. 7th ed., American Psychological Association, 2020."


def test_what_was_typed_comes_back_or_says_what_is_wrong() -> None:
    typed = {
        "kind": "journal", "title": '  The "best"\n birds ', "people": {"author": "Kay, Jo\n\nAbel, Al"}, "container": "Birds",
        "year": "2020", "month": "3", "doi": "https://doi.org/10.1000/1", "url": "www.example.org/x", "accessed": "2026-11-25",
    }  # fmt: skip
    found = read_source(typed)
    assert found.title == "The “best” birds"
    assert found.url == "https://www.example.org/x"
    assert read_source(as_data(found)) == found
    wrong = {
        "kind": "song", "url": "not a page", "doi": "12", "year": "20x", "day": "31", "until": "1999", "accessed": "soon",
        "title": "x" * 501,
    }  # fmt: skip
    for field, value in wrong.items():
        with pytest.raises(Invalid) as refused:
            read_source(typed | ({"month": "2"} if field == "day" else {}) | {field: value})
        assert refused.value.field == field
        assert refused.value.remedy


def test_what_to_look_at_before_handing_it_in() -> None:
    codes = [(one.code, one.field) for one in remarks(source("book", "Owls", authors="Jeff Kinney"), Style.CHICAGO)]
    assert ("turn_around", "authors") in codes
    assert ("no_date", "year") in codes
    assert ("missing", "publisher") in codes
    assert not list(remarks(book("Owls", "2020", "Unicef; National Park Service"), Style.MLA))


def test_other_programs_read_it() -> None:
    one = source("journal", "Owls & mice of Peru", "2020-03-05", authors="Kay, Jo, Jr.; Unicef", container="Birds",
                 volume="8", number="2", pages="10-19", doi="10.1000/1", url="https://example.org/a", accessed="2026-11-25")  # fmt: skip
    ris = as_ris([one]).split("\r\n")
    assert ris[:3] == ["TY  - JOUR", "AU  - Kay, Jo, Jr.", "AU  - Unicef"]
    assert {"SP  - 10", "EP  - 19", "PY  - 2020", "DA  - 2020/03/05/", "DO  - 10.1000/1", "Y2  - 2026/11/25/"} <= set(
        ris
    )
    assert ris[-2:] == ["ER  - ", ""]
    (csl,) = json.loads(as_csl([one]))
    assert csl["author"] == [{"family": "Kay", "given": "Jo", "suffix": "Jr."}, {"literal": "Unicef"}]
    assert (csl["type"], csl["issued"]["date-parts"], csl["issue"]) == ("article-journal", [[2020, 3, 5]], "2")
    bibtex = as_bibtex([one, one])
    assert "@article{kay2020," in bibtex
    assert "@article{kay2020a," in bibtex
    assert "author = {Kay, Jr., Jo and {Unicef}}" in bibtex
    assert r"title = {Owls \& mice of {Peru}}" in bibtex


def test_a_catalogue_s_own_punctuation_is_not_printed() -> None:
    rows = (
        ("Eruption! : volcanoes and science.", "Eruption! Volcanoes and Science."),
        ("Owls : a guide /", "Owls: A Guide /."),
    )
    for typed, said in rows:
        assert cite(book(typed, "2013", "Rusch, Elizabeth"), Style.MLA).entry.plain.startswith(
            f"Rusch, Elizabeth. {said}"
        )


def test_html_is_a_page_that_cannot_act() -> None:
    one = book("<script>alert(1)</script>", "2020", "Kay, <b>Jo")
    page = as_html("Works Cited", works_cited([one], Style.MLA))
    assert "<script>" not in page.lower()
    assert "<b>" not in page
    assert "<i>" in page


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(list(Kind)),
    st.text(max_size=60),
    st.lists(st.text(max_size=30), max_size=4),
    st.text(max_size=20),
    st.sampled_from(list(Style)),
)
def test_whatever_is_typed_nothing_breaks(kind: Kind, title: str, names: list[str], pages: str, style: Style) -> None:
    typed = {"kind": kind, "title": title, "people": {"author": names}, "pages": pages, "container": title[:20]}
    found = read_source(typed)
    assert read_source(as_data(found)) == found
    (said,) = works_cited([found], style)
    assert "<script" not in said.entry.html.lower()
    assert not said.entry.plain.endswith("..") or ".." in title + pages + "".join(names)
    as_ris([found]), as_csl([found]), as_bibtex([found])


@pytest.mark.parametrize(
    ("typed", "head"),
    [
        ("Cien años de soledad", "Cien años de soledad"),
        ("La casa de los espíritus", "La casa de los espíritus"),
        ("Como agua para chocolate", "Como agua para chocolate"),
        ("Les misérables", "Les misérables"),
        ("Diario de Greg", "Diario de Greg"),
        ("The life and times of el {Cid}", "The Life and Times of el {Cid}"),
        ("El deafo", "El Deafo"),
        ("Voices from the past", "Voices from the Past"),
        ("A walk past the lake house", "A Walk past the Lake House"),
        ("What “the end” means", "What “The End” Means"),
        ("La vida con mi abuela", "La vida con mi abuela"),
        ("A con man's tale", "A Con Man's Tale"),
    ],
)
def test_capitals_of_other_languages_are_left_alone(typed: str, head: str) -> None:
    assert headline(typed) == head


@pytest.mark.parametrize(
    "typed",
    [
        "National Heart, Lung, and Blood Institute",
        "United States, Department of Commerce",
        "{Plan, Do, Check}",
        "Unicef",
    ],
)
def test_organisations_with_commas_are_whole_names(typed: str) -> None:
    found = Name.read(typed)
    assert found.is_whole
    assert Name.read(found.typed) == found
    assert apa_turned(found) == typed.strip("{}")
    assert not any(
        Name.read(one).is_whole for one in ("Pooh, Winnie the", "Smith, John and Jane", "King, Martin Luther, Jr.")
    )


def test_when_it_first_came_out_and_the_set_it_belongs_to() -> None:
    """Chicago 17, 15.40; MLA 9, 5.107; APA 7, 10.2 (30). Written from the manuals: no page to look at was found."""
    first = source(
        "book", "Emma", "2003", authors="Austen, Jane", publisher="Penguin", place="London", original_year=1815
    )
    assert cite(first, Style.CHICAGO).entry.plain == "Austen, Jane. (1815) 2003. Emma. London: Penguin."
    assert cite(first, Style.CHICAGO).in_text.plain == "(Austen [1815] 2003)"
    volume = source("edited_book", "History, theory, and battlegrounds", "2018", editors="Travis, Cheryl B.; White, Jacquelyn W.",
                    container="APA handbook of the psychology of women", volume="1", publisher="American Psychological Association")  # fmt: skip
    assert marked(cite(volume, Style.APA).entry) == (
        "Travis, C. B., & White, J. W. (Eds.). (2018). *APA handbook of the psychology of women: Vol. 1. History, theory, and"
        " battlegrounds*. American Psychological Association."
    )
    assert marked(cite(volume, Style.MLA).entry).endswith("2018. Vol. 1 of *APA Handbook of the Psychology of Women*.")


def test_unsigned_newspapers_and_issues_without_a_volume_in_chicago() -> None:
    rows = [
        source("newspaper", title, "2020-05-0" + day, container="The Daily Bell") for title, day in (("Owls", "1"), ("Newts", "2"))
    ]  # fmt: skip
    assert entries(Style.CHICAGO, book("Ants", "2020", "Cole, Jo"), *rows, book("Eels", "2020", "Dray, Jo")) == [
        "Cole, Jo. 2020. *Ants*. Example.",
        "*Daily Bell*. 2020a. “Newts.” May 2, 2020.",
        "———. 2020b. “Owls.” May 1, 2020.",
        "Dray, Jo. 2020. *Eels*. Example.",
    ]
    issue = source("journal", "Crime in England", "1974-02", authors="Beattie, J. M.", container="Past and Present",
                   number="62", pages="47-95")  # fmt: skip
    assert cite(issue, Style.CHICAGO).entry.plain.endswith("Past and Present, no. 62 (February): 47–95.")


def test_years_before_our_era_say_so() -> None:
    """MLA 9, appendix 1 and Chicago 17, 9.34: no full stops; APA 7, 9.41 has them (“ca. 350 B.C.E.”)."""
    wars = source("book", "The civil war", authors="{Caesar}", publisher="Loeb", place="Rome")
    for date, mla, apa, chicago in (
        (Date(-40), "Loeb, 40 BCE.", "(40 B.C.E.)", "40 BCE."),
        (Date(-49, until=-48), "Loeb, 49–48 BCE.", "(49–48 B.C.E.)", "49–48 BCE."),
        (Date(-10, until=14), "Loeb, 10 BCE–14 CE.", "(10 B.C.E.–14 C.E.)", "10 BCE–14 CE."),
        (Date(-44, 3, 15), "Loeb, 15 Mar. 44 BCE.", "(44 B.C.E.)", "44 BCE."),
    ):
        dated = dataclasses.replace(wars, date=date)
        said = [cite(dated, style).entry.plain for style in (Style.MLA, Style.APA, Style.CHICAGO)]
        assert all(wanted in text for wanted, text in zip((mla, apa, chicago), said, strict=True)), said
    again = dataclasses.replace(wars, date=Date(1914), original_year=-40)
    assert "(Original work published 40 B.C.E.)" in cite(again, Style.APA).entry.plain
    assert cite(again, Style.APA).in_text.plain == "(Caesar, 40 B.C.E./1914)"
    assert cite(again, Style.CHICAGO).in_text.plain == "(Caesar [40 BCE] 1914)"
    assert "40 BCE. Loeb, 1914" in cite(again, Style.MLA).entry.plain
    assert (
        "44 BCE"
        in cite(dataclasses.replace(wars, kind=Kind.NEWSPAPER, date=Date(-44, 3, 15)), Style.CHICAGO).entry.plain
    )
