"""What a record says: title, author, year, format, headings, numbers, and reading levels in their many spellings."""

from __future__ import annotations

import random

import pytest

from firstbell.library.marc.codec import read_record
from firstbell.library.marc.levels import Level
from firstbell.library.marc.record import Field, Form
from firstbell.library.marc.saying import Derived, derived
from firstbell.library.tests.records import FIXED, book


def said(*more: Field, **change: str) -> Derived:
    return derived(book(more=more, **change))


def titled(indicators: str, *parts: tuple[str, str]) -> Derived:
    record = book()
    record.fields = [*record.without(("245",)), Field.of("245", indicators, *parts)]
    return derived(record)


def test_a_superscript_is_no_number_of_letters_to_skip() -> None:
    assert titled("1²", ("a", "The hobbit")).full_title == "The hobbit"
    assert said(Field.of("440", " ²", ("a", "The great books"))).full_title


def test_a_title_reads_without_the_punctuation_of_the_record() -> None:
    whole = titled("14", ("a", "The lion, the witch and the wardrobe :"), ("b", "a story /"), ("c", "by C.S. Lewis."))
    assert (whole.full_title, whole.responsibility) == (
        "The lion, the witch and the wardrobe: a story",
        "by C.S. Lewis",
    )
    assert titled("14", ("a", "The cat /")).sort_title == "cat"
    assert titled("02", ("a", "L'été /")).sort_title == "ete"
    assert titled("09", ("a", "Hatchet /")).sort_title == "hatchet"
    assert titled("00", ("a", "\u0098The \u009ccat /")).sort_title == "cat"
    assert titled("00", ("a", "Dogs."), ("n", "Part 2,"), ("p", "Care /")).full_title == "Dogs. Part 2, Care"
    assert titled("00", ("a", "Perros ="), ("b", "Dogs /")).full_title == "Perros = Dogs"
    assert titled("10", ("a", "Jupiter-- :"), ("b", "the fifth planet /")).full_title == "Jupiter: the fifth planet"
    long = titled("00", ("a", "word " * 80))
    assert len(long.name) <= 200
    assert len(long.full_title) > 300
    assert titled("00").full_title == "[No title]"


@pytest.mark.parametrize(
    ("fixed", "printed", "year"),
    [
        ("870115s1987    ", "c1987.", 1987), ("870115t20212020", "2021.", 2021), ("870115s1u99    ", "[1999?]", 1999),
        ("870115s199u    ", "", 1990), ("870115s19uu    ", "19--", None), ("870115n                ", "[n.d.]", None),
        ("870115r20101887", "2010.", 2010), ("870115s9999    ", "c2003", 2003),
    ],
)  # fmt: skip
def test_the_year(fixed: str, printed: str, year: int | None) -> None:
    record = book(fixed=fixed[:15] + FIXED[15:])
    record.fields = [*record.without(("260",)), Field.of("264", " 1", ("c", printed))]
    assert derived(record).year == year


LEADERS = {"book": "00000cam a2200000 a 4500", "projected": "00000cgm a2200000 a 4500", "spoken": "00000cim a2200000 a 4500",
           "serial": "00000cas a2200000 a 4500", "object": "00000crm a2200000 a 4500", "kit": "00000com a2200000 a 4500"}  # fmt: skip


@pytest.mark.parametrize(
    ("leader", "more", "wanted"),
    [
        ("book", (), "book"),
        ("book", (Field("007", "cr un|"),), "ebook"),
        ("book", (Field.of("338", "  ", ("b", "cr")),), "ebook"),
        ("book", (Field.of("655", " 7", ("a", "Graphic novels."), ("2", "lcgft")),), "graphic"),
        ("book", (Field("007", "tb"),), "large"),
        ("projected", (), "video"),
        ("spoken", (), "audio"),
        ("spoken", (Field("007", "cr un|"),), "eaudio"),
        ("serial", (), "serial"),
        ("object", (), "object"),
        ("kit", (), "kit"),
    ],
)
def test_the_format(leader: str, more: tuple[Field, ...], wanted: str) -> None:
    assert said(*more, leader=LEADERS[leader]).format == wanted


def test_the_designation_of_old_records_says_the_format() -> None:
    for text, wanted in (
        ("[sound recording] /", "audio"), ("[videorecording (DVD)] /", "video"), ("[large print] /", "large"),
        ("[electronic resource] /", "ebook"), ("[kit] /", "kit"), ("[game] /", "object"),
    ):  # fmt: skip
        assert titled("10", ("a", "Hatchet"), ("h", text)).format == wanted, text


def test_headings_with_their_list_role_and_place_in_a_series() -> None:
    found = said(
        Field.of("650", " 1", ("a", "Dogs"), ("x", "Training"), ("v", "Fiction.")),
        Field.of("650", " 7", ("a", "Perros"), ("v", "Novela."), ("2", "bidex")),
        Field.of("651", " 0", ("a", "Canada"), ("v", "Juvenile fiction.")),
        Field.of("655", " 7", ("a", "Adventure fiction."), ("2", "gsafd")),
        Field.of("700", "1 ", ("a", "Zelinsky, Paul O.,"), ("e", "ill.")),
        Field.of("700", "1 ", ("a", "Aranda, Ana."), ("4", "trl")),
        Field.of("710", "2 ", ("a", "Weston Woods Studios.")),
        Field.of("490", "1 ", ("a", "Brian's saga ;"), ("v", "bk. 2.5")),
        Field.of("800", "1 ", ("a", "Paulsen, Gary."), ("t", "Brian's saga ;"), ("v", "bk. 2.5.")),
    )
    uses = [(use.kind, use.text, use.list, use.role) for use in found.headings]
    assert uses == [
        ("person", "Paulsen, Gary", "", "author"),
        ("subject", "Dogs -- Training -- Fiction", "lcac", ""),
        ("subject", "Perros -- Novela", "bidex", ""),
        ("place", "Canada -- Juvenile fiction", "lcsh", ""),
        ("genre", "Adventure fiction", "gsafd", ""),
        ("person", "Zelinsky, Paul O.", "", "illustrator"),
        ("person", "Aranda, Ana", "", "translator"),
        ("body", "Weston Woods Studios", "", ""),
        ("series", "Brian's saga", "", ""),
    ]
    assert (found.headings[-1].volume, found.headings[-1].volume_sort) == ("bk. 2.5", 2.5)


def test_numbers_compare_and_wrong_ones_are_known_as_wrong() -> None:
    found = said(
        Field.of("010", "  ", ("a", "   87006416 /AC")),
        Field.of("020", "  ", ("a", "978-0-689-80882-1 (pbk.) : $5.99"), ("z", "0689808829")),
        Field.of("022", "0 ", ("a", "0027-8378")),
        Field.of("024", "1 ", ("a", "043396072428")),
        Field.of("035", "  ", ("a", "(OCoLC)ocm00012345")),
        Field.of("776", "08", ("z", "9781442403321")),
        isbn="",
    )
    assert [(one.kind, one.value, one.is_valid, one.is_other_form) for one in found.numbers] == [
        ("lccn", "87006416", True, False),
        ("isbn", "9780689808821", True, False),
        ("isbn", "0689808829", False, True),
        ("issn", "00278378", True, False),
        ("upc", "0043396072428", True, False),
        ("other", "(OCoLC)12345", True, False),
        ("isbn", "9781442403321", True, True),
    ]


def levels(*more: Field) -> list[Level]:
    return said(*more).levels


LEXILE = [
    (("8 ", ("a", "770L"), ("b", "Lexile")), 770.0, "770L", ""),
    (("8 ", ("a", "770"), ("b", "Lexile.")), 770.0, "770L", ""),
    (("8 ", ("a", "770 L"), ("b", "Lexile.com")), 770.0, "770L", ""),
    (("8 ", ("a", "77OL"), ("b", "Lexile")), 770.0, "770L", ""),
    (("8 ", ("a", "1O2OL"), ("b", "MetaMetrics, Inc.")), 1020.0, "1020L", ""),
    (("8 ", ("a", "Lexile: AD200")), 200.0, "AD200L", "AD"),
    (("8 ", ("a", "AD 200L"), ("b", "Lexile")), 200.0, "AD200L", "AD"),
    (("0 ", ("a", "BR40L")), -40.0, "BR40L", "BR"),
    (("8 ", ("a", "BR 40L"), ("b", "Lexile")), -40.0, "BR40L", "BR"),
    (("8 ", ("a", "Lexile measure 1120L")), 1120.0, "1120L", ""),
    (("8 ", ("a", "GN650L"), ("b", "Lexile")), 650.0, "GN650L", "GN"),
    (("  ", ("a", "HL720L")), 720.0, "HL720L", "HL"),
]


@pytest.mark.parametrize(("field", "low", "text", "code"), LEXILE)
def test_lexile_measures(field: tuple[str, tuple[str, str]], low: float, text: str, code: str) -> None:
    indicators, *parts = field
    (level,) = levels(Field.of("521", indicators, *parts))
    assert (level.scheme, level.low, level.high, level.text, level.code) == ("lexile", low, low, text, code)
    assert level.field.startswith("521")


def test_lexile_in_a_study_program_field() -> None:
    (level,) = levels(Field.of("526", "0 ", ("a", "Lexile"), ("c", "AD200L")))
    assert (level.scheme, level.low, level.code) == ("lexile", 200.0, "AD")
    assert levels(Field.of("521", "8 ", ("a", "NP"), ("b", "Lexile"))) == []
    assert levels(Field.of("521", "8 ", ("a", "BR"), ("b", "Lexile")))[0].high < 0


NAMES = (
    "Accelerated Reader",
    "Accelerated Reader AR",
    "AR",
    "A.R.",
    "AR Program",
    "Renaissance",
    "accelerated reader/Renaissance Learning",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "parts",
    [
        (("b", "MG"), ("c", "4.3"), ("d", "4.0"), ("z", "Quiz: 504189")),
        (("b", "MG+"), ("c", "4.3"), ("d", "4.O"), ("z", "Quiz No. 504189 EN Fiction")),
        (("b", "UG"), ("c", "4,3"), ("d", "4 pts."), ("z", "504189")),
        (("b", "LG 4.3 4.0 Quiz: 504189"),),
    ],
)
def test_accelerated_reader(name: str, parts: tuple[tuple[str, str], ...]) -> None:
    found = {level.scheme: level for level in levels(Field.of("526", "0 ", ("a", name), *parts))}
    atos = found["atos"]
    assert (atos.low, atos.text, atos.points, atos.quiz) == (4.3, "4.3", 4.0, "504189")
    wanted = {"MG": (4.0, 8.0), "MG+": (6.0, 8.0), "UG": (9.0, 12.0), "LG": (0.0, 3.0)}[parts[0][1].split()[0]]
    assert (found["igrade"].low, found["igrade"].high) == wanted


def test_accelerated_reader_without_points() -> None:
    (level,) = levels(Field.of("526", "0 ", ("a", "Accelerated Reader"), ("c", "5.7")))
    assert (level.low, level.points, level.quiz) == (5.7, None, "")
    (level,) = levels(Field.of("521", "8 ", ("a", "AR 5.7")))
    assert (level.scheme, level.low) == ("atos", 5.7)


def test_reading_counts() -> None:
    field = Field.of(
        "526", "0 ", ("a", "Reading Counts!"), ("b", "3-5"), ("c", "6.1"), ("d", "11"), ("z", "Quiz: Q06812")
    )
    found = {level.scheme: level for level in levels(field)}
    assert (found["rc"].low, found["rc"].points, found["rc"].quiz) == (6.1, 11.0, "Q06812")
    assert (found["igrade"].low, found["igrade"].high) == (3.0, 5.0)


OTHERS = [
    ("521", "8 ", (("a", "M"), ("b", "Fountas & Pinnell")), "fp", 13.0, 13.0),
    ("521", "8 ", (("a", "Z+"), ("b", "Fountas and Pinnell")), "fp", 27.0, 27.0),
    ("521", "8 ", (("a", "Guided reading level: Q"),), "fp", 17.0, 17.0),
    ("521", "8 ", (("a", "M-P"), ("b", "F&P")), "fp", 13.0, 16.0),
    ("526", "8 ", (("a", "Guided Reading"), ("c", "Level J")), "fp", 10.0, 10.0),
    ("521", "8 ", (("a", "38"), ("b", "DRA")), "dra", 38.0, 38.0),
    ("521", "8 ", (("a", "DRA level 28-30"),), "dra", 28.0, 30.0),
    ("526", "8 ", (("a", "Developmental Reading Assessment"), ("c", "16")), "dra", 16.0, 16.0),
    ("521", "0 ", (("a", "RL 4."),), "grade", 4.0, 4.0),
    ("521", "0 ", (("a", '"Level 2, reading level: 2.9"--cover p. [4].'),), "grade", 2.9, 2.9),
    ("521", "0 ", (("a", "3.1"),), "grade", 3.1, 3.1),
    ("521", "  ", (("a", "Reading grade level: grade 6"),), "grade", 6.0, 6.0),
    ("521", "2 ", (("a", "3-6"),), "igrade", 3.0, 6.0),
    ("521", "2 ", (("a", "K-3."),), "igrade", 0.0, 3.0),
    ("521", "2 ", (("a", "PreK-2"),), "igrade", -1.0, 2.0),
    ("521", "2 ", (("a", "Grades 1 & 2"),), "igrade", 1.0, 2.0),
    ("521", "2 ", (("a", "7 & up."),), "igrade", 7.0, 12.0),
    ("521", "2 ", (("a", "Gr. 5+"),), "igrade", 5.0, 12.0),
    ("521", "2 ", (("a", "Kindergarten through third grade"),), "igrade", 0.0, 3.0),
    ("521", "2 ", (("a", "9th-12th grades"),), "igrade", 9.0, 12.0),
    ("521", "1 ", (("a", "008-012."),), "iage", 8.0, 12.0),
    ("521", "1 ", (("a", '"Ages 7-10"--P. [4] of cover.'),), "iage", 7.0, 10.0),
    ("521", "1 ", (("a", "9-12."),), "iage", 9.0, 12.0),
    ("521", "  ", (("a", "Ages 8 and up."),), "iage", 8.0, 18.0),
    ("521", "1 ", (("a", "12+"),), "iage", 12.0, 18.0),
    ("521", "1 ", (("a", "Ages 6 months to 3 years"),), "iage", 0.0, 3.0),
    ("521", "0 ", (("a", "Ages 4 to 8"),), "iage", 4.0, 8.0),
]


@pytest.mark.parametrize(("tag", "indicators", "parts", "scheme", "low", "high"), OTHERS)
def test_other_levels(
    tag: str, indicators: str, parts: tuple[tuple[str, str], ...], scheme: str, low: float, high: float
) -> None:
    (level,) = levels(Field.of(tag, indicators, *parts))
    assert (level.scheme, level.low, level.high) == (scheme, low, high)


def test_what_is_no_level_is_none() -> None:
    for indicators, text in (
        ("1 ", "Not recommended for children under 3 years"), ("1 ", "Young adult/Visionary fiction"),
        ("3 ", "Grades 2-4, visually impaired"), ("8 ", "MPAA rating: PG-13."), ("8 ", "Rated R."), ("  ", ""),
    ):  # fmt: skip
        assert levels(Field.of("521", indicators, ("a", text))) == [], text


WORDS = (
    *NAMES, "Lexile", "F&P", "DRA", "Reading Counts", "RL", "Grades", "Ages", "Interest level", "Quiz:", "pts", "MG+", "and up",
    "4.3", "77OL", "AD200", "BR40L", "K", "3-6", "Z+", "0.5", "504189", "009-012", "12", ".5", "1,500", "¿?", "12th", "−3", "99999999",
)  # fmt: skip


def test_any_mixture_of_spellings_is_read_without_a_crash_and_in_bounds() -> None:
    """A vendor's generator: programs, values and separators thrown together."""
    chance = random.Random(7)
    for _ in range(1000):
        parts = []
        for _ in range(chance.randint(1, 4)):
            text = chance.choice((" ", ", ", "/", ": ")).join(chance.choice(WORDS) for _ in range(chance.randint(1, 5)))
            parts.append((chance.choice("abcdzx"), text))
        for level in levels(Field.of(chance.choice(("521", "526")), chance.choice("01238 ") + " ", *parts)):
            assert level.low <= level.high, parts
            assert -1000 <= level.low <= 2000, parts
            assert len(level.text) <= 60


def test_an_indicator_that_is_no_digit_skips_nothing() -> None:
    field = '<datafield tag="{}" ind1="1" ind2="²"><subfield code="a">The cats</subfield></datafield>'
    text = f"<record><leader>00000nam a2200000 a 4500</leader>{field.format(245)}{field.format(830)}</record>"
    said = derived(read_record(text.encode(), Form.MARCXML, None))
    assert said.full_title == "The cats"
