"""What a self-check says: the nearest organisation's own words, else the shipped ones. One query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstbell.kiosk.content import TEXTS, say
from firstbell.kiosk.models import SelfCheckText
from firstbell.people.models import Organisation
from firstbell.rooms.queries import ids_on


@dataclass(frozen=True, slots=True)
class Texts:
    """``own`` by key and language; what is not in it is shipped. ``said_by``: keys of the organisations whose words they are."""

    own: Mapping[tuple[str, str], str] = field(default_factory=dict)
    said_by: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def text(self, key: str, language: str) -> str:
        """As it is written, with its words in braces."""
        return self.own.get((key, language)) or say(key, language)

    def say(self, key: str, language: str, **words: str) -> str:
        """One text with its words put in."""
        return self.text(key, language).format(**words)

    def words(self, language: str) -> dict[str, str]:
        """Every text that a page puts up."""
        return {key: self.text(key, language) for key in TEXTS}


def texts_at(organisation: Organisation, *, own: bool = True) -> Texts:
    """What the kiosks of an organisation say; ``own`` False: what they would say without words of its own."""
    above = [pk for pk in ids_on(organisation.scope_path) if own or pk != organisation.pk]
    rows = SelfCheckText.objects.filter(organisation_id__in=above, is_current=True).select_related("organisation")
    nearest_last = sorted(rows, key=lambda row: row.organisation.scope_path.count("."))
    return Texts(
        {(row.key, row.language): row.text for row in nearest_last},
        {(row.key, row.language): row.organisation_id for row in nearest_last},
    )
