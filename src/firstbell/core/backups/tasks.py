"""A backup, or the proof of one, in the background for whoever asked."""

from __future__ import annotations

from dataclasses import replace

from django_tasks import task

from firstbell.core.actor import Actor, system_actor
from firstbell.core.backups.keeping import keep_backup, prove_newest


@task()
def back_up_now(actor_key: str, actor_name: str) -> str:
    return keep_backup(by=_on_behalf_of(actor_key, actor_name)).message


@task()
def prove_now(actor_key: str, actor_name: str) -> str:
    return prove_newest(by=_on_behalf_of(actor_key, actor_name)).message


def _on_behalf_of(key: str, name: str) -> Actor:
    """The permission was checked when the person asked."""
    return replace(system_actor(via="task"), key=key, name=name)
