"""The doors contract refuses what it should, on a house built for the purpose."""

import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from tools.contracts import DoorsContract, Trespass, room_of, rooms_in

OPTIONS = {
    "root": "smallhouse",
    "buildings": ["smallhouse.connectors"],
    "doors": ["models", "actions"],
    "open_rooms": ["smallhouse.core"],
    "private": ["views"],
    "wiring": ["smallhouse.config"],
    "wiring_doors": ["urls"],
    "test_doors": ["tests.factories"],
}


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("smallhouse")]:
        del sys.modules[name]


def write(root: Path, modules: dict[str, str]) -> grimp.ImportGraph:
    """A package of these modules, and its import graph."""
    for name, text in modules.items():
        path = root / Path(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        for folder in [path.parent, *path.parent.parents]:
            if folder == root:
                break
            (folder / "__init__.py").touch()
    return grimp.build_graph("smallhouse", cache_dir=None)


def trespasses(graph: grimp.ImportGraph) -> list[Trespass]:
    contract = DoorsContract("doors", {"root_packages": ["smallhouse"]}, dict(OPTIONS))
    check = contract.check(graph, verbose=False)
    found: list[Trespass] = check.metadata["trespasses"]
    assert check.kept == (not found)
    return found


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("loans.views", "things.models"),
        ("loans.views", "things.actions.lend"),
        ("loans.views", "core.search"),
        ("loans.views", "loans.forms"),
        ("loans.tests.test_lend", "things.tests.factories"),
        ("config.urls", "things.urls"),
        ("connectors.roster.reader", "things.models"),
    ],
)
def test_doors_are_open(build: Path, importer: str, imported: str) -> None:
    graph = write(build, {f"smallhouse.{importer}": f"import smallhouse.{imported}\n", f"smallhouse.{imported}": ""})

    assert trespasses(graph) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("loans.views", "things.views"),
        ("loans.actions", "things.forms"),
        ("loans.views", "core.views"),
        ("loans.views", "things.urls"),
        ("loans.factories", "things.tests.factories"),
        ("loans.tests.test_lend", "things.tests.test_things"),
        ("connectors.roster.reader", "connectors.google.reader"),
    ],
)
def test_walls_are_closed(build: Path, importer: str, imported: str) -> None:
    importer, imported = f"smallhouse.{importer}", f"smallhouse.{imported}"
    graph = write(build, {importer: f"\nimport {imported}\n", imported: ""})

    assert trespasses(graph) == [Trespass(importer, imported, (2,))]


def test_a_building_is_not_a_room_but_its_children_are(build: Path) -> None:
    graph = write(build, {"smallhouse.connectors.roster.reader": "", "smallhouse.core.search": ""})

    rooms = rooms_in(graph, "smallhouse", ["smallhouse.connectors"])

    assert rooms == {"smallhouse.connectors.roster", "smallhouse.core"}
    assert room_of("smallhouse.connectors.roster.reader", rooms) == "smallhouse.connectors.roster"
    assert room_of("smallhouse", rooms) is None
