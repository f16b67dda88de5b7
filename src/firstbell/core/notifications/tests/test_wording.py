"""The small language of wordings, and the languages it is written in."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.errors import Invalid
from firstbell.core.notifications import wording
from firstbell.core.notifications.kinds import NoticeKind, Words, all_kinds
from firstbell.core.notifications.languages import SHIPPED, Cents, Said, language_name, spoken, tag_of, written
from firstbell.core.notifications.rendering import sample

ZONE = ZoneInfo("America/Chicago")
VALUES = {"device": "EHS-1042", "place": "shelf B3", "none": ""}


def test_values_and_parts_are_filled_in() -> None:
    text = "{{ device }}{{#place}} at {{place}}{{/place}}{{^none}}, nothing else{{/none}}{{#none}} no{{/none}}."
    assert wording.fill(text, VALUES) == "EHS-1042 at shelf B3, nothing else."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one\n{{ devcie }}", "Line 2: there is no “devcie” for this notice. Did you mean “device”?"),
        ("{{#place}}open", "Line 1: the part {{#place}} does not end"),
        ("a {{/place}}", "{{/place}} ends a part that was not begun"),
        ("{{#place}}{{#none}}{{/none}}{{/place}}", "the part {{#place}} does not end before the next one"),
        ("{{ device.owner }}", "“{{ device.owner }}” is not a name"),
        ("{{ device|safe }}", "is not a name"),
        ("{% load x %}{{ }}", "is not a name"),
        ("ab\ncd {{ device", "Line 2: “{{” is not a name"),
        ("x" * 10_001, "too long"),
    ],
)
def test_a_mistake_says_its_line_and_what_to_write(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        wording.check(text, VALUES)
    assert said in str(caught.value)


@given(st.text())
def test_any_text_is_either_refused_or_filled(text: str) -> None:
    try:
        wording.check(text, VALUES)
    except Invalid:
        with pytest.raises(Invalid):
            wording.fill(text, VALUES)
    else:
        assert isinstance(wording.fill(text, VALUES), str)


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_a_value_is_never_read_as_wording(value: str) -> None:
    assert wording.fill("{{ device }}", {"device": "{{ place }}" + value, "place": "x"}).startswith("{{ place }}")


def test_the_first_language_we_have_is_spoken_and_a_missing_one_is_remembered() -> None:
    assert spoken(["vi", "es-MX"]).code == "es"
    assert spoken(["vi-VN"]) == spoken(("vi-VN",))
    assert (spoken(["vi-VN"]).code, spoken(["vi-VN"]).wanted) == ("en", "vi-VN")
    assert spoken([]).wanted == ""
    assert language_name("fr-CA") == "français"
    assert language_name("xx-nope") == "xx-nope"


def test_days_moments_and_money_read_as_the_language_writes_them() -> None:
    day = dt.date(2031, 12, 4)
    assert written(day, "en", ZONE) == "Thursday, December 4, 2031"
    assert written(day, "es", ZONE) == "jueves 4 de diciembre de 2031"
    moment = dt.datetime(2031, 12, 4, 21, 5, tzinfo=dt.UTC)
    assert written(moment, "en", ZONE) == "Thursday, December 4, 2031, 3:05 PM"
    assert written(moment, "es", ZONE).endswith("3:05 p. m.")
    assert written(Cents(123450), "es", ZONE) == "$1,234.50"
    assert written(Said("a", "b"), "es", ZONE) == "b"


def every_wording() -> list[tuple[NoticeKind, str]]:
    return [(kind, code) for kind in all_kinds() for code in SHIPPED]


@pytest.mark.parametrize(("kind", "code"), every_wording(), ids=lambda one: one if isinstance(one, str) else one.key)
def test_every_kind_is_whole_in_every_language(kind: NoticeKind, code: str) -> None:
    shown = sample(kind, code, kind.words[code], ZONE)
    for text in (shown.line, shown.title, shown.body):
        assert text
        assert "{" not in text
    assert len(shown.title) <= 90
    assert "\n" not in shown.line + shown.title


def syllables(word: str) -> int:
    vowels, count, before = "aeiouy", 0, False
    for letter in word.lower():
        is_vowel = letter in vowels
        count += is_vowel and not before
        before = is_vowel
    return max(count - word.lower().endswith("e"), 1)


def reading_grade(words: Words) -> float:
    """Flesch-Kincaid. https://apps.dtic.mil/sti/citations/ADA006655"""
    text = words.body.replace("\n\n", ". ").replace(":", ".")
    sentences = [part for part in text.replace("!", ".").replace("?", ".").split(".") if part.strip()]
    plain = [word.strip(",.;:“”'\"()") for part in sentences for word in part.split()]
    plain = [word for word in plain if word.isalpha() or "'" in word]
    return 0.39 * len(plain) / len(sentences) + 11.8 * sum(map(syllables, plain)) / len(plain) - 15.59


@pytest.mark.parametrize("kind", [kind for kind in all_kinds() if kind.is_family], ids=lambda kind: kind.key)
def test_what_families_read_is_plain(kind: NoticeKind) -> None:
    """Sixth grade at most, which is what health and school writing for the public aims at."""
    assert reading_grade(sample(kind, "en", kind.words["en"], ZONE)) <= 6


@pytest.mark.parametrize("kind", [kind for kind in all_kinds() if kind.is_family], ids=lambda kind: kind.key)
def test_what_families_read_holds_little_about_the_child(kind: NoticeKind) -> None:
    assert set(kind.names) <= {"recipient", "child", "device", "loaner", "due", "school", "amount", "reason"}


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("spa", "es"), ("SPA", "es"), ("Spanish", "es"), ("español", "es"), ("es-MX", "es-MX"), ("eng", "en"),
        ("English", "en"), ("som", "so"), ("Haitian Creole", "ht"), ("Tiếng Việt", "vi"), ("Klingon", "Klingon"), ("", ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_what_school_systems_call_it(said: str, tag: str) -> None:
    assert tag_of(said) == tag
    assert spoken([said]).code == ("es" if tag.startswith("es") else "en")


def test_families_read_the_name_of_their_language_and_no_code() -> None:
    assert [language_name(one) for one in ("so", "zh", "ht")] == ["Soomaali", "中文", "Kreyòl ayisyen"]
    assert spoken(["som"]).wanted == "so"
