"""Import-linter contracts of our own, for what its stock ones cannot say.

Offers :class:`DoorsContract` (named in pyproject.toml) and, to the architecture map, :func:`room_of`.
"""

from dataclasses import dataclass

import grimp
from importlinter import Contract, ContractCheck, fields, output


@dataclass(frozen=True)
class Trespass:
    """One import through a wall: who, what, on which lines."""

    importer: str
    imported: str
    lines: tuple[int, ...]


def room_of(module: str, rooms: frozenset[str]) -> str | None:
    """The room a module lives in: the longest room name it begins with, or None outside of all rooms.

    >>> room_of("firstbell.connectors.base.models", frozenset({"firstbell.connectors.base"}))
    'firstbell.connectors.base'
    """
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in rooms), None)


def rooms_in(graph: grimp.ImportGraph, root: str, buildings: list[str]) -> frozenset[str]:
    """Every package directly under the root; a building (connectors) is not a room, its children are."""
    rooms: set[str] = set()
    for child in graph.find_children(root):
        rooms |= graph.find_children(child) if child in buildings else {child}
    return frozenset(rooms)


class DoorsContract(Contract):
    """From another room only its doors may be imported.

    - root: the package all rooms live in.
    - buildings: packages whose children, not themselves, are rooms (connectors).
    - doors: what every room lets others import.
    - open_rooms: foundations whose modules are there to be used, all but their `private` ones.
    - private: modules that serve only people, programs and clocks, never other rooms.
    - wiring: rooms that put the application together, and what they may import beyond doors.
    - test_doors: what a room's tests may import from another room's tests.
    """

    type_name = "doors"

    root = fields.StringField()
    buildings = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    open_rooms = fields.ListField(subfield=fields.StringField())
    private = fields.ListField(subfield=fields.StringField())
    wiring = fields.ListField(subfield=fields.StringField())
    wiring_doors = fields.ListField(subfield=fields.StringField())
    test_doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        rooms = rooms_in(graph, str(self.root), list(self.buildings))  # type: ignore[call-overload]
        trespasses = [
            Trespass(importer, imported, self._lines(graph, importer, imported))
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self._allows(importer, imported, rooms)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def _allows(self, importer: str, imported: str, rooms: frozenset[str]) -> bool:
        here, there = room_of(importer, rooms), room_of(imported, rooms)
        if there is None or here == there:
            return True
        inside = imported.removeprefix(there).lstrip(".")
        # A room's package itself says nothing; importing it is importing its name.
        first = inside.partition(".")[0]
        if not first or first in self._list("doors"):
            return True
        if there in self._list("open_rooms") and first not in self._list("private"):
            return True
        if here in self._list("wiring") and first in self._list("wiring_doors"):
            return True
        is_test = importer.removeprefix(here or "").startswith((".tests", ".conftest"))
        return is_test and inside in self._list("test_doors")

    def _list(self, name: str) -> list[str]:
        return list(getattr(self, name))

    @staticmethod
    def _lines(graph: grimp.ImportGraph, importer: str, imported: str) -> tuple[int, ...]:
        details = graph.get_import_details(importer=importer, imported=imported)
        return tuple(detail["line_number"] for detail in details)

    def render_broken_contract(self, check: ContractCheck) -> None:
        for trespass in check.metadata["trespasses"]:
            lines = ", ".join(str(line) for line in trespass.lines)
            output.print_error(f"{trespass.importer} (line {lines}) imports {trespass.imported}", bold=False)
        output.new_line()
        output.print(f"Another room may be entered only by: {', '.join(self._list('doors'))}.")
