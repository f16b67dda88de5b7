"""``firstbell doctor``: what is wrong with this installation, in plain words, with the remedy."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from smtplib import SMTPException
from typing import Literal

from django.conf import settings
from django.core.mail import get_connection
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from rich.console import Console
from rich.markup import escape

from firstbell.config.keeping import user_name
from firstbell.connectors.sip2.models import Terminal
from firstbell.core import secrets
from firstbell.core.backups.keeping import the_plan
from firstbell.core.backups.places import known_migrations
from firstbell.core.backups.writing import SECRET_KEY_FILE
from firstbell.core.client_address import last_stranger
from firstbell.core.errors import FirstbellError
from firstbell.core.models import AuditEntry, BackupRun, Delivery, ScheduledJob
from firstbell.core.rotation import is_half_done, unreadable
from firstbell.people.models import Account
from firstbell.signin.models import IdentityProvider, SealedAccount


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: pass, fail or unknown, with the remedy."""

    name: str
    verdict: Literal["pass", "fail", "unknown"]
    text: str
    remedy: str = ""


def examine(console: Console) -> int:
    """Print every finding; returns 1 when one fails."""
    colours = {"pass": "green", "fail": "red", "unknown": "yellow"}
    failed = False
    for check in CHECKS:
        for finding in _answers(check):
            failed = failed or finding.verdict == "fail"
            verdict = f"[{colours[finding.verdict]}]{finding.verdict:<8}[/]"
            console.print(f"{verdict} {escape(finding.name)}: {escape(finding.text)}")
            if finding.remedy:
                console.print(f"         → {escape(finding.remedy)}")
    return int(failed)


def _answers(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check's findings; one that stumbles over what is broken is a finding itself, and the others still speak."""
    try:
        yield from check()
    except (DatabaseError, OSError, FirstbellError, ValueError) as error:
        name = check.__name__.strip("_").replace("_", " ")
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        yield Finding(
            name, "fail", f"it cannot be looked at: {said}", "Mend what is said above first, then look again."
        )


def _database() -> Iterator[Finding]:
    remedy = "Stop Firstbell, then: firstbell restore --replace the newest good backup. What is here is kept aside."
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check")
                said = str(cursor.fetchone()[0])
                is_well, text = said == "ok", f"SQLite, quick check: {said}"
            else:
                remedy = "See whether the server runs, and whether FIRSTBELL_DATABASE_URL is right."
                cursor.execute("SELECT version()")
                is_well, text = True, str(cursor.fetchone()[0]).split(",")[0]
    except DatabaseError as error:
        is_well, text = False, f"it cannot be read: {str(error).strip().splitlines()[0]}"
    yield Finding("database", "pass" if is_well else "fail", text, "" if is_well else remedy)


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    newer = sorted(set(executor.loader.applied_migrations) - known_migrations())
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    missing = sorted(set(connection.introspection.django_table_names(only_existing=False)) - there)
    if newer:
        text = f"newer than the program: they have had {newer[0][0]}.{newer[0][1]}"
        yield Finding("tables", "fail", text, "Update the program; an older one must not write to them.")
    if waiting:
        yield Finding("tables", "fail", f"{len(waiting)} steps behind the program", "firstbell manage migrate")
    elif missing:
        text = f"{len(missing)} are missing, first {missing[0]}"
        yield Finding("tables", "fail", text, "Stop Firstbell and restore the newest good backup.")
    elif not newer:
        yield Finding("tables", "pass", "as the program expects")


def _search() -> Iterator[Finding]:
    """Whether SQLite's index of the search box says what its documents say. PostgreSQL keeps its own in the same row."""
    if connection.vendor != "sqlite":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_search_fts (core_search_fts, rank) VALUES ('integrity-check', 1)")
    except DatabaseError as error:
        yield Finding("search", "fail", f"its index is broken: {error}", "firstbell manage index_search")
    else:
        yield Finding("search", "pass", "its index fits the documents")


def _clock() -> Iterator[Finding]:
    """Whether something happened after now: due dates, retention and second factors go by this clock."""
    last = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
    if last is not None and last > timezone.now() + dt.timedelta(minutes=5):
        text = f"it says {timezone.now():%Y-%m-%d %H:%M} UTC; something is on record of {last:%Y-%m-%d %H:%M} UTC"
        yield Finding("clock", "fail", text, "Set the machine's clock, and have it kept by the network (NTP).")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free
    is_low = free < 1_000_000_000
    yield Finding(
        "disk",
        "fail" if is_low else "pass",
        f"{free / 1e9:.1f} GB free in {settings.DATA}",
        "Free some space: uploads and the database need room." if is_low else "",
    )
    kept = [Path(settings.DATA), Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        kept += [Path(f"{settings.DATABASES['default']['NAME']}{end}") for end in ("", "-wal", "-shm")]
    for path in kept:
        if path.exists() and not os.access(path, os.W_OK):
            yield Finding("data folder", "fail", f"{path} cannot be written", f"Give it to the user {user_name()}.")


def _accounts() -> Iterator[Finding]:
    if Account.objects.filter(is_active=True).exists():
        yield Finding("accounts", "pass", "somebody can sign in")
    else:
        yield Finding("accounts", "fail", "nobody can sign in", "firstbell init")


def _work() -> Iterator[Finding]:
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    remedy = "See “Background work” in the menu." if failed else ""
    yield Finding("background work", "unknown" if failed else "pass", f"{failed} failed runs on record", remedy)
    hour_ago = timezone.now() - dt.timedelta(hours=1)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__lt=hour_ago)
    waiting = waiting.exclude(run_after__gte=hour_ago, run_after__lt=get_date_max())  # which stands for “at once”
    if count := waiting.count():
        text = f"{count} waiting for more than an hour; nobody takes them up"
        yield Finding("background work", "fail", text, "Start firstbell worker, or firstbell serve.")


def _safety() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("debug mode", "fail", "errors are shown to everybody", "Unset FIRSTBELL_DEBUG.")
    if settings.FIRSTBELL_DEMO:
        yield Finding("demo mode", "fail", "anybody may sign in with one click", "Unset FIRSTBELL_DEMO.")
    if not settings.HTTPS:
        yield Finding(
            "https", "unknown", "not behind HTTPS", "On a network, put a proxy in front and set FIRSTBELL_HTTPS=1."
        )
    stranger = last_stranger()
    if stranger is not None:
        text = f"on {stranger.at:%Y-%m-%d %H:%M} UTC {stranger.peer} passed on addresses of others, and is not trusted"
        remedy = (
            f"If it is your proxy, name it: FIRSTBELL_TRUSTED_PROXIES={stranger.peer}. If not, nothing is to be done."
        )
        yield Finding("proxy", "unknown", text, remedy)
    try:
        call_command("check", verbosity=0)
    except CommandError as error:
        yield Finding("program", "fail", str(error))


def _sign_in() -> Iterator[Finding]:
    seal = SealedAccount.objects.first()
    if seal is None:
        yield Finding(
            "break-glass account",
            "unknown",
            "there is none for the day nothing else opens",
            "firstbell break-glass seal",
        )
    elif seal.used_at is not None:
        remedy = "Find out who and why, then: firstbell break-glass seal"
        yield Finding("break-glass account", "fail", f"it was used on {seal.used_at:%Y-%m-%d %H:%M} UTC", remedy)
    else:
        yield Finding("break-glass account", "pass", f"sealed on {seal.sealed_at:%Y-%m-%d}")
    for provider in IdentityProvider.objects.filter(is_on=True):
        failed = [one for one in provider.test_findings if one.get("verdict") == "fail"]
        if failed:
            yield Finding(f"sign-in with {provider}", "fail", failed[0]["text"], failed[0]["remedy"])


def _mail() -> Iterator[Finding]:
    """Whether mail is set up, and whether its server answers now."""
    transport = dict(settings.FIRSTBELL_MAIL)
    if not transport:
        remedy = "Set FIRSTBELL_SMTP_URL; until then people are told only inside of Firstbell."
        yield Finding("mail", "unknown", "not set up, nothing is mailed", remedy)
        return
    where = transport.get("file_path") or f"{transport['host']}:{transport['port']}"
    connection = get_connection(transport.pop("backend"), **transport)
    try:
        connection.open()
        connection.close()
    except (OSError, SMTPException) as error:
        yield Finding("mail", "fail", f"{where} does not answer: {error}", "Check FIRSTBELL_SMTP_URL and the network.")
    else:
        yield Finding("mail", "pass", f"{where} answers; links lead to {settings.FIRSTBELL_URL}")
    stuck = Delivery.objects.filter(state=Delivery.State.FAILED).count()
    if stuck:
        yield Finding("notices", "unknown", f"{stuck} could not be sent", "See “Sent notices” in the menu.")


def _self_checks() -> Iterator[Finding]:
    """Whether somebody answers self-check machines where they are told to call, and whether they call."""
    terminals = list(Terminal.objects.filter(is_on=True))
    if not settings.FIRSTBELL_SIP2:
        if terminals:
            remedy = "Set FIRSTBELL_SIP2=0.0.0.0:6001 for serve, or run firstbell sip2 beside it."
            yield Finding("self-checks", "unknown", f"{len(terminals)} are set up; none is listened for here", remedy)
        return
    for address in settings.FIRSTBELL_SIP2:
        host, _, port = address.strip().rpartition(":")
        host = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(host, host.strip("[]"))  # noqa: S104
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except (OSError, ValueError) as error:
            remedy = "Start firstbell serve, or firstbell sip2, and look at what it says."
            yield Finding("self-checks", "fail", f"{address} does not answer: {error}", remedy)
        else:
            yield Finding("self-checks", "pass", f"{address} answers; {len(terminals)} are set up")
        if not settings.FIRSTBELL_SIP2_TLS and host not in {"localhost", "127.0.0.1", "::1"}:
            remedy = "Set FIRSTBELL_SIP2_TLS, or keep the machines in a network of their own."
            yield Finding("self-checks", "unknown", "cards and PINs travel in clear", remedy)
    for terminal in terminals:
        if terminal.problem_at is not None and (terminal.seen_at is None or terminal.seen_at < terminal.problem_at):
            yield Finding(f"self-check {terminal}", "unknown", terminal.problem, "See “Self-checks” in the menu.")


def _schedule() -> Iterator[Finding]:
    """Jobs that failed, or that nobody has run though their time came an hour ago."""
    late = timezone.now() - dt.timedelta(hours=1)
    for job in ScheduledJob.objects.filter(Q(failures__gt=0) | Q(next_run_at__lt=late)):
        if job.failures:
            yield Finding("schedule", "fail", f"{job.name} failed {job.failures} times", "See “Background work”.")
        else:
            yield Finding("schedule", "fail", f"{job.name} is late", "Start firstbell worker, or firstbell serve.")


def _backups() -> Iterator[Finding]:
    plan = the_plan()
    for kind, name, days, remedy in (
        (BackupRun.Kind.BACKUP, "backup", 2, "firstbell backup, or see “Backups” in the menu."),
        (BackupRun.Kind.PROOF, "restore test", plan.verify_days + 2, "firstbell restore --verify FILE"),
    ):
        last = BackupRun.objects.filter(kind=kind).first()
        if last is None:
            yield Finding(name, "unknown", "none is on record", remedy)
        elif not last.is_good:
            yield Finding(name, "fail", last.message, remedy)
        else:
            age = timezone.now() - last.started_at
            old = age > dt.timedelta(days=days)
            yield Finding(
                name, "fail" if old else "pass", f"{age.days} days old, {last.rows:,} rows", remedy if old else ""
            )
    if not plan.is_on:
        yield Finding(
            "backup plan", "fail", "nightly backups are switched off", "Switch the plan on, on the page “Backups”."
        )


def _secrets() -> Iterator[Finding]:
    """Whether stored secrets can be read, and whether the files with keys are only ours."""
    yield from _open_files()
    try:
        secrets.check_ring()
    except FirstbellError as error:
        yield Finding("keys", "fail", error.message, error.remedy)
        return
    lost = unreadable()
    if lost:
        text = f"{len(lost)} cannot be read, first {lost[0]}"
        yield Finding("stored secrets", "fail", text, "Put the old key back into the ring, or enter them again.")
    else:
        yield Finding("stored secrets", "pass", "all can be read")
    if is_half_done():
        yield Finding("keys", "unknown", "a rotation was not finished", "firstbell rotate-keys")


def _open_files() -> Iterator[Finding]:
    """What other users of this machine must not read."""
    for name in (secrets.KEY_FILE, SECRET_KEY_FILE):
        path = settings.DATA / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding("keys", "fail", f"{path} can be read by others", f"chmod 600 {path}")
    database = Path(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite" and database.is_file():
        folder = database.parent
        if folder.stat().st_mode & 0o001 and database.stat().st_mode & 0o004:
            text = f"every user of this machine can read {database}"
            yield Finding("data folder", "fail", text, f"chmod 700 {folder}")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _database, _migrations, _disk, _search, _clock, _accounts, _sign_in, _work, _schedule, _mail, _self_checks, _backups,
    _secrets, _safety,
)  # fmt: skip
