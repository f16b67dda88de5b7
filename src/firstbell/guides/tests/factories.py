"""Cards and articles for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

import yaml
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.guides.actions.articles import add_article, change_article_state
from firstbell.guides.actions.cards import add_card, load_shipped_cards
from firstbell.guides.models import Article, Card
from firstbell.people.models import Organisation


def both(text: str) -> dict[str, str]:
    """The same words in both languages, told apart."""
    return {"en": text, "es": f"{text} (es)"}


def card_document(code: str = "Z01", **changed: Any) -> dict[str, Any]:
    """A small, complete card: two questions, four steps of all three kinds of people."""
    document: dict[str, Any] = {
        "code": code,
        "title": both("The lamp is dark"),
        "about": "projector",
        "category": "screen",
        "says": {"en": ["the lamp is dark", "no light at all"], "es": ["la lampara no prende"]},
        "safety": ["lamp"],
        "questions": [
            {
                "key": "awake",
                "ask": both("Is it awake?"),
                "answers": [
                    {"key": "yes", "say": both("Yes")},
                    {"key": "no", "say": both("No"), "then": "step:wake"},
                    {"key": "smoke", "say": both("It smokes"), "then": "stop:smoke"},
                ],
            }
        ],
        "steps": [
            {"key": "pull", "who": "student", "do": both("Step back."), "fixes": ""},
            {"key": "press", "who": "student", "do": both("Press **Input**."), "keys": ["Ctrl", "I"]},
            {"key": "wake", "who": "teacher", "do": both("Wake it."), "fixes": "restart"},
            {"key": "reset", "who": "technician", "do": both("Reset it."), "fixes": "restart", "risk": "loses_files"},
        ],
        "escalate": [
            {"key": "smoke", "when": both("It smokes."), "to": "facilities", "urgent": True, "do": "quarantine"},
            {"key": "dark", "when": both("It stays dark."), "to": "technician"},
        ],
        "evidence": [{"key": "led", "what": both("What the light shows"), "kind": "text"},
                     {"key": "model", "what": both("Model"), "kind": "auto:model"}],
        "related": [],
        "source": "the tests",
        "checked": "2026-11-01",
    }  # fmt: skip
    return {**document, **changed}


def make_card(code: str = "Z01", **changed: Any) -> Card:
    return add_card(text=yaml.safe_dump(card_document(code, **changed), allow_unicode=True), by=system_actor("tests"))


def load_cards() -> None:
    """All the program ships."""
    load_shipped_cards(by=system_actor("tests"))


def make_article(
    organisation: Organisation, title: str = "Connect to Wi-Fi", *, state: str = "published", **values: Any
) -> Article:
    """By the actions, as the program itself; published unless told otherwise."""
    by = values.pop("by", None) or system_actor("tests")
    values = {"body": "Choose the district network.", "audience": "everybody"} | values
    values.setdefault("review_on", timezone.localdate() + dt.timedelta(days=200))
    article = add_article(organisation=organisation, values={"title": title, **values}, by=by)
    for step in {"published": ["published"], "withdrawn": ["published", "withdrawn"]}.get(state, []):
        article = change_article_state(article, to=step, by=by)
    return article
