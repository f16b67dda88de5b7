"""Which copies a school should look at again, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from firstbell.circulation.models import ProductUse
from firstbell.core.actor import Actor
from firstbell.library.call_numbers import end_of
from firstbell.library.models import Copy, WeedingRule
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.shelf_checks import standing


def to_weed(actor: Actor) -> QuerySet[Copy]:
    """Copies that the actor may weed, before any rule is asked."""
    scope = actor.scope(LibraryPermission.COPY_EDIT).q("organisation__path")
    return Copy.objects.visible_to(actor).filter(scope).select_related("product", "organisation", "shelving_place")


def candidates(copies: QuerySet[Copy], rules: Iterable[WeedingRule], *, today: dt.date) -> QuerySet[Copy]:
    """Copies on the shelf that a rule proposes, with ``last_used`` (a month; None: never since that is counted).

    What somebody decided to keep is left out until its day. The age is the title's year of publication: without one a rule of age
    proposes nothing. What came in within the years without use is not unused yet.
    """
    uses = ProductUse.objects.filter(product=OuterRef("product_id"), organisation=OuterRef("organisation_id"))
    shelf = standing(copies).exclude(weeding_decision__until__gte=today)
    wanted = [_fits(rule, uses, today) for rule in rules]
    found = shelf.filter(reduce(or_, wanted)) if wanted else shelf.none()
    last = uses.order_by("-month").values("month")[:1]
    return found.annotate(last_used=Subquery(last), year=F("product__title__year"))


def _fits(rule: WeedingRule, uses: QuerySet[ProductUse], today: dt.date) -> Q:
    part = Q(call_sort__gte=rule.first_sort, call_sort__lt=end_of(rule.first_sort, rule.last_sort))
    if rule.organisation_id is not None:
        part &= Q(organisation_id=rule.organisation_id)
    limits = []
    if rule.max_age is not None:
        limits.append(Q(product__title__year__lt=today.year - rule.max_age))
    if rule.max_unused is not None:
        since = years_before(today, rule.max_unused)
        used = Exists(uses.filter(month__gte=since.replace(day=1)))
        limits.append(~Q(used) & Q(created_at__date__lt=since) & ~Q(purchased_on__gte=since))
    if rule.either:
        return part & reduce(or_, limits)
    for limit in limits:
        part &= limit
    return part


def _is_idle(copy: Copy, last: dt.date | None, since: dt.date) -> bool:
    """As :func:`_fits` asks it: here since before, and no use counted after."""
    is_new = timezone.localdate(copy.created_at) >= since or (copy.purchased_on or dt.date.min) >= since
    return not is_new and (last is None or last < since.replace(day=1))


def why(copy: Copy, rules: Iterable[WeedingRule], *, today: dt.date) -> str:
    """The rules that propose a copy found by :func:`candidates`, in words."""
    year, last = getattr(copy, "year", None), getattr(copy, "last_used", None)
    said = []
    for rule in rules:
        if not (rule.first_sort <= copy.call_sort < end_of(rule.first_sort, rule.last_sort)):
            continue
        if rule.organisation_id not in (None, copy.organisation_id):
            continue
        is_old = rule.max_age is not None and year is not None and year < today.year - rule.max_age
        is_idle = rule.max_unused is not None and _is_idle(copy, last, years_before(today, rule.max_unused))
        words = [f"older than {rule.max_age} years"] if is_old else []
        words += [f"not used for {rule.max_unused} years"] if is_idle else []
        enough = words if rule.either else (is_old or rule.max_age is None) and (is_idle or rule.max_unused is None)
        if words and enough:
            said.append(f"{rule.name}: {' and '.join(words)}")
    return "; ".join(said)


def look_for(copy: Copy, rules: Iterable[WeedingRule]) -> str:
    """What the rules of its call number say to look at with the book in the hand."""
    here = (
        rule
        for rule in rules
        if rule.organisation_id in (None, copy.organisation_id)
        and rule.first_sort <= copy.call_sort < end_of(rule.first_sort, rule.last_sort)
    )
    return "; ".join(rule.look_for for rule in here if rule.look_for)


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years ago; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
