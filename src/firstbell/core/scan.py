"""Any code -> what it is. The scan box, the counter and the API all ask here.

A scanner types what is printed: a student's badge, an asset tag, a serial number, a room's or
shelf's label, a ticket number. Rooms register a resolver; each may ask the database once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from firstbell.core.actor import Actor

# Scanners of the Codabar family send their start and stop letters along; GS1 and AIM
# prefixes (``]C1``) name the symbology. Neither belongs to the code.
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_SPACE = re.compile(r"\s+")
_CODABAR = re.compile(r"^[A-D]([0-9\-$:/.+]{4,})[A-D]$")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned. ``text`` as it came (trimmed); ``code`` normalised for comparing."""

    text: str
    code: str

    @classmethod
    def of(cls, raw: str) -> Scan:
        text = _AIM.sub("", raw.strip())
        return cls(text=text, code=normalise(text))


def normalise(text: str) -> str:
    """Upper case without white space: how codes are stored for comparing. Leading zeros stay."""
    code = _SPACE.sub("", text).upper()
    codabar = _CODABAR.match(code)
    return codabar.group(1) if codabar else code


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a code names. ``object`` is the model instance, already allowed to the actor."""

    kind: str
    id: int
    label: str
    detail: str
    url: str
    icon: str
    object: Any


Resolver = Callable[[Scan, Actor], Iterable[Match]]

_resolvers: list[tuple[int, str, Resolver]] = []


def register(kind: str, resolver: Resolver, *, order: int = 50) -> None:
    _resolvers.append((order, kind, resolver))
    _resolvers.sort(key=lambda entry: entry[:2])


def resolve(raw: str, actor: Actor, *, kinds: Iterable[str] | None = None) -> list[Match]:
    """Everything this code names that the actor may see, in the resolvers' order.

    More than one match is possible (a badge number that is also an asset tag); the caller
    knows from its context which one is meant, or asks.
    """
    scan = Scan.of(raw)
    if not scan.code or len(scan.code) > 120:
        return []
    wanted = None if kinds is None else set(kinds)
    return [
        match for _, kind, resolver in _resolvers if wanted is None or kind in wanted for match in resolver(scan, actor)
    ]
