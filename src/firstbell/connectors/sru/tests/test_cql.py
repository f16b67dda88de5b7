"""CQL: what parses to what, what is said of what does not, and that nothing crashes."""

from __future__ import annotations

import contextlib
import io
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firstbell.connectors.sru.cql import (
    BARE_INDEX,
    MOST_BOOLEANS,
    MOST_NESTED,
    Boolean,
    Clause,
    CqlError,
    Modifier,
    Node,
    Prefixed,
    Query,
    Relation,
    SortKey,
    parse,
    pieces,
    printed,
)


def root(text: str) -> Node:
    return parse(text).root


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("dog", Clause("dog")),
        ('"the lion"', Clause("the lion")),
        ('"and"', Clause("and")),
        ("and", Clause("and")),
        ("dc.title=dog", Clause("dog", "dc.title", Relation("="))),
        ("dc.title ALL \"lion 'king\"", Clause("lion 'king", "dc.title", Relation("all"))),
        ("year >= 1998", Clause("1998", "year", Relation(">="))),
        (
            "title =/relevant/distance<=3 x",
            Clause("x", "title", Relation("=", (Modifier("relevant"), Modifier("distance", "<=", "3")))),
        ),
        ("a and b or c", Boolean("or", Boolean("and", Clause("a"), Clause("b")), Clause("c"))),
        ("a OR (b Not c)", Boolean("or", Clause("a"), Boolean("not", Clause("b"), Clause("c")))),
        (
            "a prox/unit=word/distance>3 b",
            Boolean("prox", Clause("a"), Clause("b"), (Modifier("unit", "=", "word"), Modifier("distance", ">", "3"))),
        ),
        ("((a))", Clause("a")),
        ('> dc = "info:x" dc.title = a and b', Prefixed("dc", "info:x", Boolean("and", Clause("a", "dc.title"), Clause("b")))),
        ('a and (>"info:y" b)', Boolean("and", Clause("a"), Prefixed("", "info:y", Clause("b")))),
        (r'"say \"hi\""', Clause(r"say \"hi\"")),
    ],
)  # fmt: skip
def test_text_becomes_a_tree(text: str, tree: Node) -> None:
    assert root(text) == tree


def test_sort_keys_stand_at_the_end() -> None:
    query = parse("dog sortBy dc.date/sort.descending dc.title")
    assert query.sort == (SortKey("dc.date", (Modifier("sort.descending"),)), SortKey("dc.title"))


@pytest.mark.parametrize(
    ("text", "number", "position"),
    [
        ("", 10, 0),
        ("   ", 10, 3),
        ("a and", 10, 5),
        ("and and", 10, 7),
        ("(a and b", 13, 0),
        ("a)", 13, 1),
        ("()", 13, 1),
        ('title = "dog', 14, 8),
        ("title = ", 10, 8),
        ("title = = dog", 10, 8),
        ("dog cat", 10, 4),
        ('dog "cat"', 10, 4),
        ("a/b", 10, 1),
        ("> dc = ", 10, 7),
        ("dog sortBy", 10, 10),
        ("dog\\", 26, 3),
        (" or ".join(["a"] * (MOST_BOOLEANS + 2)), 38, None),
        ("(" * (MOST_NESTED + 1) + "a", 13, MOST_NESTED),
        ("x" * 4001, 12, None),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, number: int, position: int | None) -> None:
    with pytest.raises(CqlError) as caught:
        parse(text)
    assert (caught.value.number, caught.value.position) == (number, 0 if text == "   " else position)


def test_marks_and_backslashes_in_terms() -> None:
    found = pieces(r"^wimp* k?d\?")
    assert [(str(one), one.is_mark) for one in found] == [
        ("^", True), ("wimp", False), ("*", True), (" k", False), ("?", True), ("d?", False),
    ]  # fmt: skip
    with pytest.raises(CqlError) as caught:
        pieces(r"a\b")
    assert caught.value.number == 26


# --- properties ------------------------------------------------------------------------------------------------------

_letters = st.characters(exclude_characters='"\\', exclude_categories=["Cs"])
_escaped = st.sampled_from([r"\"", r"\\", r"\*", r"\?", r"\^"])
_term = st.lists(
    st.one_of(_letters, _escaped, st.sampled_from(["and", "OR", " ", "sortBy", "(", "/"])), max_size=8
).map("".join)
_name = _term.filter(bool)
_symbol = st.sampled_from(["=", "==", "<>", "<", ">", "<=", ">="])
_modifier = st.one_of(st.builds(Modifier, _name), st.builds(Modifier, _name, _symbol, _term))
_modifiers = st.lists(_modifier, max_size=2).map(tuple)
_relation = st.builds(Relation, st.one_of(_symbol, st.sampled_from(["any", "all", "exact", "cql.within"])), _modifiers)
_clause = st.one_of(st.builds(Clause, _term), st.builds(Clause, _term, _name, _relation))


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(Boolean, st.sampled_from(["and", "or", "not", "prox"]), inner, inner, _modifiers),
        st.builds(Prefixed, _term, _term, inner),
    )


_query = st.builds(
    Query,
    st.recursive(_clause, _larger, max_leaves=6),
    st.lists(st.builds(SortKey, _name, _modifiers), max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(_query)
def test_a_printed_tree_parses_to_itself(query: Query) -> None:
    assert parse(printed(query)) == query


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(
    ["(", ")", '"', "=", "<", ">", "/", "\\", " and ", " or ", " not ", " prox ", " sortby ", "a", "dc.title", " any ", "*", "^", " "]
), max_size=25).map("".join)))  # fmt: skip
@example("\\")
@example('"\\')
@example("\x00")
def test_no_text_crashes_and_what_parses_is_stable(text: str) -> None:
    error = query = None
    try:
        query = parse(text)
    except CqlError as caught:
        error = caught
    if query is not None:
        assert parse(printed(query)) == query
    else:
        assert error is not None
        assert error.number in {10, 12, 13, 14, 26, 38}
        assert error.position is None or 0 <= error.position <= len(text)


# --- an independent parser ----------------------------------------------------------------------------------------------

AGREED = [
    "dinosaur", "dc.title = fish", 'dc.title any "fish frog"', "fish and chips or peas", "fish or (chips not peas)",
    'dc.creator exact "Paulsen, Gary"', "bath.isbn == 9781416936473", "dc.date > 1990", "a prox/distance<3 b",
    "title =/relevant x", '>dc="info:srw/cql-context-set/1/dc-v1.1" dc.title any fish', "(a and b) or (c and d)", "a and b and c",
    'dc.title all "wimpy kid" and dc.creator = kinney', '"complete dinosaur"', 'dc.date within "1990 2000"', "subject<>x",
]  # fmt: skip
REFUSED = ["", "a and", "(a", "a)", "title =", 'title = "x', "a b c d"]


def _theirs(text: str) -> Any:
    """How cql-parser (PyPI) reads it; None when it does not."""
    cql = pytest.importorskip("cql")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            xml = cql.parse(text).toXCQLString()
        except Exception:
            return None
    return _of_xcql(fromstring(xml.replace(' xmlns="http://www.loc.gov/zing/cql/xcql/"', "")))  # noqa: S314  what another parser made of our own text


def _of_xcql(node: Element) -> Any:
    def said(path: str) -> str:
        return (node.findtext(path) or "").strip()

    modifiers = [
        (one.findtext("type"), one.findtext("comparison") or "", one.findtext("value") or "")
        for one in node.iter("modifier")
    ]
    prefixes = [(one.findtext("name") or "", one.findtext("identifier")) for one in node.findall("prefixes/prefix")]
    if node.tag == "searchClause":
        clause = (said("index") or BARE_INDEX, said("relation/value") or "=", modifiers, said("term"))
        return (*prefixes, clause)
    sides = [_of_xcql(side[0]) for side in (node.find("leftOperand"), node.find("rightOperand")) if side is not None]
    return (*prefixes, (said("boolean/value"), *sides))


def _ours(node: Node) -> Any:
    if isinstance(node, Prefixed):
        return ((node.name, node.uri), *_ours(node.inner))
    if isinstance(node, Boolean):
        return ((node.operator, _ours(node.left), _ours(node.right)),)
    modifiers = [(one.name, one.comparison, one.value) for one in node.relation.modifiers]
    return ((node.index, node.relation.name, modifiers, node.term),)


def test_another_parser_reads_the_same() -> None:
    assert {text: _theirs(text) for text in AGREED} == {text: _ours(root(text)) for text in AGREED}


def test_another_parser_refuses_the_same() -> None:
    for text in REFUSED:
        with pytest.raises(CqlError):
            parse(text)
    assert [text for text in REFUSED if _theirs(text) is not None] == []
