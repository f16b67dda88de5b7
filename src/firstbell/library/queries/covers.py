"""Covers: where a title's picture is; for a title that has none, one drawn from its title and format, without asking anybody."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from django.urls import reverse

from firstbell.library.models import Cover, Title

WIDTH, HEIGHT = 240, 360
#: Ground and ink, dark enough under white to be read (contrast above 7).
_GROUNDS = ("#0b4a53", "#1d4a78", "#1c5a32", "#6b4a00", "#7c2d1e", "#5a2a5f", "#3a3f58", "#4a4a12")
_LINE, _MOST_LINES = 15, 6


def pictures_of(ids: Sequence[int]) -> dict[int, str]:
    """Addresses of the pictures of those titles that have one: one statement. An address changes with its picture."""
    if not ids:
        return {}
    kept = Cover.objects.filter(title_id__in=ids).exclude(file="").values_list("title_id", "looked_at")
    return {pk: f"{reverse('library:cover', args=[pk])}?v={stamp_of(at)}" for pk, at in kept}


def stamp_of(looked_at: dt.datetime) -> str:
    """What tells one picture of a title from the next."""
    return f"{int(looked_at.timestamp() * 1000):x}"


def drawn_cover(title: Title) -> bytes:
    """An SVG of 240 × 360: the title's words, who made it, what it is. The same title always has the same colour."""
    ground = _GROUNDS[zlib.crc32(title.sort_title.encode()) % len(_GROUNDS)]
    lines = _wrapped(title.name, _MOST_LINES)
    size = 30 if max(map(len, lines), default=0) <= 11 and len(lines) <= 4 else 24
    text = "".join(
        f'<text x="24" y="{84 + at * (size + 6)}" font-size="{size}" font-weight="700">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    author = escape(_wrapped(title.author, 1)[0]) if title.author else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/><rect width="10" height="{HEIGHT}" fill="#000" opacity=".25"/>'
        f'<g fill="#fff" font-family="sans-serif">'
        f'<text x="24" y="40" font-size="14" opacity=".9">{escape(title.get_format_display())}</text>{text}'
        f'<text x="24" y="{HEIGHT - 28}" font-size="16">{author}</text></g></svg>'
    ).encode()


def _wrapped(text: str, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        short = word if len(word) <= _LINE + 3 else word[: _LINE + 2] + "…"
        if not lines[-1] or len(lines[-1]) + 1 + len(short) <= _LINE:
            lines[-1] = f"{lines[-1]} {short}".strip()
        elif len(lines) < most:
            lines.append(short)
        else:
            lines[-1] = lines[-1].rstrip("…") + "…"
            break
    return lines
