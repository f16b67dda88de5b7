"""A worker is killed in mid-task: the work is found, marked as failed, tried again, and done once. On both backends."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from firstbell.core.backups.places import Place
from firstbell.people.tests.factories import make_cast

PATIENCE = 60


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A real Redis on a free port; nothing of it outlives the test."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (sudo apt install redis-server)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: is_open(port), "Redis to answer")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=20)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, f"Waited {PATIENCE} s for {what}"
        time.sleep(0.1)


@pytest.fixture(params=["database", "redis"])
def house(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a running installation on the tests' database, with one of the two queues."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTBELL_")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
        "FIRSTBELL_DATA": str(tmp_path / "data"),
        "FIRSTBELL_DATABASE_URL": Place.ours().url,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)]),
    }
    if request.param == "database":
        yield environment
        return
    with redis_server(tmp_path) as url:
        yield environment | {"FIRSTBELL_QUEUE": url}


@contextmanager
def worker(house: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "firstbell", "worker"], env=house, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run(house: dict[str, str], code: str) -> None:
    """Something the web server would do."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=house, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def ask(house: dict[str, str], work: str, *arguments: str) -> DBTaskResult[..., Any]:
    run(house, f"from tests.keeping.slow_tasks import {work}; {work}.enqueue(*{list(arguments)!r})")
    return DBTaskResult.objects.latest("enqueued_at")


def has(row: DBTaskResult[..., Any], status: TaskResultStatus) -> bool:
    row.refresh_from_db()
    return bool(row.status == status)


def words(path: Path) -> str:
    """What was written so far; the file is there a moment before its words are."""
    return path.read_text() if path.exists() else ""


def test_a_worker_killed_in_mid_task_is_noticed_and_the_work_is_done_on_the_second_try(
    house: dict[str, str], tmp_path: Path, client: Client
) -> None:
    row = ask(house, "note_when_told", str(tmp_path))
    with worker(house) as first:
        wait_for(lambda: words(tmp_path / "began") == "began\n", "the work to begin")
        assert has(row, TaskResultStatus.RUNNING)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert has(row, TaskResultStatus.RUNNING)
    (tmp_path / "go").touch()

    with worker(house):
        wait_for(lambda: has(row, TaskResultStatus.FAILED), "the lost work to be found")
        assert not (tmp_path / "done").exists()
        client.force_login(make_cast().dita.account)
        page = client.get(reverse("core:task", args=[row.pk])).content.decode()
        assert "WorkerStopped" in page
        assert "Try again" in page
        run(
            house,
            "from firstbell.core.actor import system_actor; from firstbell.core.tasks import retry_task\n"
            "from django_tasks_db.models import DBTaskResult\n"
            f"retry_task(DBTaskResult.objects.get(pk='{row.pk}'), by=system_actor())",
        )
        again = DBTaskResult.objects.latest("enqueued_at")
        assert again.pk != row.pk
        wait_for(lambda: has(again, TaskResultStatus.SUCCESSFUL), "the second try")

    assert (tmp_path / "done").read_text() == "done\n"
    assert (tmp_path / "began").read_text() == "began\n" * 2
    assert has(row, TaskResultStatus.FAILED)


def test_work_that_fails_says_why_on_its_page(house: dict[str, str], client: Client) -> None:
    row = ask(house, "fail")
    with worker(house):
        wait_for(lambda: has(row, TaskResultStatus.FAILED), "the failure")

    client.force_login(make_cast().dita.account)
    listed = client.get(reverse("core:tasks")).content.decode()
    assert "ValueError" in listed
    assert "It was meant to fail" in client.get(reverse("core:task", args=[row.pk])).content.decode()


def test_what_redis_forgot_is_done_all_the_same(transactional_db: None, tmp_path: Path) -> None:
    """Redis comes back empty, and two workers share what the database still knows; each piece is done once."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTBELL_")} | {
        "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
        "FIRSTBELL_DATA": str(tmp_path / "data"),
        "FIRSTBELL_DATABASE_URL": Place.ours().url,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)]),
    }
    (tmp_path / "go").touch()
    with redis_server(tmp_path) as forgetful:
        work = "from tests.keeping.slow_tasks import note_when_told"
        run(
            environment | {"FIRSTBELL_QUEUE": forgetful},
            f"{work}\nfor _ in range(5): note_when_told.enqueue({str(tmp_path)!r})",
        )
    with redis_server(tmp_path) as url:
        house = environment | {"FIRSTBELL_QUEUE": url}
        with worker(house), worker(house):
            wait_for(lambda: DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).count() == 5, "all five")

    assert (tmp_path / "done").read_text() == "done\n" * 5
