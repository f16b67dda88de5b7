"""A large file read by several processes: blocks of plain values go out, answers come back in the order of the blocks.

A source whose rows take long to read names a pure function by its module (which should import little) and gives it blocks;
:func:`in_turn` has them worked off by helper processes and by the own one in turn. A file of few blocks starts nobody, and where
there is one core, or helpers cannot be started or die, the own process does it all. Nothing differs but the time.

Blocks and answers are files in the run's scratch folder; the pipes carry their names only, so no two ever wait for each other.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import selectors
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from firstbell.core.imports.spool import Rows

_Mark = TypeVar("_Mark")

Work = Callable[[Any], tuple[Any, list[tuple[Any, ...]]]]
"""From a block to an answer, and rows that go into a :class:`~firstbell.core.imports.spool.Spool`; all of plain values."""

ALONE = 2
"""Blocks that the own process does before it asks for help: starting a helper takes as long as one of them."""
_AHEAD = 2
"""Blocks that a helper has in hand, so that it never waits for the next."""


@dataclass(frozen=True, slots=True)
class Job:
    """``maker`` is “module:function”, a function that makes the work of ``setup`` (plain values)."""

    maker: str
    setup: Any

    def work(self) -> Work:
        module, _, name = self.maker.partition(":")
        made: Work = getattr(import_module(module), name)(self.setup)
        return made


def others(most: int) -> int:
    """How many helpers this machine has room for: its cores but the own, at most so many."""
    if os.name != "posix" or not sys.executable:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(0, min(most, cores - 1))


@dataclass(slots=True)
class _Task:
    mark: Any
    number: int
    block: Any
    answer: tuple[Any, Rows] | None = None


def in_turn(
    job: Job, blocks: Iterable[tuple[_Mark, Any]], *, helpers: int, folder: Path
) -> Iterator[tuple[_Mark, Any, Rows]]:
    """Of each (mark, block) the mark, the answer and its rows, in their order. A block that is empty has no answer (None)."""
    with _Crew(job, helpers, folder) as crew:
        source = iter(blocks)
        waiting: deque[_Task] = deque()
        is_over = False
        number = 0
        while waiting or not is_over:
            if waiting and waiting[0].answer is not None:
                task = waiting.popleft()
                assert task.answer is not None
                value, rows = task.answer
                yield task.mark, value, rows
                continue
            has_room = len(waiting) < crew.room
            if not has_room or is_over:
                crew.wait(waiting[0])
                continue
            drawn = next(source, None)
            if drawn is None:
                is_over = True
                continue
            number += bool(drawn[1])
            task = _Task(drawn[0], number, drawn[1])
            waiting.append(task)
            if not task.block:
                task.answer = (None, Rows([]))
            elif number <= ALONE or not crew.give(task):
                crew.do(task)
            crew.collect(0)


class _Helper:
    """One process and what it has in hand."""

    def __init__(self, folder: Path, setup: Path) -> None:
        self.folder = folder
        self.tasks: dict[int, _Task] = {}
        # It needs to find this program and nothing else: no secrets go along.
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TZ")}
        self.process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "firstbell.core.imports.hand", str(setup)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,  # a line read ahead would wait in our memory, where the selector does not see it
            start_new_session=True,  # Ctrl+C is for us; it ends with its input
            env=kept | {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one)},
        )

    def give(self, task: _Task) -> None:
        path = self.folder / f"block-{task.number}"
        path.write_bytes(marshal.dumps(task.block))
        self.tasks[task.number] = task
        assert self.process.stdin is not None
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()

    def receive(self) -> bool:
        """Take one answer; False when there will be none any more."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            return False
        number = int(line)
        path = self.folder / f"answer-{number}"
        data = path.read_bytes()
        path.unlink()
        size = int.from_bytes(data[:8], "big")
        task = self.tasks.pop(number)
        value, count = marshal.loads(data[8 : 8 + size])  # noqa: S302 - written by our own helper a moment ago
        task.answer = (value, Rows(data[8 + size :], count))
        return True

    def stop(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                assert stream is not None
                stream.close()
        self.process.terminate()
        self.process.wait()


@dataclass
class _Crew:
    """The helpers of one job, started when they are first needed."""

    job: Job
    helpers: int
    folder: Path
    room: int = field(init=False)
    """Blocks that may be under way: what bounds the memory."""

    def __post_init__(self) -> None:
        self.room = (_AHEAD + 1) * self.helpers + 1
        self._work: Work | None = None
        self._hands: list[_Helper] = []
        self._selector = selectors.DefaultSelector()
        self._is_started = False

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        for hand in self._hands:
            hand.stop()

    def do(self, task: _Task) -> None:
        """The own process does it."""
        if self._work is None:
            self._work = self.job.work()
        value, rows = self._work(task.block)
        task.answer = (value, Rows(rows))
        task.block = None

    def give(self, task: _Task) -> bool:
        """Hand it to the helper that has least to do; False when all have enough."""
        if not self._is_started:
            self._start()
        hand = min(self._hands, key=lambda one: len(one.tasks), default=None)
        if hand is None or len(hand.tasks) >= _AHEAD:
            return False
        try:
            hand.give(task)
        except OSError:
            hand.tasks.pop(task.number, None)
            self._lose(hand)
            return False
        return True

    def _start(self) -> None:
        self._is_started = True
        setup = self.folder / "setup"
        try:
            setup.write_bytes(marshal.dumps((self.job.maker, self.job.setup)))
        except OSError:
            return  # the disk is full
        for _ in range(self.helpers):
            try:
                hand = _Helper(self.folder, setup)
            except OSError:
                return
            self._hands.append(hand)
            self._selector.register(hand.process.stdout, selectors.EVENT_READ, hand)  # type: ignore[arg-type]

    def collect(self, timeout: float | None) -> None:
        """Take the answers that are there."""
        if not self._hands:
            return
        for key, _ in self._selector.select(timeout):
            if not key.data.receive():
                self._lose(key.data)

    def wait(self, task: _Task) -> None:
        """Until this one is answered or nobody is left to answer it."""
        if any(task.number in hand.tasks for hand in self._hands):
            self.collect(None)
        else:
            self.do(task)

    def _lose(self, hand: _Helper) -> None:
        """A helper that died: what it had in hand is done here, where what went wrong can be told."""
        self._hands.remove(hand)
        self._selector.unregister(hand.process.stdout)  # type: ignore[arg-type]
        hand.stop()
        for task in hand.tasks.values():
            self.do(task)
