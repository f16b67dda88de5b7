"""The ledger: charged, paid, waived, reversed once; never edited."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import Error, transaction
from django.utils import timezone

from firstbell.circulation.actions import charge_fee, lift_block, reverse_entry, set_block, take_payment, waive_fee
from firstbell.circulation.models import Block, FeeEntry
from firstbell.circulation.queries import balance_of, ledger_of, standing_of
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_charge_pay_waive_and_the_balance_after_each(cast: Cast) -> None:
    stu, device = cast.stu.person, make_device(cast.school)
    charge_fee(stu, cents=5000, reason="Broken screen", item=device, by=cast.tess.actor)
    take_payment(stu, cents=2000, by=cast.lib.actor)
    waive_fee(stu, cents=1000, reason="Hardship", by=cast.pat.actor)
    assert balance_of(stu) == 2000
    assert [(line.entry.kind, line.entry.cents, line.balance_cents) for line in ledger_of(stu, cast.tess.actor)] == [
        ("waiver", -1000, 2000),
        ("payment", -2000, 3000),
        ("charge", 5000, 5000),
    ]
    summaries = set(AuditEntry.objects.values_list("summary", flat=True))
    assert {"Charge of $50.00: Stu Dent", "Payment of $20.00: Stu Dent", "Waiver of $10.00: Stu Dent"} <= summaries


def test_nobody_pays_or_is_forgiven_more_than_is_owed(cast: Cast) -> None:
    charge_fee(cast.stu.person, cents=1000, reason="Lost charger", by=cast.tess.actor)
    with pytest.raises(Invalid, match=r"owes \$10.00; \$10.01 is more"):
        take_payment(cast.stu.person, cents=1001, by=cast.tess.actor)
    with pytest.raises(Invalid):
        waive_fee(cast.stu.person, cents=1001, reason="Kind", by=cast.pat.actor)


@pytest.mark.parametrize("cents", [0, -5, 1_000_001])
def test_what_is_no_amount_is_refused(cast: Cast, cents: int) -> None:
    with pytest.raises(Invalid):
        charge_fee(cast.stu.person, cents=cents, reason="?", by=cast.tess.actor)


def test_a_reason_is_needed(cast: Cast) -> None:
    with pytest.raises(Invalid):
        charge_fee(cast.stu.person, cents=100, reason=" ", by=cast.tess.actor)


def test_an_entry_is_reversed_once_by_its_mirror_image(cast: Cast) -> None:
    charge = charge_fee(cast.stu.person, cents=1000, reason="Lost charger", by=cast.tess.actor)
    mirror = reverse_entry(charge, reason="It was found", by=cast.tess.actor)
    assert (mirror.cents, mirror.reverses, balance_of(cast.stu.person)) == (-1000, charge, 0)
    with pytest.raises(Conflict, match="already reversed"):
        reverse_entry(charge, reason="Again", by=cast.tess.actor)
    with pytest.raises(Conflict, match="cannot be reversed"):
        reverse_entry(mirror, reason="Back", by=cast.tess.actor)
    assert FeeEntry.objects.count() == 2
    assert [line.is_reversible for line in ledger_of(cast.stu.person, cast.stu.actor)] == [False, False]


def test_who_may_do_what_with_money(cast: Cast) -> None:
    stu = cast.stu.person
    with pytest.raises(Forbidden):
        charge_fee(stu, cents=100, reason="x", by=cast.lib.actor)
    charge = charge_fee(stu, cents=100, reason="x", by=cast.tess.actor)
    for refused in (cast.tess.actor, cast.lib.actor, cast.stu.actor):
        with pytest.raises(Forbidden):
            waive_fee(stu, cents=100, reason="x", by=refused)
    with pytest.raises(Forbidden):
        take_payment(stu, cents=100, by=cast.sam.actor)
    with pytest.raises(Forbidden):
        reverse_entry(charge, reason="x", by=cast.lib.actor)
    waiver = waive_fee(stu, cents=50, reason="x", by=cast.pat.actor)
    with pytest.raises(Forbidden):
        reverse_entry(waiver, reason="x", by=cast.tess.actor)
    assert not FeeEntry.objects.visible_to(cast.sam.actor).exists()
    assert FeeEntry.objects.visible_to(cast.stu.actor).count() == 2


def test_the_database_refuses_to_edit_or_delete_a_line(cast: Cast) -> None:
    charge = charge_fee(cast.stu.person, cents=1000, reason="Lost charger", by=cast.tess.actor)
    with pytest.raises(Error), transaction.atomic():
        FeeEntry.objects.filter(pk=charge.pk).update(cents=1)
    with pytest.raises(Error), transaction.atomic():
        FeeEntry.objects.filter(pk=charge.pk).delete()


def test_blocks_stand_until_lifted_or_run_out(cast: Cast) -> None:
    today = timezone.localdate()
    stu = cast.stu.person
    block = set_block(stu, reason="Lost three chargers", until=today + dt.timedelta(days=3), by=cast.tess.actor)
    assert standing_of(stu, today=today).block_reason == "Lost three chargers"
    assert standing_of(stu, today=today + dt.timedelta(days=3)).block_reason
    assert not standing_of(stu, today=today + dt.timedelta(days=4)).block_reason
    lift_block(block, by=cast.tess.actor)
    assert (block.lifted_by, standing_of(stu, today=today).block_reason) == ("Tess Torres", "")
    with pytest.raises(Conflict):
        lift_block(block, by=cast.tess.actor)
    with pytest.raises(Invalid):
        set_block(stu, reason="", by=cast.tess.actor)
    with pytest.raises(Invalid):
        set_block(stu, reason="x", until=today - dt.timedelta(days=2), by=cast.tess.actor)
    for refused in (cast.lib.actor, cast.sam.actor):
        with pytest.raises(Forbidden):
            set_block(stu, reason="x", by=refused)
    assert list(Block.objects.visible_to(cast.stu.actor)) == [block]
    assert not Block.objects.visible_to(cast.sam.actor).exists()
