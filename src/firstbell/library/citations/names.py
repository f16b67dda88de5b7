"""Names of people and organisations as each style writes them, in the list and in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firstbell.library.citations.sources import Name

_PARTS = re.compile(r"[\s.]+")
#: Before a family name, small: written out behind the initials (“Beauvoir, S. de”).
_PARTICLES_TEXT = """
af al da das de del della den der des di do dos du el la las le los ten ter van von vom y zu zum zur
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())


def turned(name: Name) -> str:
    """“Kinney, Jeff”; with a suffix “King, Martin Luther, Jr.”"""
    return str(name)


def straight(name: Name) -> str:
    """“Jeff Kinney”, “Martin Luther King Jr.”"""
    return " ".join(filter(None, (name.given, name.family, name.suffix)))


def initials(given: str) -> str:
    """“Martin Luther” as “M. L.”, “Jean-Paul” as “J.-P.”, “Matt de la” as “M. de la”."""
    made = list[str]()
    for part in filter(None, _PARTS.split(given)):
        is_particle = part in _PARTICLES and bool(made)
        made.append(part if is_particle else "-".join(f"{one[0].upper()}." for one in part.split("-") if one))
    return " ".join(made)


def apa_turned(name: Name) -> str:
    """“King, M. L., Jr.”"""
    return ", ".join(filter(None, (name.family, initials(name.given), name.suffix)))


def apa_straight(name: Name) -> str:
    """“M. L. King, Jr.”: editors after “In”, translators."""
    first = " ".join(filter(None, (initials(name.given), name.family)))
    return ", ".join(filter(None, (first, name.suffix)))


def listed(names: Sequence[str], word: str, *, comma_with_two: bool = False) -> str:
    """“A”, “A and B”, “A, B, and C”."""
    if len(names) < 2:
        return "".join(names)
    if len(names) == 2:
        return f"{names[0]}{',' if comma_with_two else ''} {word} {names[1]}"
    return f"{', '.join(names[:-1])}, {word} {names[-1]}"


def mla_list(names: Sequence[Name]) -> str:
    """One; two; three or more are the first and “et al.” (MLA 9, 5.5-5.8)."""
    if len(names) > 2:
        return f"{turned(names[0])}, et al."
    if len(names) == 2:
        # A whole name is not turned around, but the comma stays: it separates the two.
        return f"{turned(names[0])}, and {straight(names[1])}"
    return "".join(map(turned, names))


def mla_straight(names: Sequence[Name]) -> str:
    """After “edited by”."""
    if len(names) > 2:
        return f"{straight(names[0])} et al."
    return listed([straight(one) for one in names], "and")


def apa_list(names: Sequence[Name]) -> str:
    """Up to twenty; of more the first nineteen, an ellipsis and the last (APA 7, 9.8)."""
    said = [apa_turned(one) for one in names]
    if len(said) > 20:
        return f"{', '.join(said[:19])}, . . . {said[-1]}"
    return listed(said, "&", comma_with_two=True)


def apa_editors(names: Sequence[Name]) -> str:
    return listed([apa_straight(one) for one in names], "&")


def chicago_list(names: Sequence[Name]) -> str:
    """Up to ten; of more the first seven and “et al.” (Chicago 17, 14.76 and 15.9)."""
    if not names:
        return ""
    shown = names if len(names) <= 10 else names[:7]
    said = [turned(shown[0]), *(straight(one) for one in shown[1:])]
    if len(names) > 10:
        return f"{', '.join(said)}, et al."
    return listed(said, "and", comma_with_two=True)


def chicago_straight(names: Sequence[Name]) -> str:
    """After “edited by”: more than ten are shortened as authors are."""
    said = [straight(one) for one in names]
    return f"{', '.join(said[:7])}, et al." if len(said) > 10 else listed(said, "and")


def surname(name: Name, *, with_initials: bool = False) -> str:
    """As in the text; with initials where two people share the family name."""
    return apa_straight(Name(name.family, name.given)) if with_initials and name.given else name.family
