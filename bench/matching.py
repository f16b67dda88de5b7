"""How often the matcher of the guides finds the card that a message wants, on labelled messages in two halves.

``matching/tuning.yaml`` is what the matcher was tuned on; ``matching/heldout.yaml`` nobody who worked on it has read, and its
messages are not printed here: what is read gets tuned on. A message with several right cards is found by any of them.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from firstbell.guides import matching
from firstbell.guides.shipped import shipped_cards

FOLDER = Path(__file__).parent / "matching"
HALVES = ("tuning", "heldout")
LANGUAGES = ("en", "es")


@dataclass
class Tally:
    """Of one half, or of one language in it. ``left_alone``: messages that no card answers and that got none."""

    name: str
    with_card: int = 0
    first: int = 0
    among_three: int = 0
    without_card: int = 0
    left_alone: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, wanted: list[str], got: list[str], took: float) -> None:
        self.times.append(took)
        if not wanted:
            self.without_card += 1
            self.left_alone += not got
            return
        self.with_card += 1
        self.first += bool(got) and got[0] in wanted
        self.among_three += any(code in wanted for code in got[:3])

    def cells(self) -> list[str]:
        milliseconds = 1000 * sum(self.times) / len(self.times) if self.times else 0.0
        return [
            self.name,
            str(self.with_card),
            _share(self.first, self.with_card),
            _share(self.among_three, self.with_card),
            f"{self.left_alone} of {self.without_card}",
            f"{milliseconds:.1f}",
        ]


HEAD = ["messages", "with a card", "top-1", "top-3", "no card, none offered", "ms a message"]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def messages(half: str) -> list[dict[str, Any]]:
    """``text``, ``card`` (the codes that are right; none where no card is), ``lang``, ``who``."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{half}.yaml").read_text(encoding="utf-8"))
    return found


def tallies(index: matching.Index, half: str) -> list[Tally]:
    """Of the half, then of each language in it."""
    whole = Tally(half)
    parts = {language: Tally(f"{half}, {language}") for language in LANGUAGES}
    for message in messages(half):
        started = perf_counter()
        got = [one.code for one in index.match(message["text"])]
        took = perf_counter() - started
        for tally in (whole, *(part for language, part in parts.items() if language == message["lang"])):
            tally.add(list(message["card"]), got, took)
    return [whole, *parts.values()]


def measure(console: Console, halves: tuple[str, ...] = HALVES) -> str:
    """Prints the table; returns it as Markdown."""
    cards = list(shipped_cards())
    started = perf_counter()
    index = matching.build(cards)
    built = perf_counter() - started
    rows = [tally.cells() for half in halves for tally in tallies(index, half)]
    table = Table(*HEAD, title="Fix cards found for a message", title_justify="left", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print(f"index of {len(cards)} cards built in {built:.2f} s", style="dim")
    lines = [HEAD, ["---"] * len(HEAD), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="only this half: tune on “tuning”, never look at the other")
    asked = parser.parse_args(arguments)
    measure(Console(highlight=False, width=120), (asked.half,) if asked.half else HALVES)


if __name__ == "__main__":
    main()
