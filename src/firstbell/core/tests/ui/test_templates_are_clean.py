"""Every template of the repository keeps the house's rules: no inline script or style, known icons, modules that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from firstbell.core.ui.marks import icon_names

SOURCE = Path(__file__).parents[3]
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
MODULES = sorted(SOURCE.glob("**/static/**/*.js"))

INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE | re.DOTALL),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE | re.DOTALL),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a script with a body": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE | re.DOTALL),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\s(data-)?hx-on", re.IGNORECASE),
}


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(SOURCE)) for path in paths]


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 40
    assert len(MODULES) > 10


@pytest.mark.parametrize("rule", INLINE)
def test_the_rules_find_what_they_look_for(rule: str) -> None:
    bad = {
        "a style attribute": '<p class="x"\n style="color:red">',
        "an event attribute": '<a href="#" onclick="go()">',
        "a style element": "<style>p{}</style>",
        "a script with a body": "<script>go()</script>",
        "a javascript: address": '<a href="javascript:go()">',
        "an hx-on attribute": '<a hx-on:click="go()">',
    }
    assert INLINE[rule].search(bad[rule])
    assert not INLINE[rule].search('<script src="/a.js" defer></script><p data-style="x" class="on">')


@pytest.mark.parametrize("path", TEMPLATES, ids=named(TEMPLATES))
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # Code examples in template comments do not reach the page.
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
    assert [rule for rule, pattern in INLINE.items() if pattern.search(text)] == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    unknown = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in TEMPLATES
        for name in re.findall(r"""(?:{% icon |\bicon=)["']([^"']+)["']""", path.read_text(encoding="utf-8"))
        if name not in icon_names()
    }
    assert unknown == set()


@pytest.mark.parametrize("path", MODULES, ids=named(MODULES))
def test_a_module_knows_only_its_neighbours_and_evaluates_nothing(path: Path) -> None:
    """What it imports lies beside it, by relative name; nothing is fetched by a name made up at run time."""
    text = path.read_text(encoding="utf-8")
    imported = re.findall(
        r"""^\s*(?:import\s(?:[^;"']*\sfrom\s+)?|export\s[^;"'=]*\sfrom\s+)["']([^"']+)["']""", text, re.MULTILINE
    )
    assert [name for name in imported if not name.startswith("./") or not (path.parent / name).exists()] == []
    assert not re.search(r"\bimport\(", text)
    assert not re.search(r"\beval\(|new Function\(|\.innerHTML\s*=|insertAdjacentHTML|document\.write", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named(TEMPLATES))
def test_a_template_compiles(path: Path) -> None:
    """An unknown tag or a misspelt argument shows here, not at 7:50."""
    get_template(str(path)[str(path).rindex("/templates/") + len("/templates/") :])
