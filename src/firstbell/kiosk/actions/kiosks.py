"""Making a browser a kiosk, and an ordinary browser again."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.kiosk.actions._digests import digest_of
from firstbell.kiosk.events import KioskChanged, KioskRegistered, KioskRevoked, KioskStopped
from firstbell.kiosk.models import Kiosk
from firstbell.kiosk.permissions import KioskPermission
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

MOST_MISSES = 30
WINDOW = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class NewKiosk:
    """``secret`` goes into that browser's cookie and nowhere else."""

    kiosk: Kiosk
    secret: str


def register_kiosk(
    organisation: Organisation,
    *,
    name: str,
    place: Place | None = None,
    use: str = Kiosk.Use.OWN,
    pin_rule: str = Kiosk.PinRule.ALWAYS,
    by: Actor,
) -> NewKiosk:
    """``use`` and ``pin_rule`` as :class:`Kiosk` has them. Raises Forbidden, Invalid (no name, place of another school), Conflict for a name that a kiosk has there."""
    by.require(KioskPermission.KIOSK_EDIT, at=organisation.scope_path)
    if not name.strip():
        raise Invalid("The kiosk needs a name.", remedy="“Library, by the door”.", field="name")
    if place is not None and place.organisation_id != organisation.pk:
        raise Invalid(f"{place} is not in {organisation}.", remedy="Choose a room of that school.", field="place")
    if Kiosk.objects.filter(organisation=organisation, name__iexact=name.strip(), revoked_at=None).exists():
        raise Conflict("There is a kiosk of this name.", remedy="Revoke it, or choose another name.", field="name")
    secret = secrets.token_urlsafe(32)
    with change(by) as unit:
        kiosk = Kiosk.objects.create(
            organisation=organisation,
            place=place,
            name=name.strip()[:60],
            use=use,
            pin_rule=pin_rule,
            digest=digest_of(secret),
            registered_by=by.name[:200],
        )
        unit.publish(
            KioskRegistered(
                subject=kiosk.ref,
                org_path=organisation.scope_path,
                changes={"place": (None, str(place) if place is not None else "nowhere in particular")},
            )
        )
    return NewKiosk(kiosk, secret)


def change_kiosk(kiosk: Kiosk, *, use: str, pin_rule: str, by: Actor) -> Kiosk:
    """What it is for, and whether the card alone is enough at a self-check. Raises Forbidden, Conflict when it is revoked,
    Invalid for what is neither."""
    by.require(KioskPermission.KIOSK_EDIT, at=kiosk.organisation.scope_path)
    for name, value, known in (("use", use, Kiosk.Use), ("pin_rule", pin_rule, Kiosk.PinRule)):
        if value not in known.values:
            raise Invalid(f"“{value}” is not known.", remedy=f"Use one of: {', '.join(known.values)}.", field=name)
    if kiosk.revoked_at is not None:
        raise Conflict("This kiosk is revoked.", remedy="Make the browser a kiosk again.")
    changes = {
        name: (getattr(kiosk, name), value)
        for name, value in (("use", use), ("pin_rule", pin_rule))
        if getattr(kiosk, name) != value
    }
    with change(by) as unit:
        kiosk.use, kiosk.pin_rule = use, pin_rule
        kiosk.save(update_fields=["use", "pin_rule"])
        unit.publish(KioskChanged(subject=kiosk.ref, org_path=kiosk.organisation.scope_path, changes=changes))
    return kiosk


def revoke_kiosk(kiosk: Kiosk, *, by: Actor) -> Kiosk:
    """Its cookie opens nothing any more. Raises Forbidden, Conflict when it was revoked already."""
    by.require(KioskPermission.KIOSK_EDIT, at=kiosk.organisation.scope_path)
    if kiosk.revoked_at is not None:
        raise Conflict("This kiosk is revoked already.", remedy="Nothing to do.")
    with change(by) as unit:
        kiosk.revoked_at = timezone.now()
        kiosk.save(update_fields=["revoked_at"])
        unit.publish(KioskRevoked(subject=kiosk.ref, org_path=kiosk.organisation.scope_path))
    return kiosk


def count_miss(kiosk: Kiosk, *, by: Actor) -> None:
    """A wrong badge or PIN at this kiosk; at :data:`MOST_MISSES` in ten minutes it pauses until they are over."""
    by.require(KioskPermission.PIN_SET, at=kiosk.organisation.scope_path)
    now = timezone.now()
    with change(by) as unit:
        kiosk = Kiosk.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=kiosk.pk)
        if kiosk.misses_since is None or kiosk.misses_since < now - WINDOW:
            kiosk.misses, kiosk.misses_since = 0, now
        kiosk.misses = min(kiosk.misses + 1, MOST_MISSES)
        kiosk.save(update_fields=["misses", "misses_since"])
        if kiosk.misses == MOST_MISSES:
            unit.publish(KioskStopped(subject=kiosk.ref, org_path=kiosk.organisation.scope_path))
