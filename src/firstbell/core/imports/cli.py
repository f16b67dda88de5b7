"""Imports on the command line: the same machine, the same summary, an exit code for scripts.

0 applied or nothing to do, 1 rejected or failed, 2 held, 3 applied with rows kept aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError
from firstbell.core.imports.actions import apply_import, preview_import, upload_import
from firstbell.core.imports.limits import limits
from firstbell.core.imports.places import WHOLE, Place, find_place, names_of
from firstbell.core.imports.source import Source, Upload, WorksAfterwards, detect, source_by_key
from firstbell.core.imports.staging import Job, Outcome, scratch_folder, stage
from firstbell.core.imports.tally import KINDS
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission

APPLIED, REJECTED, HELD, APPLIED_WITH_QUARANTINE = 0, 1, 2, 3
_GROUPS_SHOWN = 20


def run_import_cli(
    source_key: str,
    path: Path,
    *,
    dry_run: bool,
    by: Actor,
    console: Console,
    yes: bool = False,
    org: str = "",
    adopt_ids: bool = False,
    options: Mapping[str, Any] | None = None,
) -> int:
    """Import a file and return the exit code.

    ``source_key`` may be empty: the kind is told from the content. ``dry_run`` stores nothing at
    all. ``org`` is the code, number or name of the organisation it is for; empty means everything
    here; ``options`` are those of the preview page. Without ``yes`` it asks before it applies. A held import stays, to be released on its page.
    """
    try:
        place = find_place(org) if org else WHOLE
        by.require(CorePermission.IMPORT_RUN, at=place.path)
        if not path.is_file():
            raise FirstbellError(f"There is no file {path}.", remedy="Check the path.")
        chosen = {**(options or {}), **({"adopt_ids": True} if adopt_ids else {})}
        if dry_run:
            return _look(source_key, path, by, console, place, chosen)
        return _import(source_key, path, by, console, place, yes=yes, options=chosen)
    except FirstbellError as error:
        console.print(f"[red]{escape(error.message)}[/red]")
        if error.remedy:
            console.print(escape(error.remedy))
        return REJECTED


def _source(source_key: str, path: Path) -> Source:
    if source_key:
        return source_by_key(source_key)
    source = detect(Upload.read(path, path.name, limits()))
    if source is None:
        raise FirstbellError(f"{path.name} is not a file we know how to read.", remedy="Name its kind.")
    return source


def _look(source_key: str, path: Path, by: Actor, console: Console, place: Place, options: dict[str, Any]) -> int:
    job = Job(_source(source_key, path), path, path.name, place.id, place.path, options, actor=by)
    with scratch_folder() as scratch, _bar(console) as bar:
        outcome = stage(job, scratch, progress=_Watcher(bar).tell)
    show_outcome(outcome, console)
    console.print("Dry run: nothing was changed.")
    return HELD if outcome.is_held else APPLIED


def _import(
    source_key: str, path: Path, by: Actor, console: Console, place: Place, *, yes: bool, options: dict[str, Any]
) -> int:
    with path.open("rb") as stream:
        run = upload_import(
            stream,
            filename=path.name,
            organisation_id=place.id,
            org_path=place.path,
            org_label=place.label if place.id else "",
            source_key=_source(source_key, path).key,
            by=by,
        )
    if options:
        run.options = options
        run.save(update_fields=["options"])
    with _bar(console) as bar:
        watcher = _Watcher(bar)

        def then(outcome: Outcome) -> None:
            bar.stop()
            show_outcome(outcome, console)
            if outcome.is_held or not (yes or console.input("Apply? [y/N] ").strip().lower() in {"y", "yes"}):
                return
            # Staged by this process a moment ago; after a pause for an answer it is read again.
            bar.start()
            apply_import(run, by=by, progress=watcher.tell, outcome=outcome if yes else None)

        preview_import(run, by=by, progress=watcher.tell, then=then)
    code = _told(run, console)
    if run.state == ImportRun.State.APPLIED and run.writes:
        _afterwards(run.source_key, by, console)
    return code


def _afterwards(source_key: str, by: Actor, console: Console) -> None:
    """What is applied is there already; if this is stopped, a worker does it."""
    source = source_by_key(source_key)
    if isinstance(source, WorksAfterwards):
        with console.status("Doing what is left …"):
            said = source.afterwards(by=by)
        if said:
            console.print(escape(said))


def _told(run: ImportRun, console: Console) -> int:
    number = f"Import {run.pk}"
    match run.state:
        case ImportRun.State.APPLIED:
            console.print(f"[green]{number}: applied.[/green]" if run.writes else f"{number}: nothing had changed.")
            return APPLIED_WITH_QUARANTINE if run.quarantined else APPLIED
        case ImportRun.State.HELD:
            console.print(f"[yellow]{number} is on hold; release or discard it on its page.[/yellow]")
            return HELD
        case ImportRun.State.PREVIEWED:
            console.print(f"{number} was not applied; it waits on its page.")
            return APPLIED
        case _:
            console.print(f"[red]{escape(run.problem)}[/red]")
            console.print(escape(run.remedy))
            return REJECTED


def show_outcome(outcome: Outcome, console: Console) -> None:
    """The counts, the reasons to hold, and what was wrong, grouped."""
    tally = outcome.ctx.tally
    table = Table(title=escape(outcome.job.filename))
    table.add_column("Records")
    for kind in KINDS:
        table.add_column("Kept aside" if kind == "quarantined" else kind.capitalize(), justify="right")
    for entity in outcome.job.source.entities:
        if entity.key in tally.counts:
            table.add_row(entity.label, *(f"{tally.total(entity.key, kind):,}" for kind in KINDS))
    console.print(table)
    names = names_of({finding.place for finding in outcome.findings if finding.place})
    for finding in outcome.findings:
        where = f"{names.get(finding.place, finding.place)}: " if finding.place else ""
        console.print(f"[yellow]Hold:[/yellow] {escape(where + finding.message)} {finding.todo}", highlight=False)
    groups = sorted(outcome.ctx.issues.groups.values(), key=lambda group: (group.severity, -group.count))
    for group in groups[:_GROUPS_SHOWN]:
        colour = "red" if group.severity == "error" else "cyan"
        where = (
            f" ({group.file}" + (f" line {group.first_line}" if group.first_line else "") + ")" if group.file else ""
        )
        console.print(f"[{colour}]{group.count:,}×[/{colour}] {escape(group.message + where)}", highlight=False)
    if len(groups) > _GROUPS_SHOWN:
        console.print(f"… and {len(groups) - _GROUPS_SHOWN} more kinds of remarks.")


def _bar(console: Console) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True)


class _Watcher:
    """Shows one bar for each file or step."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def tell(self, label: str, done: int, total: int | None) -> None:
        task = self._tasks.get(label)
        if task is None:
            task = self._tasks[label] = self._bar.add_task(label, total=total)
        self._bar.update(task, completed=done, total=total)
