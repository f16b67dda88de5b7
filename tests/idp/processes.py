"""Starting what the sign-in tests talk to, on free ports of this machine, and ending it again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def needed(*programs: str, hint: str) -> str:
    """The path of the first program. Without one the test is skipped, or fails where nothing may be."""
    paths = [shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") for program in programs]
    if all(paths):
        return str(paths[0])
    missing(f"{programs[paths.index(None)]} is not here: {hint}")
    raise AssertionError("unreachable")


def missing(words: str) -> None:
    """Skip in plain words; under FIRSTBELL_NO_SKIPS that is a failure."""
    if os.environ.get("FIRSTBELL_NO_SKIPS") == "1":
        pytest.fail(words)
    pytest.skip(words)


@contextmanager
def running(
    command: list[str], *, ready: str, cwd: Path = HERE, seconds: float = 60
) -> Iterator[subprocess.Popen[str]]:
    """The program, once it has said ``ready``; ended by its id afterwards. Raises AssertionError with what it said instead."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said: list[str] = []
    is_ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if ready in line:
                is_ready.set()
        is_ready.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        assert is_ready.wait(seconds), f"{command[0]} says nothing"
        assert process.poll() is None, "".join(said)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
