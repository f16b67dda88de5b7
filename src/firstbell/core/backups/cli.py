"""Backups on the command line: a bar while it works, one sentence when it is done, an exit code for scripts."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from firstbell.core.backups.envelope import MAGIC, is_envelope
from firstbell.core.backups.keeping import ENDING
from firstbell.core.backups.restoring import restore_backup, verify_backup
from firstbell.core.backups.snapshots import Told
from firstbell.core.backups.writing import Wanted, write_backup
from firstbell.core.errors import FirstbellError

PASSPHRASE = "FIRSTBELL_BACKUP_PASSPHRASE"  # noqa: S105  a variable's name


def backup(out: Path | None, *, portable: bool, media: bool, keys: bool, encrypt: bool, console: Console) -> int:
    with _plain_errors(console) as outcome:
        passphrase = _new_passphrase() if encrypt or keys else os.environ.get(PASSPHRASE, "")
        file = out or Path(f"firstbell-{timezone.localtime():%Y%m%d-%H%M%S}{ENDING}")
        with _bar(console) as told:
            manifest = write_backup(file, Wanted(portable, media, keys, passphrase), told=told)
        size = file.stat().st_size / 1e6
        console.print(
            f"[green]{escape(str(file))}[/] holds {manifest.rows:,} rows of {len(manifest.tables)} tables and "
            f"{manifest.media_files:,} uploads, {size:,.1f} MB, {'encrypted' if passphrase else 'not encrypted'}."
        )
        if not keys:
            console.print("The keys of stored secrets are not in it: keep the file “field-keys” somewhere else, too.")
    return outcome[0]


def restore(file: Path, *, replace: bool, verify: bool, console: Console) -> int:
    with _plain_errors(console) as outcome:
        passphrase = _passphrase_for(file)
        if verify:
            with _bar(console) as told:
                proof = verify_backup(file, passphrase=passphrase, told=told)
            console.print(
                f"[green]It can be restored:[/] {proof.rows:,} rows of {proof.tables} tables compared row by row, "
                f"{proof.media_files:,} uploads by their hash, in {proof.took.total_seconds():.0f} s."
            )
            return 0
        with _bar(console) as told:
            done = restore_backup(file, replace=replace, passphrase=passphrase, told=told)
        console.print(f"[green]Restored[/] the state of {done.manifest.made_at}: {done.manifest.rows:,} rows.")
        for path in done.kept_aside:
            console.print(f"What was here before is kept at {escape(str(path))}.")
        if done.missing_keys:
            console.print(
                f"[yellow]Stored secrets need the key {', '.join(done.missing_keys)}[/], which is not here. Put the old "
                f"“field-keys” into {escape(str(settings.DATA))}, or enter the secrets again."
            )
    return outcome[0]


@contextmanager
def _plain_errors(console: Console) -> Iterator[list[int]]:
    """What a person can cause is said in words, and the exit code is 1."""
    outcome = [0]
    try:
        yield outcome
    except FirstbellError as error:
        console.print(f"[red]{escape(error.message)}[/red]")
        if error.remedy:
            console.print(escape(error.remedy))
        outcome[0] = 1
    except OSError as error:  # the file or its folder is not ours to read
        console.print(f"[red]{escape(str(error))}[/red]")
        outcome[0] = 1


@contextmanager
def _bar(console: Console) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("…", total=None)

        def told(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of or None)

        yield told


def _new_passphrase() -> str:
    given = os.environ.get(PASSPHRASE, "")
    if given or not sys.stdin.isatty():
        return given
    first = getpass.getpass("Passphrase for this backup: ")
    if first != getpass.getpass("Once more: "):
        raise FirstbellError("The two are not the same.", remedy="Try again.")
    return first


def _passphrase_for(file: Path) -> str:
    given = os.environ.get(PASSPHRASE, "")
    if given or not file.is_file() or not sys.stdin.isatty():
        return given
    with file.open("rb") as source:
        return getpass.getpass("Passphrase of this backup: ") if is_envelope(source.read(len(MAGIC))) else ""
