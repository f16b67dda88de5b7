"""A small catalogue that others may look at."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone

from firstbell.library.actions.indexing import index_titles
from firstbell.library.models import Form, Heading, Record, Title, TitleHeading
from firstbell.library.tests.factories import make_title


def make_recorded_title(
    name: str, *, author: str = "Paulsen, Gary", subject: str = "Survival", summary: str = "", **more: Any
) -> Title:
    """A title with a record that also holds what must not leave the house, its headings, and its words for search."""
    title = make_title(name, author=author, **more)
    if summary:
        Title.objects.filter(pk=title.pk).update(summary=summary)
    fields = (("100", "a", author), ("245", "a", name), ("541", "h", "$17.95"), ("590", "a", "Gift of a family"),
              ("852", "p", "30001234"), ("852", "9", "$18.99"), ("952", "g", "18.99"))  # fmt: skip
    inner = "".join(
        f'<datafield tag="{tag}" ind1=" " ind2=" "><subfield code="{code}">{text}</subfield></datafield>'
        for tag, code, text in fields
    )
    xml = f"<record><leader>00000nam a2200000 a 4500</leader>{inner}</record>"
    keep_record(title, xml.encode(), form=Form.MARCXML)
    for kind, text, is_main in (("person", author, True), ("subject", subject, False)):
        heading, _ = Heading.objects.get_or_create(kind=kind, norm=text.lower(), list="", defaults={"text": text})
        TitleHeading.objects.create(title=title, heading=heading, is_main=is_main)
    index_titles([title.pk])
    return title


def keep_record(title: Title, data: bytes, *, form: Form = Form.ISO2709) -> None:
    Record.objects.create(
        title=title, data=data, form=form, digest=hashlib.sha256(data).digest(), read_at=timezone.now()
    )
