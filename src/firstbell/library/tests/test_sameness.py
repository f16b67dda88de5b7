"""Which titles that share a number may be one."""

from __future__ import annotations

import pytest

from firstbell.library.sameness import are_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The sun : the center of the solar system", "The sun- : the center of the solar system"),
        ("The BFG", "BFG"),
        ("It", "It : a novel"),
        ("Mr. Popper", "Mr. Popper’s penguins"),
        ("Harry Potter. Book II", "Harry Potter. Book two"),
        ("Hatchet", "Hatchet : twenty years. Vol. 1"),
        ("Élan vital", "Elan vital"),
        ("1984", "1984"),
        ("Charlotes web", "Charlotte’s web"),
        ("Sharks: predators of the sea", "Sharks: a true book"),
        ("Dog days", "Diary of a wimpy kid: dog days"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Macbeth", "Romeo and Juliet"),
        ("Little women", "A little princess"),
        ("Camp Bee-a-Champ", "Double whammy!"),
        ("Naruto. Vol. 3, Dreams", "Naruto. Vol. 4, Dreams"),
        ("The World Book. v.13 of 20", "The World Book. v.14 of 20"),
        ("Dog Man #4 : Lord of the fleas", "Dog Man #5 : Lord of the fleas"),
        ("Apollo 11", "Apollo 13"),
        ("", "Hatchet"),
    ],
)
def test_not_alike(one: str, other: str) -> None:
    assert not are_alike(one, other)
    assert not are_alike(other, one)
