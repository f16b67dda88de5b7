"""``firstbell doctor``: what is wrong with this installation, in plain words, with the remedy."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Literal

from django.conf import settings
from django.core.mail import get_connection
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from rich.console import Console

from firstbell.connectors.sip2.models import Terminal
from firstbell.core import secrets
from firstbell.core.backups.keeping import the_plan
from firstbell.core.backups.writing import SECRET_KEY_FILE
from firstbell.core.client_address import last_stranger
from firstbell.core.models import BackupRun, Delivery, ScheduledJob
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
        for finding in check():
            failed = failed or finding.verdict == "fail"
            console.print(f"[{colours[finding.verdict]}]{finding.verdict:<8}[/] {finding.name}: {finding.text}")
            if finding.remedy:
                console.print(f"         → {finding.remedy}")
    return int(failed)


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            result = str(cursor.fetchone()[0])
            remedy = "" if result == "ok" else "Stop Firstbell and restore the last good copy of the database file."
            yield Finding("database", "pass" if result == "ok" else "fail", f"SQLite, quick check: {result}", remedy)
        else:
            cursor.execute("SELECT version()")
            yield Finding("database", "pass", str(cursor.fetchone()[0]).split(",")[0])


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("tables", "fail", f"{len(waiting)} steps behind the program", "firstbell manage migrate")
    else:
        yield Finding("tables", "pass", "as the program expects")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free
    is_low = free < 1_000_000_000
    yield Finding(
        "disk",
        "fail" if is_low else "pass",
        f"{free / 1e9:.1f} GB free in {settings.DATA}",
        "Free some space: uploads and the database need room." if is_low else "",
    )
    if not os.access(settings.DATA, os.W_OK):
        yield Finding("data folder", "fail", f"{settings.DATA} cannot be written", "Give the folder to this user.")


def _accounts() -> Iterator[Finding]:
    if Account.objects.filter(is_active=True).exists():
        yield Finding("accounts", "pass", "somebody can sign in")
    else:
        yield Finding("accounts", "fail", "nobody can sign in", "firstbell init")


def _work() -> Iterator[Finding]:
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    remedy = "See “Background work” in the menu." if failed else ""
    yield Finding("background work", "unknown" if failed else "pass", f"{failed} failed runs on record", remedy)


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
    lost = unreadable()
    if lost:
        text = f"{len(lost)} cannot be read, first {lost[0]}"
        yield Finding("stored secrets", "fail", text, "Put the old key back into the ring, or enter them again.")
    else:
        yield Finding("stored secrets", "pass", "all can be read")
    if is_half_done():
        yield Finding("keys", "unknown", "a rotation was not finished", "firstbell rotate-keys")
    for name in (secrets.KEY_FILE, SECRET_KEY_FILE):
        path = settings.DATA / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding("keys", "fail", f"{path} can be read by others", f"chmod 600 {path}")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _database, _migrations, _disk, _accounts, _sign_in, _work, _schedule, _mail, _self_checks, _backups, _secrets, _safety,
)  # fmt: skip
