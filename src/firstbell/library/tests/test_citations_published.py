"""Citations against examples that stand on pages anybody can look up: `data/published_citations.json` names them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firstbell.library.citations import Name, Style, cite
from firstbell.library.citations.names import apa_turned, surname
from firstbell.library.tests.citing import marked, source

PUBLISHED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "published_citations.json").read_text(encoding="utf-8")
)
#: What a row says about itself; everything else is the source.
_OWN = ("style", "page", "entry", "in_text", "locator", "mended")


def _where(row: dict[str, Any]) -> str:
    page = PUBLISHED["pages"][row["page"]]
    return f"{page['title']}, {page['address']}"


@pytest.mark.parametrize("row", PUBLISHED["examples"], ids=lambda row: f"{row['style']}-{row['entry'][:30]}")
def test_it_is_said_as_it_was_published(row: dict[str, Any]) -> None:
    found = cite(
        source(**{key: value for key, value in row.items() if key not in _OWN}),
        Style(row["style"]),
        locator=row.get("locator", ""),
    )
    assert marked(found.entry) == row["entry"], _where(row)
    if "in_text" in row:
        assert marked(found.in_text) == row["in_text"], _where(row)


@pytest.mark.parametrize("row", PUBLISHED["names"], ids=lambda row: row["typed"])
def test_names_of_several_parts_stand_as_published(row: dict[str, str]) -> None:
    name = Name.read(row["typed"])
    assert (apa_turned(name), surname(name)) == (row["list"], row["text"]), _where(row)


@pytest.mark.parametrize("style", list(Style))
def test_each_style_is_held_by_twenty_published_examples(style: Style) -> None:
    rows = [row for row in PUBLISHED["examples"] if row["style"] == style]
    assert len({row["entry"] for row in rows}) >= 20
    assert all(PUBLISHED["pages"][row["page"]]["address"].startswith("http") for row in rows)
