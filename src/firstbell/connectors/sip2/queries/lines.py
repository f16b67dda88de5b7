"""What borrowers read on terminals, as it is said here."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.connectors.sip2.models import ScreenText
from firstbell.connectors.sip2.texts import SHIPPED


@dataclass(frozen=True, slots=True)
class Line:
    """One text in both languages; ``is_own``: one of them is not as shipped."""

    key: str
    when: str
    en: str
    es: str
    is_own: bool


def screen_lines() -> list[Line]:
    """Every text, in the order in which they are shipped."""
    own = {(row.key, row.language): row.text for row in ScreenText.objects.all()}
    return [
        Line(key, one.when, own.get((key, "en"), one.en), own.get((key, "es"), one.es), (key, "en") in own or (key, "es") in own)
        for key, one in SHIPPED.items()
    ]  # fmt: skip
