"""What a harvester asks for, judged as the protocol has it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

#: Verb -> (needed, possible) arguments.
VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset(("identifier",))),
    "ListSets": (frozenset(), frozenset(("resumptionToken",))),
    "GetRecord": (frozenset(("identifier", "metadataPrefix")), frozenset()),
    "ListIdentifiers": (frozenset(("metadataPrefix",)), frozenset(("from", "until", "set", "resumptionToken"))),
    "ListRecords": (frozenset(("metadataPrefix",)), frozenset(("from", "until", "set", "resumptionToken"))),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


class Refused(Exception):
    """One of the protocol's errors. ``is_repeated``: whether the answer may repeat the arguments (3.6)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def is_repeated(self) -> bool:
        return self.code not in ("badVerb", "badArgument")


@dataclass(frozen=True, slots=True)
class Asked:
    verb: str
    arguments: dict[str, str]

    def get(self, name: str) -> str:
        return self.arguments.get(name, "")


def read(sent: Sequence[tuple[str, str]]) -> Asked:
    """Raises Refused (badVerb, badArgument)."""
    verbs = [value for name, value in sent if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refused("badVerb", f"Give one verb of these: {', '.join(VERBS)}.")
    arguments: dict[str, str] = {}
    for name, value in sent:
        if name == "verb":
            continue
        if name in arguments or not value:
            raise Refused("badArgument", f"“{name}” must be given once, and not be empty.")
        arguments[name] = value
    needed, possible = VERBS[verbs[0]]
    if unknown := arguments.keys() - needed - possible:
        raise Refused("badArgument", f"{verbs[0]} has no argument “{min(unknown)}”.")
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise Refused("badArgument", "A resumptionToken stands alone.")
    elif missing := needed - arguments.keys():
        raise Refused("badArgument", f"{verbs[0]} needs the argument “{min(missing)}”.")
    return Asked(verbs[0], arguments)


def period(first: str, last: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From (that moment and later) and until (before that moment). Raises Refused (badArgument)."""
    if first and last and len(first) != len(last):
        raise Refused("badArgument", "from and until must have the same granularity.")
    start, end = _moment("from", first), _moment("until", last)
    if end is not None:
        try:
            end += dt.timedelta(days=1) if len(last) == 10 else dt.timedelta(seconds=1)
        except OverflowError:
            end = None
    if start is not None and end is not None and start >= end:
        raise Refused("badArgument", "from is later than until.")
    return start, end


def _moment(name: str, said: str) -> dt.datetime | None:
    if not said:
        return None
    try:
        if _DAY.fullmatch(said):
            return dt.datetime.combine(dt.date.fromisoformat(said), dt.time(), dt.UTC)
        if _SECOND.fullmatch(said):
            return dt.datetime.fromisoformat(said)
    except ValueError:
        pass
    raise Refused("badArgument", f"“{name}” is no date: write 2026-11-25 or 2026-11-25T10:00:00Z.")
