"""How a message class says its layout: ``fixed(18)``, ``text("AA")``, ``maybe("AD")``, ``many("AF")``."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Base of all messages. Values are text as on the wire; None is a field that is not there."""

    code: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A field by its place: ``width`` characters."""

    name: str
    width: int


@dataclass(frozen=True, slots=True)
class Named:
    """A field by its two letters."""

    name: str
    id: str
    is_many: bool
    is_required: bool


def fixed(width: int, default: str | None = None) -> Any:
    """Of ``width`` characters; blanks when nothing is given."""
    return field(default=" " * width if default is None else default, metadata={"width": width})


def text(id: str) -> Any:
    """Always sent, also when empty."""
    return field(default="", metadata={"id": id})


def maybe(id: str) -> Any:
    """Sent when it is not None."""
    return field(default=None, metadata={"id": id, "optional": True})


def many(id: str) -> Any:
    """Any number of times."""
    return field(default=(), metadata={"id": id, "many": True})


def layout(kind: type[Message]) -> tuple[tuple[Fixed, ...], tuple[Named, ...]]:
    """The fields of a message class in their order."""
    known = _layouts.get(kind)
    if known is None:
        known = _layouts[kind] = _laid_out(kind)
    return known


_layouts: dict[type[Message], tuple[tuple[Fixed, ...], tuple[Named, ...]]] = {}


def _laid_out(kind: type[Message]) -> tuple[tuple[Fixed, ...], tuple[Named, ...]]:
    places, names = [], []
    for one in fields(kind):
        said = one.metadata
        if "width" in said:
            places.append(Fixed(one.name, said["width"]))
        else:
            names.append(Named(one.name, said["id"], said.get("many", False), not said.get("optional", False)))
    return tuple(places), tuple(names)
