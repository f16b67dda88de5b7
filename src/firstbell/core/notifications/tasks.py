"""Background work: send what waits."""

from __future__ import annotations

from django_tasks import task


@task()
def send_waiting() -> str:
    """Send the mail, chat messages and webhooks whose time has come."""
    # Imported here: the engine stands above the actions that call for it.
    from firstbell.core.notifications import hooks, post

    return f"{post.send_round()}; {hooks.send_round()}"


def send_soon() -> None:
    """Ask the worker for a round. What is held back or comes to grief is found by the schedule."""
    send_waiting.enqueue()
