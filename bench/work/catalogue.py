"""The library's catalogue: filled with real records, as often as it takes, and asked as readers ask."""

from __future__ import annotations

import gzip
import random
import string
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import transaction

import firstbell.demo.seed
from firstbell.core.actor import ANONYMOUS, system_actor
from firstbell.core.upkeep import refresh_statistics
from firstbell.inventory.models import ItemType
from firstbell.library.actions._titles import write_rows
from firstbell.library.actions.indexing import learn_waiting
from firstbell.library.drafts import Stored, TitleRow, row_of
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Form, Unreadable
from firstbell.library.marc.saying import derived
from firstbell.library.models import Title, TitleDocument
from firstbell.library.prose import weighty
from firstbell.library.queries.search import Asked, search_catalogue

BLOCK = 5_000
#: Broad and narrow topics, as children and teachers ask for them.
TOPICS = (
    "dinosaurs", "civil war", "fairy tales", "history", "american history", "space", "dogs", "horses", "school", "music",
    "united states", "children", "science", "animals", "war", "art", "baseball", "christmas", "a", "the",
)  # fmt: skip


def fill(titles: int, files: str = "") -> dict[str, Any]:
    """So many titles of the records in these files (by colons), or in the demo's, over and over."""
    kind = ItemType.objects.get(code="library-book").pk
    rows = list(_rows(kind, files))
    started = perf_counter()
    source = islice(cycle(rows), titles)
    while block := list(islice(source, BLOCK)):
        with transaction.atomic():
            write_rows(block, run_id=None, replaced_by="bench")
    seconds = perf_counter() - started
    # What a load's own job does afterwards; without it hardly a misspelled word finds anything.
    learn_waiting(by=system_actor("bench"))
    learned = perf_counter() - started - seconds
    refresh_statistics()
    return {"titles": Title.objects.count(), "records": len(rows), "seconds": seconds, "learned": learned}


def _rows(kind: int, files: str) -> Iterator[TitleRow]:
    for path in _files(files):
        data = path.read_bytes()
        for frame in (gzip.decompress(data) if path.suffix == ".gz" else data).split(b"\x1d"):
            raw = frame.lstrip(b"\r\n") + b"\x1d"
            try:
                record = read_record(raw, Form.ISO2709)
            except Unreadable:
                continue
            if any(one.tag == "245" and one.first("a") for one in record.fields):
                stored = Stored(raw, str(Form.ISO2709), record.encoding)
                yield row_of(stored, record, derived(record), [], title_id=0, item_type_id=kind)


def _files(named: str) -> list[Path]:
    if named:
        return [Path(one) for one in named.split(":")]
    return sorted((Path(firstbell.demo.seed.__file__).parent / "books").glob("*.mrc.gz"))


def known(number: int) -> dict[str, Any]:
    """Known items by two to four of their words: clean, and with one typing error. Seconds of each, and how they ranked."""
    draw = random.Random(7)
    rows = list(TitleDocument.objects.order_by("pk").values_list("pk", "main", "author")[:20_000])
    wanted: dict[tuple[str, str], None] = {}
    for _, main, author in draw.sample(rows, min(number, len(rows))):
        wanted.setdefault((main, author))
    clean, typed = [], []
    for main, author in wanted:
        words = weighty(main.split())[:8]
        many = min(len(words), draw.choice((2, 3, 3, 4)))
        question = " ".join(words[at] for at in sorted(draw.sample(range(len(words)), many)))
        clean.append(_asked(question, main, author))
        typed.append(_asked(_with_error(question, draw), main, author))
    return {"clean": clean, "typed": typed}


def _asked(question: str, main: str, author: str) -> tuple[float, float]:
    started = perf_counter()
    found = search_catalogue(Asked(question, with_facets=False), actor=ANONYMOUS)
    seconds = perf_counter() - started
    ids = [hit.title.pk for hit in found.hits]
    same = {
        pk: (one, other)
        for pk, one, other in TitleDocument.objects.filter(pk__in=ids).values_list("pk", "main", "author")
    }
    rank = next((1 / place for place, pk in enumerate(ids, 1) if same.get(pk) == (main, author)), 0.0)
    return seconds, rank


def _with_error(question: str, draw: random.Random) -> str:
    """One letter left out, put in, changed or exchanged in the longest word."""
    words = question.split()
    at = max(range(len(words)), key=lambda place: len(words[place]))
    word, letter = words[at], draw.choice(string.ascii_lowercase)
    if len(word) < 4:
        return question
    place = draw.randrange(len(word) - 1)
    errors: tuple[Callable[[], str], ...] = (
        lambda: word[:place] + word[place + 1 :],
        lambda: word[:place] + letter + word[place:],
        lambda: word[:place] + letter + word[place + 1 :],
        lambda: word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )
    words[at] = draw.choice(errors)()
    return " ".join(words)


def topics() -> dict[str, Any]:
    """Broad questions with all facets, as the page of results asks. Seconds of each."""
    taken = []
    for topic in TOPICS:
        started = perf_counter()
        search_catalogue(Asked(topic), actor=ANONYMOUS)
        taken.append(perf_counter() - started)
    return {"seconds": taken}
