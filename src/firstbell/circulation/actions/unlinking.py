"""Private things: once they are back, nobody knows any more who had them.

:func:`unlink_readers` takes the borrower out of loans of private item types that have ended, and takes with it all that
would still join the two: notices, what a merge moved, kept replies of the REST interface, offers of undo, charges that
are settled. What was lent is counted before (``models.numbers``). A loan stays linked while its return can be undone,
while a claim is open, while its fee is owed, for the days that the rule ``unlink_after_days`` says, and under a legal hold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from firstbell.circulation.actions.cases import settle_case
from firstbell.circulation.models import (
    Claim,
    Hold,
    LendingCount,
    Loan,
    LoanAccessory,
    LoanCharge,
    PatronGroup,
    ProductUse,
    QuietOverride,
    Reservation,
    WithdrawalCase,
)
from firstbell.circulation.queries.fees import people_who_owe
from firstbell.circulation.queries.numbers import group_of, product_class_of
from firstbell.circulation.queries.policies import effective_rules
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.merging import forget_moved
from firstbell.core.models import IdempotentReply, Notice, UndoOffer
from firstbell.core.permissions import CorePermission
from firstbell.core.retention import held_people
from firstbell.people.models import Person

_BATCH = 200
_ID = re.compile(r'"(?:id|loan_id|hold_id)": ?(\d+)')


def unlink_readers(*, by: Actor, now: dt.datetime | None = None) -> int:
    """Let go who had which private thing and who waited for one; returns how many loans and holds it was.

    Raises Forbidden (``core.retention.edit``): the clock does it.
    """
    by.require(CorePermission.RETENTION_EDIT, at="")
    moment = now or timezone.now()
    _forget_offers(moment)
    undoable = _undoable(moment)
    gone, readers = 0, set[int]()
    for ids in _batches(_due_loans(moment, undoable["loan"])):
        with change(by):
            loans = _locked(ids)
            readers.update(loan.borrower_id for loan in loans if loan.borrower_id is not None)
            _let_go(loans)
            gone += len(loans)
    gone += _forget_holds(undoable["hold"], by)
    with change(by):
        _forget_reservations(_ended_reservations(undoable["reservation"]))
    for case in WithdrawalCase.objects.open().filter(person__in=readers).select_related("person"):
        settle_case(case.person, by=by)
    return gone


def _due_loans(now: dt.datetime, undoable: set[int]) -> list[int]:
    """Ended private loans that nothing keeps linked any more."""
    owing = LoanCharge.objects.filter(entry__person__in=people_who_owe()).values("loan_id")
    claimed = Claim.objects.open().filter(loan__isnull=False).values("loan_id")
    ended = Loan.objects.private().filter(returned_at__isnull=False, borrower__isnull=False)
    ended = ended.exclude(pk__in=owing).exclude(pk__in=claimed).exclude(borrower_id__in=held_people())
    found = ended.select_related("organisation", "item__item_type").order_by("pk")
    windows: dict[tuple[int, int], int] = {}
    due = []
    for loan in found:
        key = (loan.organisation_id, loan.item.item_type_id)
        if key not in windows:
            rules = effective_rules(loan.organisation, None, loan.item)
            windows[key] = rules.number("unlink_after_days") or 0
        is_over = loan.returned_at is not None and loan.returned_at <= now - dt.timedelta(days=windows[key])
        if is_over and loan.pk not in undoable:
            due.append(loan.pk)
    return due


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _locked(ids: Sequence[int]) -> list[Loan]:
    """Still ended and still linked: somebody may have undone a return while we looked."""
    found = Loan.objects.select_for_update(of=("self",)).filter(pk__in=ids, returned_at__isnull=False)
    return list(found.select_related("borrower", "item__item_type", "item__product", "organisation").order_by("pk"))


def _let_go(loans: Sequence[Loan]) -> None:
    ids = [loan.pk for loan in loans]
    _count(loans)
    charges = LoanCharge.objects.filter(loan__in=ids)
    _forget_notices("circulation.fee_entry", list(charges.values_list("entry_id", flat=True)))
    _forget_notices(Loan.KIND_REF, ids)
    charges.delete()
    QuietOverride.objects.filter(loan__in=ids).delete()
    LoanAccessory.objects.filter(loan__in=ids).update(fee=None)
    Claim.objects.filter(loan__in=ids).update(loan=None, note="", checks=[])
    reservations = [loan.reservation_id for loan in loans if loan.reservation_id is not None]
    Loan.objects.filter(part_of__in=ids).update(part_of=None)
    Loan.objects.filter(pk__in=ids).update(
        borrower=None, override_reason="", stands_in_for=None, part_of=None, cart_loan=None, reservation=None,
        recalled_at=None,
    )  # fmt: skip
    _forget_reservations(reservations)
    forget_moved(Person.KIND_REF, Loan._meta.label, ids)
    _forget_replies(ids)


def _count(loans: Sequence[Loan]) -> None:
    """One more loan of this kind in this month; whose it was is not in it."""
    groups = list(PatronGroup.objects.all())
    for loan in loans:
        month = timezone.localtime(loan.lent_at).date().replace(day=1)
        assert loan.borrower is not None
        count, _ = LendingCount.objects.get_or_create(
            organisation=loan.organisation, month=month, item_type=loan.item.item_type,
            product_class=product_class_of(loan.item), patron_group=group_of(loan.borrower, groups),
        )  # fmt: skip
        LendingCount.objects.filter(pk=count.pk).update(loans=F("loans") + 1, renewals=F("renewals") + loan.renewals)
        use, _ = ProductUse.objects.get_or_create(
            organisation=loan.organisation, month=month, product_id=loan.item.product_id
        )
        ProductUse.objects.filter(pk=use.pk).update(loans=F("loans") + 1)


def _forget_holds(undoable: set[int], by: Actor) -> int:
    """Holds on private things that ended: the whole row goes."""
    ended = Hold.objects.filter(ended_at__isnull=False, product__item_type__holder_is_private=True)
    ended = ended.exclude(person_id__in=held_people())
    ids = [pk for pk in ended.order_by("pk").values_list("pk", flat=True) if pk not in undoable]
    for batch in _batches(ids):
        with change(by):
            _forget_notices(Hold.KIND_REF, batch)
            forget_moved(Person.KIND_REF, Hold._meta.label, batch)
            _forget_replies(batch)
            Hold.objects.filter(pk__in=batch, ended_at__isnull=False).delete()
    return len(ids)


def _ended_reservations(undoable: set[int]) -> list[int]:
    """Of private things and types, over, with no loan that still says who it was."""
    private = Q(item__item_type__holder_is_private=True) | Q(item_type__holder_is_private=True)
    ended = Reservation.objects.filter(private, ended_at__isnull=False, loans=None)
    found = ended.exclude(person_id__in=held_people()).values_list("pk", flat=True)
    return [pk for pk in found if pk not in undoable]


def _forget_reservations(ids: Sequence[int]) -> None:
    """Of one private thing or type, and over; those that cover several loans go with the last of them."""
    over: QuerySet[Reservation] = Reservation.objects.filter(pk__in=ids, ended_at__isnull=False, loans=None)
    keys = list(over.values_list("pk", flat=True))
    _forget_notices(Reservation.KIND_REF, keys)
    forget_moved(Person.KIND_REF, Reservation._meta.label, keys)
    Reservation.objects.filter(pk__in=keys).delete()


def _forget_notices(kind: str, ids: Iterable[int]) -> None:
    """With what was sent of them: the log of deliveries would tell whom."""
    Notice.objects.filter(subject_kind=kind, subject_id__in=list(ids)).delete()


def _forget_replies(ids: Sequence[int]) -> None:
    """What the REST interface keeps to answer a repeated request: the answer about this loan names both."""
    wanted = set(ids)
    kept = IdempotentReply.objects.filter(body__contains="_id").values_list("pk", "body")
    IdempotentReply.objects.filter(
        pk__in=[pk for pk, body in kept if wanted & {int(found) for found in _ID.findall(body)}]
    ).delete()


def _forget_offers(now: dt.datetime) -> None:
    """Offers of undo whose minute is over, or that were taken: nobody can use them any more."""
    UndoOffer.objects.filter(expires_at__lte=now).delete()
    UndoOffer.objects.filter(used_at__isnull=False).delete()


def _undoable(now: dt.datetime) -> dict[str, set[int]]:
    """Ids of loans and holds that a standing offer of undo speaks of."""
    found: dict[str, set[int]] = {"loan": set(), "hold": set(), "reservation": set()}
    for payload in UndoOffer.objects.filter(expires_at__gt=now, used_at=None).values_list("payload", flat=True):
        _gather(payload, found)
    return found


def _gather(part: Any, found: dict[str, set[int]]) -> None:
    if isinstance(part, dict):
        for key, value in part.items():
            if key in found and isinstance(value, int):
                found[key].add(value)
            else:
                _gather(value, found)
    elif isinstance(part, list):
        for one in part:
            _gather(one, found)
