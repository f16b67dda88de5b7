"""Which articles stand beside a fix card: those that fit, not those that share a word with what was typed."""

from __future__ import annotations

import pytest

from firstbell.guides.ranking import Text, build

ARTICLES = (
    Text(1, 1, "My Chromebook does not connect to the school Wi-Fi", "Three things to try before you ask.", "Forget the network."),
    Text(2, 2, "What to do with a broken screen", "No tape, no pressing; the desk swaps it.", "Bring it closed."),
    Text(3, 3, "Projector shows “No signal”", "Which cable, which input.", "Press source until there is a picture."),
    Text(4, 4, "Print from a Chromebook to the staff copier", "Send it once, release it with your badge.", "Choose the copier."),
    Text(5, 5, "Charge your Chromebook so that it lasts the day", "Overnight, lid closed.", "What a full battery looks like."),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("projector no sound", [3]),
        ("no sound", []),
        ("my chromebook is slow", []),
        ("wifi does not connect", [1]),
        ("screen broken", [2]),
        ("print", [4]),
    ],
)
def test_only_what_fits_well_stands_beside_a_card(said: str, beside: list[int]) -> None:
    assert [fit.pk for fit in build(ARTICLES).fitting(said) if fit.is_sure] == beside


def test_a_list_of_results_also_has_what_fits_loosely() -> None:
    found = [fit.pk for fit in build(ARTICLES).fitting("chromebook slow")]
    assert set(found) == {1, 4, 5}
