"""A stranger's XML as a tree: no document type, so no entities; no endless depth. The size was bounded before."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_DEEPEST = 100


def parsed(body: bytes | str) -> Element | None:
    """The root, names written ``{namespace}name``; None for what is no XML, or has what nobody needs to send."""
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
        return reader.builder.close()
    except (expat.ExpatError, _Refused, AssertionError, ValueError, LookupError):
        return None


class _Refused(Exception):
    pass


class _Reader:
    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._depth = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Refused
        self.builder.start(f"{{{name}" if "}" in name else name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(f"{{{name}" if "}" in name else name)

    @staticmethod
    def _refuse(*_: object) -> None:
        raise _Refused
