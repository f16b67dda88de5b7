"""A large file read by several processes: the same answers in the same order, whoever worked and whoever died."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstbell.core.imports import crew
from firstbell.core.imports.spool import Rows, Spool
from firstbell.core.imports.tests.crewing import BAD, DEADLY

JOB = crew.Job("firstbell.core.imports.tests.crewing:doubler", os.getpid())
BLOCKS: list[tuple[int, list[str]]] = [(at, [f"a{at}", f"b{at}"] if at % 4 else []) for at in range(15)]


def worked(blocks: list[tuple[int, list[str]]], folder: Path, helpers: int) -> list[tuple[int, Any, list[Any]]]:
    return [
        (mark, answer, rows.all()) for mark, answer, rows in crew.in_turn(JOB, blocks, helpers=helpers, folder=folder)
    ]


def without_who(found: list[tuple[int, Any, list[Any]]]) -> list[tuple[int, Any, list[Any]]]:
    return [(mark, answer and answer[1], rows) for mark, answer, rows in found]


def test_two_helpers_answer_as_one_process_does_and_in_order(tmp_path: Path) -> None:
    alone = worked(BLOCKS, tmp_path, 0)
    together = worked(BLOCKS, tmp_path, 2)
    assert [mark for mark, _, _ in together] == list(range(15))
    assert without_who(together) == without_who(alone)
    assert alone[1] == (1, (False, ["a1a1", "b1b1"]), [("a1",), ("b1",)])
    assert together[4][1] is None
    assert any(answer and answer[0] for _, answer, _ in together)
    assert not any(answer and answer[0] for _, answer, _ in alone)


def test_a_few_blocks_start_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nobody was to be started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert len(worked(BLOCKS[: crew.ALONE + 1], tmp_path, 2)) == crew.ALONE + 1


def test_two_answers_that_come_together_are_both_taken(tmp_path: Path) -> None:
    """The helper has done all it had in hand long before anybody looks, and nothing more is given to it."""

    def slow() -> Iterator[tuple[int, list[str]]]:
        for at in range(crew.ALONE + 2):
            yield at, [f"w{at}"]
        until = time.monotonic() + 20
        while len(list(tmp_path.glob("answer-*"))) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1)  # the lines follow the files
        yield 99, ["last"]

    found: list[Any] = []
    reader = threading.Thread(
        target=lambda: found.extend(crew.in_turn(JOB, slow(), helpers=1, folder=tmp_path)), daemon=True
    )
    reader.start()
    reader.join(timeout=60)
    assert not reader.is_alive(), "it waits for an answer that it has read already"
    assert [mark for mark, _, _ in found] == [*range(crew.ALONE + 2), 99]


def test_what_a_helper_dies_of_is_done_here(tmp_path: Path) -> None:
    blocks = [(at, [DEADLY if at == 6 else f"w{at}"]) for at in range(12)]
    found = without_who(worked(blocks, tmp_path, 1))
    assert [answer for _, answer, _ in found] == [[word * 2 for word in block] for _, block in blocks]


def test_no_helper_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    assert without_who(worked(BLOCKS, tmp_path, 2)) == without_who(worked(BLOCKS, tmp_path, 0))


def test_an_error_of_the_work_is_told_here(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such word"):
        worked([*BLOCKS, (15, [BAD])], tmp_path, 1)


def test_helpers_end_when_nobody_wants_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    original = subprocess.Popen

    def noted(*arguments: Any, **named: Any) -> Any:
        started.append(original(*arguments, **named))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    answers = crew.in_turn(JOB, [(at, [f"w{at}"]) for at in range(12)], helpers=1, folder=tmp_path)
    next(answers)
    while not started:
        next(answers)
    answers.close()  # type: ignore[attr-defined]  # a generator
    assert started[0].poll() is not None


def test_a_spool_takes_packed_rows_between_its_own(tmp_path: Path) -> None:
    import marshal

    spool = Spool(tmp_path / "rows")
    spool.append((1,))
    spool.adopt(Rows(marshal.dumps([(2,), (3,)]), 2))
    spool.adopt(Rows([(4,)]))
    spool.append((5,))
    assert len(spool) == 5
    assert list(spool) == [(1,), (2,), (3,), (4,), (5,)] == list(spool)


def test_where_nothing_can_be_written_the_own_process_does_it_all(tmp_path: Path) -> None:
    found = worked(BLOCKS, tmp_path / "is not there", 2)
    assert without_who(found) == without_who(worked(BLOCKS, tmp_path, 0))
