"""Which card somebody is offered for what they wrote."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.guides import matching
from firstbell.guides.content import read
from firstbell.guides.queries import suggestions
from firstbell.guides.shipped import shipped_cards
from firstbell.guides.spelling import Spelling
from firstbell.guides.tests.factories import card_document, make_card

ROOT = Path(__file__).resolve().parents[4]
TUNING = ROOT / "bench" / "matching" / "tuning.yaml"


@cache
def shipped() -> matching.Index:
    return matching.build(shipped_cards())


def codes(text: str, **more: Any) -> list[str]:
    return [one.code for one in shipped().match(text, **more)]


@pytest.mark.parametrize(
    ("said", "card"),
    [
        ("my chromebook wont charge", "C01"),
        ("The projector in room 12 says no signal and my class starts in five minutes", "P01"),
        ("it got wet, a juice box leaked into my bag", "C19"),
        ("the wifi is down", "N01"),
        ("paper jam in the copier again", "R02"),
        ("mi chromebook no carga", "C01"),
        ("La impresora no imprime nada", "R01"),
    ],
)
def test_a_plain_sentence_finds_its_card(said: str, card: str) -> None:
    assert codes(said)[0] == card


@pytest.mark.parametrize(
    ("with_accents", "without"),
    [
        ("Se me olvidó la contraseña", "Se me olvido la contrasena"),
        ("El micrófono no se oye", "El microfono no se oye"),
        ("no se carga la batería, ya probé con otro cable", "no se carga la bateria, ya probe con otro cable"),
        ("EL PROYECTOR NO PRENDE EN EL SALÓN 4", "el proyector no prende en el salon 4"),
        ("la pa\u0301gina esta\u0301 bloqueada", "la página está bloqueada"),
    ],
)
def test_accents_and_capitals_change_nothing(with_accents: str, without: str) -> None:
    assert shipped().match(with_accents) == shipped().match(without) != []


def test_every_spanish_saying_reaches_its_card_without_accents() -> None:
    missed = [
        (card.code, saying)
        for card in shipped_cards()
        for saying in card.says.es
        if card.code not in codes(matching.plain_text(saying))
    ]
    asked = sum(len(card.says.es) for card in shipped_cards())
    assert len(missed) <= asked * 0.08, missed


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("my keyboard types the wrong letters", "my keybaord types the wrnog leters"),
        ("the projector is blurry", "the projecter is bluryr"),
        ("forgot my password", "forgott my pasword"),
    ],
)
def test_a_wrong_letter_is_forgiven(right: str, wrong: str) -> None:
    assert codes(wrong)[0] == codes(right)[0]


def test_english_and_spanish_may_be_mixed() -> None:
    assert codes("my compu no prende, the screen se queda negra")[0] == "C02"


def test_one_sentence_in_a_long_story_is_enough() -> None:
    story = (
        "Good morning! I hope you had a lovely break and that your mother feels better. We moved the seats after lunch, and "
        "the kids were so good about it. The copier has a paper jam. Also, are you coming to the potluck on Friday? "
        "I will bring the salad again. See you in the gym at two, and thank you for the chairs. "
    )
    assert "R02" in codes(story)


@pytest.mark.parametrize(
    "said",
    ["Thank you so much!", "what's for lunch today?", "Muchas gracias, ya quedó", "hello", "hola", "asdf qwer zxcv", "8817 5520"],
)  # fmt: skip
def test_what_no_card_answers_gets_none(said: str) -> None:
    assert codes(said) == []


def test_the_thing_at_hand_moves_its_cards_to_the_front() -> None:
    assert codes("it does not charge", about=["ipad"])[0] == "I06"
    assert codes("it does not charge", about=["chromebook"])[0] == "C01"


@pytest.mark.parametrize(
    "garbage",
    [
        "", " \n\t ", "😀🔥💻" * 50, "\x00", "\x00chromebook\x00 wont\x00 charge", "(((((*+?[a-z]{999}\\", "^(a+)+$" * 400,
        "'; DROP TABLE guides_card; --", "<script>alert(1)</script>", "a" * 100_000, "charge " * 20_000, "\ud800", "ﷺ" * 5000,
        "\u202egnigrahc ton", "e\u0301" * 9000, "%s%n{}{0}", "." * 100_000, "a. b. " * 30_000,
    ],
    ids=lambda text: ascii(text[:12]),
)  # fmt: skip
def test_garbage_is_answered_like_anything_else(garbage: str) -> None:
    found = shipped().match(garbage)
    assert len(found) <= 3
    assert len({one.code for one in found}) == len(found)


def test_a_nul_or_markup_around_the_words_does_not_hide_them() -> None:
    assert codes("\x00chromebook\x00 wont\x00 charge")[0] == codes("<b>chromebook</b> wont charge")[0] == "C01"


WORDS = [
    "chromebook",
    "wont",
    "charge",
    "no",
    "carga",
    "proyector",
    ".",
    "!",
    "\n",
    "12",
    "ñ",
    "ipad",
    "gracias",
    "lunch",
]


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_any_text_is_answered_the_same_twice_and_in_order(text: str) -> None:
    found = shipped().match(text)
    assert found == shipped().match(text)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert not found or scores[0] >= 0.5


def test_the_order_does_not_hang_on_the_process() -> None:
    program = (
        "from firstbell.guides import matching, shipped\n"
        "print(matching.build(shipped.shipped_cards()).match('my laptop is dead and the kids wait, ayuda por favor'))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(answers) == 1
    assert "Match" in answers.pop()


def test_the_tuning_half_keeps_its_floor() -> None:
    """Measured: 0.87, 0.95, 8 of 10. A change of cards or lists that costs more than a few messages wants a look."""
    messages = yaml.safe_load(TUNING.read_text(encoding="utf-8"))
    asked = [one for one in messages if one["card"]]
    found = [codes(one["text"]) for one in asked]
    assert sum(got[:1] != [] and got[0] in one["card"] for one, got in zip(asked, found, strict=True)) >= 0.83 * len(
        asked
    )
    assert sum(bool({*one["card"]} & {*got}) for one, got in zip(asked, found, strict=True)) >= 0.92 * len(asked)
    assert sum(codes(one["text"]) == [] for one in messages if not one["card"]) >= 7


def test_no_cards_no_suggestion_and_one_card_only_where_it_fits() -> None:
    assert matching.build([]).match("the projector is dark") == []
    alone = matching.build([read(card_document())])
    assert [one.code for one in alone.match("the lamp in my room is dark")] == ["Z01"]
    assert alone.match("what is for lunch today") == []


@pytest.mark.django_db
def test_a_card_that_is_added_is_found_at_once() -> None:
    make_card("Z01")
    assert [one.card.code for one in suggestions("the lamp is dark")] == ["Z01"]
    assert suggestions("the kiln says error 40 again") == []
    both = {"en": ["the kiln shows error forty"], "es": ["el horno de barro marca error cuarenta"]}
    make_card("K01", says=both, title={"en": "The kiln shows an error", "es": "El horno marca un error"})
    found = suggestions("the kiln says error 40 again")
    assert found[0].card.code == "K01"
    assert 0.5 <= found[0].sure <= 1


def test_spelling_mends_one_letter_and_leaves_what_it_knows() -> None:
    spelling = Spelling(["keyboard", "password", "machine", "screen", "screen", "scream"], matching.stem)
    assert spelling.mended("keybaord") == spelling.mended("keyboad") == spelling.mended("keyyboard") == "keyboard"
    assert spelling.mended("pasword") == "password"
    assert spelling.mended("machines") == "machines"
    assert spelling.mended("screan") == "screen"
    assert spelling.mended("lunch") == "lunch"
    assert spelling.mended("x" * 5000) == "x" * 5000
