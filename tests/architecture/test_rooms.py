"""The anatomy of a room: which files it may have, how long they may grow, what they may not be called."""

import ast
from pathlib import Path

import pytest

from tests.architecture import house

#: What any room may have. More (a rule of the room's own) has to be introduced in its README.
ANATOMY = {
    "__init__", "apps", "permissions", "models", "queries", "actions", "events", "ports", "forms", "schemas", "views",
    "urls", "api", "tasks", "listeners", "notices", "scan", "search", "panels", "nav", "import_sources", "list_actions",
    "merging", "clearance", "record", "retention", "templatetags", "management", "migrations", "tests",
}  # fmt: skip
WITHOUT_PYTHON = {"templates", "static", "locale", "__pycache__", "README.md"}
#: Names that say nothing about what is inside.
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "managers", "services", "service", "misc", "common", "stuff"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
COUNTED = {".py", ".html", ".css", ".js"}


@pytest.mark.parametrize("room", house.domain_rooms(), ids=house.room_name)
def test_a_room_has_only_files_of_the_anatomy(room: Path) -> None:
    readme = (room / "README.md").read_text() if (room / "README.md").exists() else ""
    strange = [
        house.where(entry)
        for entry in room.iterdir()
        if entry.name not in WITHOUT_PYTHON
        and entry.stem not in ANATOMY
        and not (entry.stem in house.stairs() and f"`{entry.name}`" in readme)
    ]
    assert not strange, f"Not in the anatomy, or not introduced in the room's README: {strange}"


@pytest.mark.parametrize("room", house.rooms(), ids=house.room_name)
def test_a_room_introduces_itself_on_one_page(room: Path) -> None:
    if house.room_name(room) == "config":
        return
    readme = room / "README.md"
    assert readme.exists(), f"{house.where(room)} has no README.md: what it is, its words, its doors"
    assert len(readme.read_text().split()) >= 40, f"{house.where(readme)} says too little"


@pytest.mark.parametrize("room", house.domain_rooms(), ids=house.room_name)
def test_the_same_noun_in_every_layer(room: Path) -> None:
    """A change or a view without a place among the tests is a change nobody tried."""
    assert list((room / "tests").glob("test_*.py")), f"{house.where(room)} has no tests"


def test_no_module_has_an_empty_name() -> None:
    named = [path for path in house.SOURCE.rglob("*") if path.suffix == ".py" or path.is_dir()]
    empty = [house.where(path) for path in named if path.stem in EMPTY_WORDS]
    assert not empty, f"Name these after the noun inside: {empty}"


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        house.where(path): lines
        for path in sorted(house.SOURCE.rglob("*"))
        if path.suffix in COUNTED and "migrations" not in path.parts
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long, f"Each wants a second noun: {long}"


def test_no_function_is_longer_than_a_reader_can_hold() -> None:
    long = {}
    for path in house.python_files():
        for node in ast.walk(house.parse(path)):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and (lines := body_lines(node)) > LONGEST_FUNCTION
            ):
                long[f"{house.where(path, node.lineno)} {node.name}"] = lines
    assert not long, f"Each wants a name for its middle: {long}"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without the docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
