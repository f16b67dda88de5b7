"""What the demo's people were told: answers, reminders, and the hook of a program that is switched off."""

from __future__ import annotations

from django.utils import timezone

from firstbell.circulation.actions import remind_borrower
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError
from firstbell.core.notifications.actions.webhooks import add_webhook, edit_webhook
from firstbell.demo.generator import DistrictManifest
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Ticket
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account

ANSWERS = (
    "I come by after second period.",
    "It is ordered; I tell you when it is here.",
    "Could you try it once more?",
)


def make_notices(manifest: DistrictManifest, *, by: Actor) -> None:
    """By the same doors as at a school: Tess answers tickets and reminds, district IT has added a webhook."""
    tess = Account.objects.select_related("person__organisation").get(username=manifest.cast["tess"]["username"])
    assert tess.person is not None
    desk, school = actor_of_account(tess), tess.person.organisation
    tia = Account.objects.select_related("person").get(username=manifest.cast["tia"]["username"])
    assert tia.person is not None
    own = open_ticket(
        school, title="The pen of the board does not write", origin=Ticket.Origin.PORTAL, requester=tia.person,
        by=actor_of_account(tia),
    )  # fmt: skip
    add_reply(own, text="A new battery is on its way to you.", by=desk)
    tickets = (
        Ticket.objects.open().filter(organisation=school, requester__isnull=False).exclude(pk=own.pk).order_by("-pk")
    )
    for text, ticket in zip(ANSWERS, tickets.select_related("organisation", "requester"), strict=False):
        add_reply(ticket, text=text, by=desk)
    overdue = Loan.objects.open().filter(organisation=school, due_at__lt=timezone.now(), borrower__isnull=False)
    for loan in overdue.select_related("organisation", "borrower", "item__product", "item__item_type")[:3]:
        try:
            remind_borrower(loan, by=desk)
        except FirstbellError:
            continue  # nobody of theirs can be told
    hook = add_webhook(
        name="Ticket board (an example)", url="https://board.example.org/firstbell", verbs=["helpdesk.*"],
        org_path=school.scope_path, org_label=school.name, by=by,
    )  # fmt: skip
    edit_webhook(hook, name=hook.name, url=hook.url, verbs=hook.verbs, give_up_days=5, is_active=False, by=by)
