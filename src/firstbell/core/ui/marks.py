"""The small marks inside text: icon, badge, key cap, initials, time, money, old to new. Functions behind the `ui` template tags."""

from __future__ import annotations

import re
import zlib
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from firstbell.core.ui.shapes import Tone

ICON_OF_TONE: dict[str, str] = {
    "neutral": "dot",
    "info": "info",
    "good": "check",
    "warn": "warning",
    "bad": "error",
    "brass": "bell",
}
TONES: tuple[Tone, ...] = ("neutral", "info", "good", "warn", "bad", "brass")
UNKNOWN_ICON = "dot"
_SPRITE = Path(__file__).parent.parent / "static/core/icons.svg"
_AVATAR_HUES = 6


@cache
def icon_names() -> frozenset[str]:
    """The names of the sprite, for forms that let people choose an icon."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', _SPRITE.read_text(encoding="utf-8")))


def known_tone(tone: str) -> Tone:
    """The tone of that name. Raises ValueError for any other word, so that a typing slip shows in the first test."""
    for known in TONES:
        if tone == known:
            return known
    raise ValueError(f"unknown tone {tone!r}: use one of {', '.join(TONES)}")


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite `core/icons.svg`; silent for screen readers unless it has a label.

    A name the sprite lacks draws a plain dot, because names also come from data that people edit on screen.
    """
    name = name if name in icon_names() else UNKNOWN_ICON
    css = f"icon icon-{size}" if size else "icon"
    href = f"{static('core/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}" focusable="false"><use href="{}"></use></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, href)


def badge(text: object, tone: str = "neutral", icon: str = "") -> SafeString:
    """A status pill: words and a shape, so that colour is never the only sign."""
    tone = known_tone(tone)
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, icon_of(icon or ICON_OF_TONE[tone], "sm"), text)


def icon_of(name: str, size: str = "") -> SafeString:
    """`icon` under a name that an `icon` argument does not hide."""
    return icon(name, size=size)


def kbd(key: object) -> SafeString:
    """A key cap; "g p" and "Shift+Enter" become one cap for each key."""
    keys = re.split(r"[ +]+", str(key).strip()) if len(str(key)) > 1 else [str(key)]
    caps = [format_html("<kbd>{}</kbd>", part) for part in keys]
    return mark_safe(" ".join(caps))  # noqa: S308 - every part is escaped just above


def avatar(name: object, size: str = "", picture: str = "") -> SafeString:
    """A disc with initials, or the picture at that address over them; its colour follows the name.

    Decorative: write the name beside it. Where the picture does not come, the initials stand.
    """
    text = str(name).strip()
    words = [word for word in re.split(r"[\s,]+", text) if word]
    initials = "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper() or "?"
    hue = zlib.crc32(text.encode()) % _AVATAR_HUES
    css = f"avatar avatar-{hue}" + (f" avatar-{size}" if size else "")
    if picture:
        face = format_html('<img src="{}" alt="" loading="lazy">', picture)
        return format_html('<span class="{} has-picture" aria-hidden="true">{}{}</span>', css, initials, face)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials)


def ago(when: datetime | date | None, now: datetime | None = None) -> SafeString:
    """How long ago or how soon, as `<time>` with the exact moment as its title. Nothing for None."""
    if when is None:
        return SafeString("")
    if not isinstance(when, datetime):
        when = datetime.combine(when, time.min)
    if timezone.is_naive(when):
        when = timezone.make_aware(when)
    local = timezone.localtime(when)
    exact = f"{date_format(local, 'D, M j, Y')}, {date_format(local, 'g:i A')}"
    words = spoken_distance(when, now or timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), exact, words)


def spoken_distance(when: datetime, now: datetime) -> str:
    """ "just now", "5 min ago", "in 3 h", "yesterday", "4 days ago"; a plain date beyond two weeks."""
    seconds = (now - when).total_seconds()
    size = abs(seconds)
    if size < 45:
        return "just now"
    if size < 90 * 60:
        return _directed(f"{max(1, round(size / 60))} min", seconds)
    local_now, local_when = timezone.localtime(now), timezone.localtime(when)
    days = (local_now.date() - local_when.date()).days
    if days == 0 or size < 12 * 3600:
        return _directed(f"{round(size / 3600)} h", seconds)
    if abs(days) == 1:
        return "yesterday" if days == 1 else "tomorrow"
    if abs(days) <= 14:
        return _directed(f"{abs(days)} days", seconds)
    same_year = local_now.year == local_when.year
    return date_format(local_when, "M j" if same_year else "M j, Y")


def _directed(amount: str, seconds: float) -> str:
    return f"{amount} ago" if seconds > 0 else f"in {amount}"


def money(cents: int | None) -> str:
    """Dollars from integer cents: 1250 is "$12.50", -1250 is "−$12.50". Nothing for None."""
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    return f"{sign}${whole:,}.{rest:02d}"


def diff(old: object, new: object) -> SafeString:
    """What was and what is, readable without colour. None and "" show as "empty"."""
    return format_html(
        '<span class="diff"><del>{}<span class="sr-only"> was</span></del>{}<ins><span class="sr-only">now </span>{}</ins></span>',
        _or_empty(old),
        icon_of("arrow-right", "sm"),
        _or_empty(new),
    )


def _or_empty(value: object) -> object:
    return SafeString('<span class="empty-value">empty</span>') if value is None or value == "" else value


def strong_only(text: str) -> SafeString:
    """A sentence in which ``**so**`` is strong, and everything else is plain text."""
    parts = re.split(r"\*\*(.+?)\*\*", text)
    return format_html_join(
        "", "{}", ((format_html("<strong>{}</strong>", one) if n % 2 else one,) for n, one in enumerate(parts))
    )
