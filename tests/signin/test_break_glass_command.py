"""``firstbell break-glass`` and what ``firstbell doctor`` says about it."""

from __future__ import annotations

from django.test import Client
from rich.console import Console
from typer.testing import CliRunner

from firstbell.config.cli import app
from firstbell.config.doctor import examine
from firstbell.people.tests.factories import Cast
from firstbell.signin.actions.seals import USERNAME
from firstbell.signin.models import SealedAccount


def doctor() -> str:
    lines = Console(record=True, width=200)
    examine(lines)
    return lines.export_text()


def test_the_command_line_prints_it_once_and_the_doctor_hears_of_its_use(cast: Cast) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["break-glass", "status"]).exit_code == 1
    assert "there is none for the day" in doctor()
    printed = runner.invoke(app, ["break-glass", "seal"]).output
    password = next(line.split()[-1] for line in printed.splitlines() if "password" in line)
    assert len(password) == 35
    status = runner.invoke(app, ["break-glass", "status"])
    assert status.exit_code == 0
    assert password not in status.output
    assert "break-glass account: sealed on" in doctor()
    answer = Client().post("/accounts/login/", {"login": USERNAME, "password": password})
    assert answer.status_code == 302
    assert SealedAccount.objects.get().used_at is not None
    assert runner.invoke(app, ["break-glass", "status"]).exit_code == 1
    assert "break-glass account: it was used" in doctor()
