"""The page that says which test shows which of the eighty edge cases cannot lie: every test it names is there, and every
test with a number in its name is on it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve()
HOUSE = HERE.parents[1].parent
PAGE = HERE.parents[4] / "docs" / "reference" / "circulation-cases.md"
_ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$")
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
EXCUSES = ("Elsewhere:", "Not here:")


def rows() -> dict[int, str]:
    found = [match for line in PAGE.read_text().splitlines() if (match := _ROW.match(line)) is not None]
    assert len(found) == len({match[1] for match in found}), "a number stands twice"
    return {int(match[1]): match[3] for match in found}


def names_in(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def numbers_of(name: str) -> set[int]:
    """ "test_12_and_14_weekly" speaks of 12 and 14."""
    match = re.match(r"test_(\d\d(?:_(?:and_)?\d\d)*)_", name)
    return {int(number) for number in re.findall(r"\d\d", match[1])} if match is not None else set()


def test_every_case_has_a_row_with_a_test_or_says_where_it_is() -> None:
    table = rows()
    assert sorted(table) == list(range(1, 81))
    for number, shown in table.items():
        assert _TEST.search(shown) or shown.startswith(EXCUSES), f"{number}: neither a test nor an excuse"


def test_every_test_that_is_named_exists() -> None:
    known: dict[str, set[str]] = {}
    for number, shown in rows().items():
        for path, name in _TEST.findall(shown):
            if path not in known:
                known[path] = names_in(HOUSE / path)
            assert name in known[path], f"{number}: {path} has no {name}"


def test_every_numbered_test_here_is_on_the_page() -> None:
    table = rows()
    for file in sorted(HERE.parent.glob("test_*.py")):
        for name in names_in(file):
            for number in numbers_of(name):
                assert f"{file.name}::{name}`" in table[number], f"{number}: {file.name}::{name} is not on the page"
