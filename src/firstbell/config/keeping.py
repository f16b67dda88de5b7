"""The commands that keep an installation: backups, keys, retention. Thin, like all of the command line."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

console = Console()


def user_name() -> str:
    """Whom this program runs as; a container's user may have a number only."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def start_django() -> None:
    """Settings and rooms. A data folder that is not ours is said in words: no command, not even doctor, gets further."""
    import django

    try:
        django.setup()
    except OSError as error:
        console.print(f"[red]The data folder cannot be used: {escape(str(error))}[/red]")
        console.print(
            f"Firstbell runs as {escape(user_name())} here: give the folder FIRSTBELL_DATA, with all in it, to that user."
        )
        raise typer.Exit(1) from error


def backup(
    out: Annotated[Path | None, typer.Option(help="File to write; a name with the time if not given.")] = None,
    portable: Annotated[bool, typer.Option("--portable", help="For SQLite and PostgreSQL alike; slower.")] = False,
    media: Annotated[bool, typer.Option(help="With the uploads.")] = True,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Ask for a passphrase; FIRSTBELL_BACKUP_PASSPHRASE gives it to scripts.")
    ] = False,
    include_keys: Annotated[
        bool, typer.Option("--include-keys", help="With the keys of stored secrets; needs a passphrase.")
    ] = False,
) -> None:
    """Write everything into one file, while serving."""
    start_django()
    from firstbell.core.backups.cli import backup as run

    raise typer.Exit(run(out, portable=portable, media=media, keys=include_keys, encrypt=encrypt, console=console))


def restore(
    file: Annotated[Path, typer.Argument(help="A file that “firstbell backup” made.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is here; it is kept aside.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only prove it: restore somewhere else, compare all rows, throw it away.")
    ] = False,
) -> None:
    """Put a backup in place of an empty installation. Every hash is checked before anything is touched."""
    start_django()
    from firstbell.core.backups.cli import restore as run

    raise typer.Exit(run(file, replace=replace, verify=verify, console=console))


def rotate_keys(
    given: Annotated[
        bool, typer.Option("--given", help="Use FIRSTBELL_FIELD_KEYS as it is; its first key is the new one.")
    ] = False,
) -> None:
    """Give every stored secret a new key and let the old keys go. May be stopped and run again."""
    start_django()
    from firstbell.core.actor import system_actor
    from firstbell.core.errors import FirstbellError
    from firstbell.core.rotation import rotate_keys as rotate

    try:
        with console.status("Looking through the secrets") as status:
            done = rotate(
                by=system_actor("command line", via="cli"),
                told=lambda name, count: status.update(f"{name}: {count:,} written again"),
                given=given,
            )
    except FirstbellError as error:
        console.print(f"[red]{escape(error.message)}[/red]\n{escape(error.remedy)}")
        raise typer.Exit(1) from error
    console.print(f"[green]{done.secrets:,} secrets have the new key[/]; {done.keys_let_go} old keys were let go.")
    console.print("Backups made until now need the old keys: keep their copy as long as those backups.")


def nightly() -> None:
    """What comes round every night: the backup of the plan, retention, the log of what programs read."""
    start_django()
    from django.utils import timezone

    from firstbell.core.errors import FirstbellError
    from firstbell.core.nightly import nightly_backup, nightly_readings, nightly_retention

    failed = False
    for work in (nightly_readings, nightly_retention, nightly_backup):
        try:
            console.print(escape(work(timezone.now())))
        except FirstbellError as error:
            failed = True
            console.print(f"[red]{escape(str(error))}[/red]")
    raise typer.Exit(int(failed))


retention = typer.Typer(no_args_is_help=True, help="How long records are kept: count what is due, or let it go.")


@retention.command("preview")
def retention_preview() -> None:
    """Count what each rule would let go now; changes nothing."""
    start_django()
    from django.utils import timezone

    from firstbell.core.retention import kinds, preview, rules

    due, kept = preview(now=timezone.now()), rules()
    for kind in kinds():
        rule = kept[kind.key]
        console.print(f"{due[kind.key]:>9,}  {kind.label}: after {rule.days} days, {'on' if rule.is_on else 'off'}")


@retention.command("run")
def retention_run() -> None:
    """Let go what is due by every rule that is on. It cannot be undone."""
    start_django()
    from django.utils import timezone

    from firstbell.core.actor import system_actor
    from firstbell.core.retention import run_retention

    for key, count in run_retention(now=timezone.now(), by=system_actor("command line", via="cli")).items():
        console.print(f"{count:>9,}  {key}")


def add_to(app: typer.Typer) -> None:
    """Hang the commands into ``firstbell``."""
    app.command()(backup)
    app.command()(restore)
    app.command()(nightly)
    app.add_typer(retention, name="retention")
    app.command("rotate-keys")(rotate_keys)
