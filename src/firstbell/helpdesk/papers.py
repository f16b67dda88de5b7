"""The evidence pack as a PDF: letter paper, one column, the letters embedded."""

from __future__ import annotations

import io
from functools import cache
from xml.sax.saxutils import escape

from django.contrib.staticfiles import finders
from django.utils import timezone
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from firstbell.helpdesk.queries.evidence import Pack

_REGULAR, _BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
_INCH = 72


@cache
def _load_letters() -> None:
    """The labels' letters: Latin, Greek, Cyrillic and more."""
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, finders.find(f"inventory/fonts/{name}.ttf")))


def pack_pdf(pack: Pack, *, title: str) -> bytes:
    """``title`` stands on top and in the file's properties."""
    _load_letters()
    body = ParagraphStyle("body", fontName=_REGULAR, fontSize=9.5, leading=12.5)
    label = ParagraphStyle("label", parent=body, fontName=_BOLD)
    said = ParagraphStyle("said", parent=body, leftIndent=14, spaceAfter=4)
    head = ParagraphStyle("head", parent=label, fontSize=12, leading=16, spaceBefore=10, spaceAfter=3)
    top = ParagraphStyle("top", parent=label, fontSize=16, leading=21)
    made = f"{timezone.localtime(pack.made_at):%b %-d, %Y, %H:%M}"
    story: list[Flowable] = [
        Paragraph(escape(title), top),
        Paragraph(escape(f"{pack.reason or 'Evidence'}. Made {made} by Firstbell."), body),
    ]
    for section in pack.sections:
        story.append(Paragraph(escape(section.title), head))
        for _, text, value in section.facts:  # paragraphs, for a table's cell may not be longer than a page
            story += [Paragraph(escape(text), label), Paragraph(_lines(value), said)]
    if pack.missing:
        story += [Spacer(1, 8), Paragraph(escape(f"Not known: {', '.join(pack.missing_labels)}"), label)]
    file = io.BytesIO()
    SimpleDocTemplate(
        file, pagesize=letter, title=title, author="Firstbell", leftMargin=_INCH, rightMargin=_INCH
    ).build(story)
    return file.getvalue()


def _lines(text: str) -> str:
    return "<br/>".join(escape(line) for line in text.splitlines())
