"""How escalations are set up: the reasons and what each needs, and the way they take."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.events import EscalationReasonSaved, EscalationRouteSaved
from firstbell.helpdesk.models import EscalationReason, EscalationRoute
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.evidence import NEEDABLE
from firstbell.people.models import Account, Organisation


def edit_reason(
    reason: EscalationReason, *, label: str, needs: Iterable[str], is_active: bool, source: str = "", by: Actor
) -> EscalationReason:
    """A reason's words and what its evidence must hold. Reasons are the district's: the right to answer is needed."""
    by.require(HelpdeskPermission.ESCALATION_ANSWER)
    keys = list(dict.fromkeys(needs))
    if not label.strip():
        raise Invalid("The reason has no words.", remedy="Two or three fit best.", field="label")
    if unknown := [key for key in keys if key not in NEEDABLE]:
        raise Invalid(f"The evidence holds no “{unknown[0]}”.", remedy=f"Use: {', '.join(NEEDABLE)}.", field="needs")
    with change(by) as unit:
        before = (reason.label, ", ".join(reason.needs), reason.is_active)
        reason.label, reason.needs, reason.is_active = label.strip()[:80], keys, is_active
        reason.source, reason.last_checked = (source.strip() or f"Set by {by.name}")[:200], timezone.localdate()
        reason.save()
        after = (reason.label, ", ".join(keys), is_active)
        names = ("label", "needs", "is_active")
        changes = {name: (old, new) for name, old, new in zip(names, before, after, strict=True) if old != new}
        unit.publish(EscalationReasonSaved(subject=reason.ref, org_path=EVERYWHERE, changes=changes))
    return reason


def save_route(
    organisation: Organisation,
    *,
    hours: int,
    lead: Account | None = None,
    outside_name: str = "",
    outside_address: str = "",
    source: str = "",
    by: Actor,
) -> EscalationRoute:
    """Where the escalations of a school and what is below it go. Raises Invalid outside of 1 to 200 hours, or for what is no address."""
    path = organisation.scope_path
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=path)
    if not 1 <= hours <= 200:
        raise Invalid("Between 1 and 200 hours.", remedy="4 is half a school day.", field="hours")
    if outside_address.strip():
        _check_address(outside_address.strip())
    with change(by) as unit:
        route = EscalationRoute.objects.filter(organisation=organisation).first() or EscalationRoute(
            organisation=organisation
        )
        before = str(route) if route.pk else None
        route.hours, route.lead = hours, lead
        route.outside_name, route.outside_address = outside_name.strip()[:80], outside_address.strip()
        route.source, route.last_checked = (source.strip() or f"Set by {by.name}")[:200], timezone.localdate()
        route.save()
        unit.publish(EscalationRouteSaved(subject=route.ref, org_path=path, changes={"route": (before, str(route))}))
    return route


def _check_address(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise Invalid(
            f"“{text[:80]}” is no mail address.", remedy="Write it as name@example.org.", field="outside_address"
        ) from wrong
