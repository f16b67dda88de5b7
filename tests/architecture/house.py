"""The house as it stands on disk: rooms, files and imports, for the tests of this folder."""

import ast
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "firstbell"
FOUNDATION = ("core",)
WIRING = ("config", "demo")


@cache
def contract(name: str) -> dict[str, list[str]]:
    """One import-linter contract of pyproject.toml, as written."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found: dict[str, list[str]] = next(one for one in contracts if one["id"] == name)
    return found


def names_in(layer: str) -> tuple[str, ...]:
    return tuple(name.strip(" ()") for name in layer.replace("|", ":").split(":"))


@cache
def floors() -> tuple[tuple[str, ...], ...]:
    """Rooms by floor, top first, as pyproject.toml plans them (planned rooms included)."""
    return tuple(names_in(line) for line in contract("floors")["layers"])


def floor_of(room: str) -> int:
    """0 is the ground; `connectors.oneroster` stands where `connectors` stands."""
    top_down = floors()
    name = room.partition(".")[0]
    return next(len(top_down) - index for index, line in enumerate(top_down) if name in line)


def stairs() -> frozenset[str]:
    """Every module name that the stairs of a room have a step for."""
    return frozenset(name for layer in contract("stairs")["layers"] for name in names_in(layer))


def rooms() -> list[Path]:
    """The folders of the rooms that exist: connectors one by one, the package itself left out."""
    found = [folder for folder in SOURCE.iterdir() if (folder / "__init__.py").exists() and folder.name != "connectors"]
    connectors = [folder for folder in (SOURCE / "connectors").iterdir() if (folder / "__init__.py").exists()]
    return sorted(found + connectors)


def domain_rooms() -> list[Path]:
    """Rooms that follow the anatomy to the letter: neither foundation, wiring nor connectors."""
    return [room for room in rooms() if room.parent == SOURCE and room.name not in (*FOUNDATION, *WIRING)]


def room_name(folder: Path) -> str:
    return ".".join(folder.relative_to(SOURCE).parts)


def python_files(folder: Path = SOURCE) -> Iterator[Path]:
    """Our own modules, without migrations."""
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of all that a file imports; `from a import b` gives both `a` and `a.b`."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file git knows or would add; without git, every file outside of the usual heaps."""
    if shutil.which("git") is not None:
        listing = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if listing.returncode == 0:
            names = [ROOT / name for name in listing.stdout.split("\0") if name]
            return tuple(sorted(path for path in set(names) if path.is_file()))
    heaps = {".venv", ".git", ".hypothesis", "var", "build", "dist", "__pycache__"}
    everything = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(
        sorted(
            path
            for path in everything
            if not heaps & set(path.relative_to(ROOT).parts) and not any(p.endswith("_cache") for p in path.parts)
        )
    )


def text_of(path: Path) -> str:
    """The file's text, or '' when it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def where(path: Path, line: int | None = None) -> str:
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name
