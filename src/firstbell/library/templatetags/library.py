"""`{% load library %}`: covers drawn of title and kind, and limits in the reader's words."""

from __future__ import annotations

import zlib
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from firstbell.library.models import Title
from firstbell.library.views.hits import value_text
from firstbell.library.views.reader import Reader

register = template.Library()
HUES = 6


@register.simple_tag
def cover(title: Title, size: str = "", picture: str = "") -> SafeString:
    """The title's picture where it has one, else its title on a coloured board. Decorative: the title stands beside it."""
    kind = f" lib-cover-{size}" if size else ""
    if picture:
        return format_html('<img class="lib-cover lib-cover-picture{}" src="{}" alt="" loading="lazy">', kind, picture)
    name = title.full_title
    text = name if len(name) < 60 else f"{name[:57].rsplit(' ', 1)[0]}…"
    return format_html(
        '<span class="lib-cover lib-hue-{}{}" aria-hidden="true"><span class="lib-cover-title">{}</span>'
        '<span class="lib-cover-by">{}</span></span>',
        hue(name), kind, text, title.author.partition(",")[0],
    )  # fmt: skip


@register.simple_tag
def spine(neighbour: Any) -> str:
    return f"lib-hue-{hue(neighbour.name)}"


def hue(name: str) -> int:
    """The same for the same title, in every list."""
    return zlib.crc32(name.encode()) % HUES


@register.simple_tag
def limit_value(name: str, value: str, reader: Reader) -> str:
    return value_text(name, value, {}, reader)


@register.simple_tag
def limit_say(key: str, reader: Reader, **values: Any) -> str:
    return reader.say(key, **values)


@register.simple_tag
def stars(count: float, said: str = "") -> SafeString:
    """Stars as a picture that speaks: ``said`` is what it says, “4 of 5 stars” where it is left out."""
    full = round(count)
    return format_html(
        '<span class="lib-stars" role="img" aria-label="{}">{}<span class="lib-stars-off">{}</span></span>',
        said or f"{count} of 5 stars", "★" * full, "★" * (5 - full),
    )  # fmt: skip
