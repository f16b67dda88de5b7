"""Work in processes of its own: clean peak memory, one database each, asked line by line."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.databases import Engine

ROOT = Path(__file__).resolve().parent.parent


class ChildFailed(Exception):
    """The work raised; the message is its last line, the traceback went to the log."""


class Child:
    """A Python process with Django set up on one database. Ask it with :meth:`call`; close it when done."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed in __exit__
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.child"],
            cwd=ROOT,
            env=engine.environment(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def call(self, work: str, **arguments: Any) -> dict[str, Any]:
        """Run ``module.function`` of ``bench.work`` there and give back what it returns."""
        if self._process.stdin is None or self._process.stdout is None:
            raise ChildFailed("no pipe to the process")
        self._process.stdin.write(json.dumps({"work": work, "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise ChildFailed(f"{work}: the process ended. {self._tail()}")
        reply: dict[str, Any] = json.loads(answer)
        if "problem" in reply:
            print(self._tail(4000), file=sys.stderr)
            raise ChildFailed(f"{work}: {reply['problem']}")
        return reply

    def _tail(self, characters: int = 800) -> str:
        self._log.seek(0)
        return self._log.read()[-characters:].strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


def once(engine: Engine, name: str, work: str, **arguments: Any) -> dict[str, Any]:
    """One piece of work in a fresh process; the answer also holds ``peak_mb``."""
    with Child(engine, name) as child:
        return child.call(work, **arguments)
