"""A load of many titles: found at once, and their words known to the misspelled after the job that learns them."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from firstbell.core.actor import ANONYMOUS, system_actor
from firstbell.core.imports import crew
from firstbell.core.imports.cli import APPLIED, run_import_cli
from firstbell.library.actions import _titles
from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.loading import _reading
from firstbell.library.actions.loading.undoing import undo_load
from firstbell.library.actions.titles import merge_titles
from firstbell.library.marc.record import Field
from firstbell.library.models import CatalogueWord, Copy, Load, Title, TitleDocument
from firstbell.library.queries.search import Asked, search_catalogue
from firstbell.library.spelling import HEAD, keys_asked
from firstbell.library.tasks import words as task_of_words
from firstbell.library.tasks.words import words
from firstbell.library.tests.records import book, codes, counted, file_of, load
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def found(text: str) -> list[str]:
    return [hit.title.name for hit in search_catalogue(Asked(text), actor=ANONYMOUS).hits]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two titles are many."""
    monkeypatch.setattr(_titles, "LEARNED_AT_ONCE", 1)
    monkeypatch.setattr(task_of_words, "LEARNED_AT_ONCE", 1)


def now() -> dt.datetime:
    return dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC)


def test_new_words_are_found_at_once_and_mended_after_the_job(cast: Cast, many: None) -> None:
    first = book("Quetzalcoatl rises /", number="ocm1", isbn="")
    load(file_of(first, book("Winter of the wombats /", number="ocm2", isbn="")), cast)
    assert found("quetzalcoatl") == ["Quetzalcoatl rises"]
    assert TitleDocument.objects.filter(is_learned=False).count() == 2
    assert not CatalogueWord.objects.filter(word="wombats").exists()
    assert words(now()) == "The words of 2 titles learned"
    assert found("wombatts") == ["Winter of the wombats"]
    assert found("quetsalcoatl") == ["Quetzalcoatl rises"]
    assert words(now()) == "Nothing waits"


def test_a_load_asks_for_a_worker_when_it_is_stored(
    cast: Cast, many: None, django_capture_on_commit_callbacks: Any
) -> None:
    data = file_of(book("Winter of the wombats /", number="ocm2", isbn=""), book("Hatchet /", number="ocm3", isbn=""))
    with django_capture_on_commit_callbacks() as asked:
        load(data, cast)
    assert not TitleDocument.objects.filter(is_learned=True).exists()
    for work in asked:
        work()
    assert found("wombatts") == ["Winter of the wombats"]
    assert not TitleDocument.objects.filter(is_learned=False).exists()


def test_the_command_line_learns_at_once_as_no_worker_may_run(many: None, tmp_path: Path) -> None:
    file = tmp_path / "load.mrc"
    file.write_bytes(
        file_of(book("Winter of the wombats /", number="ocm2", isbn=""), book("Hatchet /", number="ocm3", isbn=""))
    )
    said = io.StringIO()
    console, by = Console(file=said, width=200), system_actor(via="cli")
    code = run_import_cli("library_marc", file, dry_run=False, by=by, console=console, yes=True)
    assert code == APPLIED
    assert "The words of 2 titles were learned" in said.getvalue()
    assert found("wombatts") == ["Winter of the wombats"]


def test_a_few_titles_are_learned_with_their_load(cast: Cast) -> None:
    load(file_of(book("Winter of the wombats /")), cast)
    assert found("wombatts") == ["Winter of the wombats"]


def test_documents_of_a_load_are_those_that_are_made_anew(cast: Cast) -> None:
    """A load makes them of its own rows, everything else of what the database holds."""
    more = (
        Field.of("520", "  ", ("a", "Un niño’s journey through Peña Nieto’s garden.")),
        Field.of("521", "8 ", ("a", "750L"), ("b", "Lexile")),
        Field.of("650", " 1", ("a", "Élan vital"), ("v", "Fiction.")),
        Field.of("655", " 7", ("a", "Adventure stories."), ("2", "lcgft")),
        Field.of("700", "12", ("a", "London, Jack,"), ("t", "White Fang.")),
        Field.of("830", " 0", ("a", "Brian’s saga ;"), ("v", "bk. 1.")),
    )
    load(file_of(book(more=more)), cast)
    pk = Title.objects.get().pk
    kept = TitleDocument.objects.filter(pk=pk).values()[0]
    TitleDocument.objects.filter(pk=pk).delete()
    index_titles([pk])
    assert kept["genres"]
    assert kept["lexile_low"] == 750
    assert TitleDocument.objects.filter(pk=pk).values()[0] == kept


def test_processes_beside_this_one_make_the_same_of_a_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """New titles, one that stands in the file twice, a copy, one that is no title, one that breaks off: alone and with help."""
    copy = Field.of("852", "  ", ("h", "FIC PAU"), ("p", "30001"), ("9", "$9.00"))
    books = [book(f"Hatchet {n} /", number=f"ocm{n}", isbn="") for n in range(1, 14)]
    books[3] = book("Hatchet 4 /", number="ocm4", isbn="", more=(copy,))
    books[9] = book("Hatchet 1 /", number="ocm1", isbn="")
    data = file_of(*books) + file_of(book("Authority /", leader="00000cz  a2200000n  4500")) + file_of(books[0])[:-90]
    first = load(file_of(*books[:2]), cast)
    assert counted(first) == {"new": 2}
    summary = Field.of("520", "  ", ("a", "Brian survives."))
    data += file_of(book("Hatchet 2 /", number="ocm2", isbn="", more=(summary,)))
    helped: list[int] = []
    original = crew._Helper.give

    def give(helper: crew._Helper, task: crew._Task) -> None:
        helped.append(task.number)
        original(helper, task)

    alone = load(data, cast, is_applied=False)
    monkeypatch.setattr(_reading, "_BLOCK", 3)
    monkeypatch.setattr(crew, "others", lambda _most: 1)
    monkeypatch.setattr(crew._Helper, "give", give)
    run = load(data, cast)
    assert helped
    assert (run.state, run.counts, codes(run)) == ("applied", alone.counts, codes(alone))
    assert counted(run, "copies") == {"new": 1}
    assert Copy.objects.get(barcode="30001").product.name == "Hatchet 4"
    assert Title.objects.get(control_number="ocm2").summary == "Brian survives."
    assert found("hatchet 13") == ["Hatchet 13"]
    undo_load(Load.objects.get(run=run.pk), by=cast.dita.actor)
    assert sorted(Title.objects.values_list("name", flat=True)) == ["Hatchet 1", "Hatchet 2"]


def test_the_index_is_whole_and_its_pieces_are_merged_by_the_job(cast: Cast, many: None) -> None:
    """Only SQLite's full-text index is made of pieces; what is found is the same on both."""
    is_sqlite = connection.vendor == "sqlite"

    def pieces() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT segid) FROM library_title_fts_idx")
            return int(cursor.fetchone()[0])

    for start in range(1, 21, 4):
        load(file_of(*(book(f"Hatchet {n} /", number=f"ocm{n}", isbn="") for n in range(start, start + 4))), cast)
    if is_sqlite:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO library_title_fts (library_title_fts, rank) VALUES ('integrity-check', 1)")
            cursor.execute("SELECT v FROM library_title_fts_config WHERE k = 'automerge'")
            assert cursor.fetchone() == (4,)
    before = pieces() if is_sqlite else 0
    words(now())
    assert not is_sqlite or before > pieces()
    assert len(found("hatchet")) == 20


@given(st.text("abcde", min_size=3, max_size=9), st.text("abcde", min_size=3, max_size=9))
@settings(max_examples=60, deadline=None)
def test_a_word_looks_where_one_like_it_stands(word: str, other: str) -> None:
    """Heads that are the same when either lacks a letter or both: a letter more, less, other or exchanged."""

    def without(head: str) -> set[str]:
        return {head, *(head[:at] + head[at + 1 :] for at in range(len(head)))}

    is_near = bool(without(word[:HEAD]) & without(other[:HEAD]))
    assert (other[:HEAD] in keys_asked(word)) == is_near


def test_records_of_a_merged_entry_go_to_the_title_it_became(cast: Cast) -> None:
    """Its number leads to the keeper, over two merges; the keeper's record stays, the copies are the keeper's."""
    load(file_of(*(book(f"Hatchet {n} /", number=f"ocm{n}", isbn="") for n in (1, 2, 3))), cast)
    first, second, third = Title.objects.order_by("pk")
    by = cast.dita.actor
    merge_titles(second, first, reason="one book", by=by)
    merge_titles(third, second, reason="one book", by=by)
    copy = Field.of("852", "  ", ("h", "FIC PAU"), ("p", "30001"), ("9", "$9.00"))
    run = load(file_of(book("Hatchet 1, again /", number="ocm1", isbn="", more=(copy,))), cast)
    assert (counted(run), counted(run, "copies")) == ({"same": 1}, {"new": 1})
    assert codes(run)["merged_away"] == 1
    assert Copy.objects.get(barcode="30001").product_id == third.pk
    assert Title.objects.count() == 3
    assert Title.objects.get(pk=third.pk).control_number == "ocm3"


def test_a_record_that_matches_both_the_merged_and_its_keeper_matches_one(cast: Cast) -> None:
    load(file_of(book(isbn="", number="ocm1"), book("Hatchet, the book /", number="ocm2", isbn="0689808828")), cast)
    other, keeper = Title.objects.order_by("pk")
    merge_titles(keeper, other, reason="one book", by=cast.dita.actor)
    summary = Field.of("520", "  ", ("a", "Brian survives."))
    run = load(file_of(book("Hatchet /", isbn="0689808828", number="", more=(summary,))), cast)
    assert counted(run) == {"changed": 1}
    assert Title.objects.get(pk=keeper.pk).summary == "Brian survives."
