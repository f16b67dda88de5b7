"""When core's own notices are sent, and the jobs that keep the post going."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from firstbell.core.actor import Actor, system_actor
from firstbell.core.events import after_commit, listens
from firstbell.core.imports.events import ImportFailed, ImportHeld
from firstbell.core.models import Delivery, Notice, WebhookDelivery
from firstbell.core.notifications import hooks, post
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.digests import send_digests
from firstbell.core.notifications.events import WebhookGivenUp
from firstbell.core.notifications.notices import IMPORT_FAILED, IMPORT_HELD, WEBHOOK_OFF, WORK_FAILED
from firstbell.core.notifications.recipients import holders
from firstbell.core.notifications.tasks import send_waiting
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.schedule import Job, every, when_failing

log = logging.getLogger("firstbell.post")

KEPT_NOTICES = dt.timedelta(days=400)
KEPT_HOOK_LOG = dt.timedelta(days=30)
KEPT_ROUNDS = dt.timedelta(days=1)


@listens(ImportHeld)
def tell_of_held_import(event: ImportHeld, by: Actor) -> None:
    """Whoever started it, and those who may let it through."""
    _tell_of_import(event, IMPORT_HELD.key, {}, by)


@listens(ImportFailed)
def tell_of_failed_import(event: ImportFailed, by: Actor) -> None:
    _tell_of_import(event, IMPORT_FAILED.key, {"problem": event.note}, by)


def _tell_of_import(event: ImportHeld | ImportFailed, kind: str, more: dict[str, str], by: Actor) -> None:
    starter = [event.started_by] if event.started_by.startswith("account:") else []
    send_notice(
        event.subject,
        kind=kind,
        to=[*starter, *holders(CorePermission.IMPORT_RELEASE, event.org_path)],
        occasion=event.occasion,
        values={"file": event.filename, "place": event.place or "the whole district", **more},
        org_path=event.org_path,
        link=f"/imports/{event.subject.id}/",
        by=by,
    )


@after_commit(WebhookGivenUp)
def tell_of_dead_webhook(event: WebhookGivenUp, by: Actor) -> None:
    """After the commit: the notice must not hold up the row that says the hook is off."""
    send_notice(
        event.subject,
        kind=WEBHOOK_OFF.key,
        to=holders(CorePermission.WEBHOOK_MANAGE, event.org_path),
        occasion=timezone.now().isoformat(timespec="minutes"),
        values={"webhook": event.subject.label, "problem": event.note},
        org_path=event.org_path,
        link=f"/webhooks/{event.subject.id}/",
        by=by,
    )


@receiver(task_finished)
def tell_of_failed_task(task_result: Any, **_: object) -> None:
    """At most once an hour for each piece of work, so that a broken one does not fill anybody's day."""
    if task_result.status != TaskResultStatus.FAILED:
        return
    path = str(task_result.task.module_path)
    last = task_result.errors[-1].exception_class_path if task_result.errors else ""
    tell_of_failed_work(path.rsplit(".", 1)[-1].replace("_", " ").capitalize(), path, last, "/tasks/")


@when_failing
def tell_of_failed_job(job: Job, problem: str) -> None:
    tell_of_failed_work(job.label, job.name, problem, "/tasks/schedule/")


def tell_of_failed_work(work: str, name: str, problem: str, link: str) -> None:
    """Never fails itself: what failed is kept on the page of background work in any case."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    try:
        send_notice(
            Ref("core.task", 0, work),
            kind=WORK_FAILED.key,
            to=holders(CorePermission.TASK_VIEW, ""),
            occasion=f"{name[-100:]} {hour}",
            values={"work": work, "problem": problem},
            org_path="",
            link=link,
            by=system_actor("background work", via="task"),
        )
    except Exception:
        log.exception("Nobody could be told that %s failed", name)


@every(minutes=1, name="core.post", label="Send mail, chat and webhooks that wait")
def send_what_waits(now: dt.datetime) -> str:
    return f"{post.send_round(now)}; {hooks.send_round(now)}"


@every(minutes=5, name="core.digests", label="Write the daily digests")
def write_digests(now: dt.datetime) -> str:
    return f"{send_digests(now)} digests"


@every(minutes=24 * 60, name="core.post_tidy", label="Put old notices and webhook logs away")
def tidy(now: dt.datetime) -> str:
    """Notices after a school year, webhook logs after a month; what still waits is kept."""
    waiting = Delivery.objects.filter(state__in=(Delivery.State.QUEUED, Delivery.State.SENDING, Delivery.State.DIGEST))
    old = Notice.objects.filter(created_at__lt=now - KEPT_NOTICES).exclude(pk__in=waiting.values("notice_id"))
    notices, _ = old.delete()
    logs, _ = WebhookDelivery.objects.filter(
        created_at__lt=now - KEPT_HOOK_LOG, state__in=(WebhookDelivery.State.SENT, WebhookDelivery.State.FAILED)
    ).delete()
    rounds, _ = DBTaskResult.objects.filter(
        task_path=send_waiting.module_path, status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT_ROUNDS
    ).delete()
    return f"{notices} old notices, {logs} old log lines, {rounds} rounds of the post"
