"""XML written by hand: few shapes, each with its names in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 has no place for, not even as a number.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DC = "http://purl.org/dc/elements/1.1/"


def text(said: object) -> str:
    """Fit to stand between tags."""
    return escape(_NOT_IN_XML.sub("�", str(said)))


def attribute(said: object) -> str:
    """Fit to stand after an equals sign; with its quotes."""
    return quoteattr(_NOT_IN_XML.sub("�", str(said)))


def tag(name: str, said: object) -> str:
    return f"<{name}>{text(said)}</{name}>"


def dublin_core(elements: Iterable[tuple[str, str]], *, prefix: str, namespace: str, more: str = "") -> str:
    """Simple Dublin Core in one of the two wrappers that protocols have for it."""
    inner = "".join(tag(f"dc:{name}", said) for name, said in elements)
    return f'<{prefix}:dc xmlns:{prefix}="{namespace}" xmlns:dc="{DC}"{more}>{inner}</{prefix}:dc>'
