"""A small catalogue that others may look at."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone

from firstbell.library.actions.indexing import index_titles
from firstbell.library.marc.record import Field
from firstbell.library.marc.record import Record as Marc
from firstbell.library.marc.writing import write_iso2709
from firstbell.library.models import Heading, Record, Title, TitleHeading
from firstbell.library.tests.factories import make_title


def make_recorded_title(name: str, *, author: str = "Paulsen, Gary", subject: str = "Survival", **more: Any) -> Title:
    """A title with a record that also holds what must not leave the house, its headings, and its words for search."""
    title = make_title(name, author=author, **more)
    fields = [
        Field("001", f"x{title.pk}"),
        Field.of("100", "1 ", ("a", author)),
        Field.of("245", "10", ("a", name)),
        Field.of("541", "0 ", ("h", "$17.95")),
        Field.of("590", "  ", ("a", "Gift of a family")),
        Field.of("852", "  ", ("p", "30001234"), ("9", "$18.99")),
        Field.of("952", "  ", ("g", "18.99")),
    ]
    keep_record(title, write_iso2709(Marc("00000nam a2200000 a 4500", fields)))
    for kind, text, is_main in (("person", author, True), ("subject", subject, False)):
        heading, _ = Heading.objects.get_or_create(kind=kind, norm=text.lower(), list="", defaults={"text": text})
        TitleHeading.objects.create(title=title, heading=heading, is_main=is_main)
    index_titles([title.pk])
    return title


def keep_record(title: Title, data: bytes) -> None:
    Record.objects.create(title=title, data=data, digest=hashlib.sha256(data).digest(), read_at=timezone.now())
