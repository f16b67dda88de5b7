"""Set how many loaners a school wants on its shelf."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.counter.events import PoolMinimumSet
from firstbell.counter.models import LoanerPool
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
    return pool
