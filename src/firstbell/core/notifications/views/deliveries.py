"""What was sent by mail and chat, what was not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import go_after
from firstbell.core.http import Request, page
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.models import Delivery
from firstbell.core.notifications.actions.deliveries import send_again
from firstbell.core.notifications.forms import DeliveryFilter
from firstbell.core.notifications.kinds import label_of
from firstbell.core.notifications.languages import SHIPPED, language_name
from firstbell.core.notifications.mail import is_mail_set_up
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.marks import ago, badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact, Tone

MAY = CorePermission.DELIVERY_VIEW
State = Delivery.State
_TONES: dict[str, Tone] = {State.SENT: "good", State.FAILED: "bad", State.SUPPRESSED: "warn", State.SENDING: "info"}


def state_badge(row: Delivery) -> SafeString:
    return badge(row.get_state_display(), tone=_TONES.get(row.state, "neutral"))


class DeliveryList(Listing[Delivery]):
    name = "core.deliveries"
    title = "Sent notices"
    default_sort = "-when"
    filter_form = DeliveryFilter
    empty = Empty("mail", "Nothing was sent yet", "Mail and chat messages appear here as they leave.")
    columns: ClassVar = (
        Column[Delivery]("what", "Notice", value=lambda row: label_of(row.notice.kind), primary=True),
        Column[Delivery]("who", "To", value=lambda row: row.notice.recipient_name),
        Column[Delivery]("channel", "By", value=lambda row: row.get_channel_display()),
        Column[Delivery]("state", "State", value=lambda row: row.get_state_display(), html=state_badge),
        Column[Delivery](
            "when", "Written", value=lambda row: row.created_at, html=lambda row: ago(row.created_at), sort=("pk",)
        ),
        Column[Delivery]("tries", "Tries", value=lambda row: row.attempts, numeric=True, shown=False),
        Column[Delivery]("problem", "Problem", value=lambda row: row.problem),
    )

    def queryset(self, actor: Actor) -> QuerySet[Delivery]:
        return Delivery.objects.visible_to(actor).select_related("notice")

    def filtered(self, queryset: QuerySet[Delivery], data: Mapping[str, Any], actor: Actor) -> QuerySet[Delivery]:
        return queryset.filter(**{name: value for name, value in data.items() if value})

    def searched(self, queryset: QuerySet[Delivery], text: str, actor: Actor) -> QuerySet[Delivery]:
        return queryset.filter(notice__recipient_name__icontains=text)

    def url(self, row: Delivery) -> str:
        return reverse("core:delivery", args=[row.pk])


@page(MAY)
def deliveries(request: Request) -> HttpResponseBase:
    context = {"page_meta": "" if is_mail_set_up() else "Mail is not set up: nothing leaves by e-mail"}
    return list_page(request, DeliveryList(), context=context)


@page(MAY)
def delivery(request: Request, pk: int) -> HttpResponseBase:
    """What came of it, and what to do. The text itself is for the recipient and is not shown."""
    row = _visible(request.actor, pk)
    notice = row.notice
    facts = [
        Fact("To", notice.recipient_name),
        Fact("Address", row.address),
        Fact("By", row.get_channel_display()),
        Fact("Language", SHIPPED[notice.language]),
        Fact("About", notice.subject_label),
        Fact("Tries", row.attempts),
    ]
    if notice.wanted:
        facts.append(Fact("Would rather read", language_name(notice.wanted), icon="warning"))
    context = {
        "page_title": label_of(notice.kind),
        "breadcrumbs": [Crumb("Sent notices", reverse("core:deliveries"))],
        "delivery": row,
        "state": state_badge(row),
        "facts": facts,
        "can_repeat": row.state in Delivery.REPEATABLE
        and request.actor.can(CorePermission.NOTICE_MANAGE, at=notice.org_path),
    }
    return render(request, "core/notifications/delivery.html", context)


@require_POST
@page(CorePermission.NOTICE_MANAGE)
def delivery_again(request: Request, pk: int) -> HttpResponseBase:
    row = _visible(request.actor, pk)
    url = reverse("core:delivery", args=[pk])
    return go_after(request, url, lambda: send_again(row, by=request.actor), "It is sent again.")


def _visible(actor: Actor, pk: int) -> Delivery:
    return get_object_or_404(Delivery.objects.visible_to(actor).select_related("notice"), pk=pk)
