"""How many loaners a school wants on its shelf, and the watch on that level."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.counter.events import LoanerPoolFilled, LoanerPoolLow, PoolMinimumSet
from firstbell.counter.models import LoanerPool
from firstbell.counter.queries.pools import level_at
from firstbell.people.models import Organisation


def set_pool_minimum(organisation: Organisation, *, minimum: int, by: Actor) -> LoanerPool:
    """Below ``minimum`` available loaners the counter warns. Raises Forbidden (``core.settings.edit``), Invalid."""
    by.require(CorePermission.SETTINGS_EDIT, at=organisation.scope_path)
    if not 0 <= minimum <= 1000:
        raise Invalid("The minimum is not a number of devices.", remedy="Give 0 to 1000.", field="minimum")
    with change(by) as unit:
        pool = LoanerPool.objects.filter(organisation=organisation).first() or LoanerPool(organisation=organisation)
        old = pool.minimum if pool.pk else None
        pool.minimum, pool.changed_by = minimum, by.name
        pool.save()
        unit.publish(
            PoolMinimumSet(subject=pool.ref, org_path=organisation.scope_path, changes={"minimum": (old, minimum)})
        )
        watch_pool(organisation.scope_path, by=by)
    return pool


def watch_pool(path: str, *, by: Actor) -> None:
    """Tell once when the level at the school with this path falls below its minimum, and once when it is filled.

    Whoever moved the loaner moved it with a permission of their own; this only looks.
    """
    level = level_at(path)
    if level is None or level.is_low == (level.low_since is not None):
        return
    school = level.organisation
    with change(by) as unit:
        pool, _ = LoanerPool.objects.get_or_create(
            organisation=school, defaults={"minimum": level.minimum, "changed_by": "default"}
        )
        # Two who take the last ones at once: only one of them crosses.
        crossing = LoanerPool.objects.filter(pk=pool.pk, low_since__isnull=level.is_low)
        if not crossing.update(low_since=timezone.now() if level.is_low else None):
            return
        pool.organisation = school
        if level.is_low:
            unit.publish(
                LoanerPoolLow(
                    subject=pool.ref,
                    org_path=path,
                    organisation_id=school.pk,
                    available=level.available,
                    minimum=level.minimum,
                    overdue=level.overdue,
                    ready=level.ready,
                )
            )
        else:
            unit.publish(
                LoanerPoolFilled(subject=pool.ref, org_path=path, organisation_id=school.pk, available=level.available)
            )
