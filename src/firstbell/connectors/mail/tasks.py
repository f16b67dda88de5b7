"""Background work: make of a mail what it is, soon after it was stored."""

from __future__ import annotations

from django_tasks import task


@task()
def settle_received(mail_id: int) -> str:
    """Settle one mail; the schedule finds it again when this does not come about."""
    # Imported here: the actions call for this work, and this work calls an action.
    from firstbell.connectors.mail.actions.settling import settle_mail
    from firstbell.connectors.mail.models import InboundMail
    from firstbell.core.actor import system_actor

    mail = InboundMail.objects.select_related("mailbox__organisation").filter(pk=mail_id).first()
    if mail is None:
        return "The mail is gone."
    return str(settle_mail(mail, by=system_actor("mail", via="task")).get_state_display())


def settle_soon(mail_id: int) -> None:
    settle_received.enqueue(mail_id)
