"""Every pair of ink and ground that the stylesheets put together passes WCAG 2.2 AA, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static/core/css"
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for controls and signs

GROUNDS = ("bg", "surface", "surface-2", "surface-3")
TONES = ("neutral", "info", "good", "warn", "bad", "brass")
TEXT_PAIRS = [
    *(("ink", ground) for ground in GROUNDS),
    *(("ink-2", ground) for ground in GROUNDS),
    *(("link", ground) for ground in GROUNDS),
    ("ink", "accent-soft"),
    ("link", "accent-soft"),
    ("ink-2", "accent-soft"),
    ("accent-soft-ink", "accent-soft"),
    ("accent-soft-ink", "surface"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger"),
    ("topbar-ink", "topbar"),
    ("topbar-ink", "topbar-2"),
    ("topbar-ink-2", "topbar"),
    ("topbar-ink-2", "topbar-2"),
    ("on-brass", "brass"),
    *((f"{tone}-ink", f"{tone}-soft") for tone in TONES),
    *((f"{tone}-ink", "surface") for tone in TONES),
    *(("av-ink", f"av-{hue}") for hue in range(6)),
]
SHAPE_PAIRS = [
    ("line-strong", "surface"),
    ("line-strong", "surface-2"),
    ("line-strong", "bg"),
    ("accent", "surface"),
    ("accent", "surface-3"),
    ("focus", "bg"),
    ("focus", "surface"),
    ("focus", "surface-2"),
    ("brass", "topbar"),
    ("topbar-focus", "topbar"),
    ("topbar-focus", "topbar-2"),
    *((f"chart-{number}", "surface") for number in range(1, 6)),
]

Palette = dict[str, str]


def palettes() -> dict[str, Palette]:
    source = (CSS / "tokens.css").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"(:root[^{]*?)\s*\{([^{}]*)\}", source))
    read = {
        selector.strip(): dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", body))
        for selector, body in blocks.items()
    }
    light = read[":root"]
    return {
        "light": light,
        "dark by system": light | read[':root:not([data-theme="light"])'],
        "dark by choice": light | read[':root[data-theme="dark"]'],
    }


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark by system", "dark by choice"])
def test_every_pair_is_legible(theme: str) -> None:
    palette = palettes()[theme]
    poor = [
        f"{ink} on {ground}: {contrast(palette[ink], palette[ground]):.2f}, wants {wanted}"
        for pairs, wanted in ((TEXT_PAIRS, TEXT), (SHAPE_PAIRS, SHAPE))
        for ink, ground in pairs
        if contrast(palette[ink], palette[ground]) < wanted
    ]
    assert poor == []


def test_the_two_dark_palettes_are_one() -> None:
    found = palettes()
    assert found["dark by system"] == found["dark by choice"]
    assert found["light"].keys() == found["dark by choice"].keys()


def test_no_stylesheet_but_the_tokens_and_paper_names_a_colour() -> None:
    """Rooms' sheets as well: a literal colour is right in one theme at most."""
    on_paper = {"tokens.css", "print.css", "sheets.css", "slip.css", "labels.css"}
    source = Path(__file__).parents[3]
    offenders = [
        f"{path.relative_to(source)}: {found.group()}"
        for path in sorted(source.glob("**/static/**/*.css"))
        if path.name not in on_paper
        for found in re.finditer(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_every_custom_property_that_is_used_without_a_fallback_is_defined() -> None:
    sheets = {path: path.read_text(encoding="utf-8") for path in Path(__file__).parents[3].glob("**/static/**/*.css")}
    defined = {name for text in sheets.values() for name in re.findall(r"(--[a-z0-9-]+)\s*:", text)}
    used = {name for text in sheets.values() for name in re.findall(r"var\((--[a-z0-9-]+)\)", text)}
    assert used - defined == set()
