"""Many loans and many people at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from firstbell.circulation.actions import renew_loan, set_block
from firstbell.circulation.models import Block, Loan
from firstbell.circulation.tests.factories import make_loan, make_rule
from firstbell.core.actor import Actor
from firstbell.core.listing import bulk_runs
from firstbell.core.models import AuditEntry, BulkRun, UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.tests.factories import make_device, make_item_type
from firstbell.people.tests.factories import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def run_of(listing: str, action: str, ids: list[int], by: Actor) -> BulkRun:
    return BulkRun.objects.create(
        owner_id=by.account_id or 0, listing=listing, list_title="List", action=action, back_url="/", ids=ids
    )


def take_back(by: Actor) -> str:
    return use_undo(UndoOffer.objects.latest("created_at").token, by=by)


def loan_of(cast: Cast, **values: object) -> Loan:
    device = make_device(cast.school, item_type="loaner")
    return make_loan(device, cast.stu.person, due_at=timezone.now() + DAY, **values)  # type: ignore[arg-type]


def test_renewing_many_tries_first_and_takes_back(cast: Cast) -> None:
    by = cast.tess.actor
    make_rule("loan_length", "14")
    make_rule("renewals_allowed", "1", item_type=make_item_type("loaner"))
    good, tired = loan_of(cast), loan_of(cast)
    back = loan_of(cast, returned_at=timezone.now())
    Loan.objects.filter(pk=tired.pk).update(renewals=1)
    before = Loan.objects.get(pk=good.pk)
    run = run_of("circulation.loans", "renew", [good.pk, tired.pk, back.pk], by)
    found = bulk_runs.preview_run(run, {}, by)
    assert found.counts == {"change": 1, "refused": 1, "nothing": 1}
    assert "→" in found.examples["change"][0][1]
    assert "Renewed 1 times; 1 allowed" in found.examples["refused"][0][1]
    assert Loan.objects.get(pk=good.pk).due_at == before.due_at  # trying leaves nothing behind
    assert not AuditEntry.objects.filter(verb="circulation.loan.renewed").exists()

    bulk_runs.apply_run(run, data=None, by=by)
    assert bulk_runs.counts_of(run) == {"changed": 1, "refused": 1, "nothing": 1}
    assert Loan.objects.get(pk=good.pk).renewals == 1
    take_back(by)
    after = Loan.objects.get(pk=good.pk)
    assert (after.due_at, after.renewals, after.due_explain) == (before.due_at, 0, before.due_explain)


def test_a_renewal_renewed_again_since_stays(cast: Cast) -> None:
    by = cast.tess.actor
    make_rule("loan_length", "14")
    loan = loan_of(cast)
    run = run_of("circulation.loans", "renew", [loan.pk], by)
    bulk_runs.apply_run(run, data=None, by=by)
    renew_loan(Loan.objects.get(pk=loan.pk), by=by, at=timezone.now() + 5 * DAY)
    assert "1 could not be taken back" in take_back(by)
    assert Loan.objects.get(pk=loan.pk).renewals == 2


def test_blocks_are_set_and_lifted_for_many(cast: Cast) -> None:
    by = cast.tess.actor
    people = [cast.stu.person, make_person(cast.school), make_person(cast.other_school)]
    set_block(people[1], reason="Lost charger", by=by)
    data = QueryDict("reason=Lost charger&until=")
    run = run_of("people.persons", "block", [one.pk for one in people], by)
    form = bulk_runs.form_of(run, data, by)
    assert form is not None
    assert form.is_valid()
    assert bulk_runs.preview_run(run, form.cleaned_data, by).counts == {"change": 1, "nothing": 1, "refused": 1}
    bulk_runs.apply_run(run, data=data, by=by)
    assert Block.objects.filter(lifted_at=None).count() == 2
    take_back(by)
    assert list(Block.objects.filter(lifted_at=None).values_list("person_id", flat=True)) == [people[1].pk]

    lift = run_of("people.persons", "lift", [one.pk for one in people], by)
    assert bulk_runs.preview_run(lift, {}, by).counts == {"change": 1, "nothing": 1, "refused": 1}
    bulk_runs.apply_run(lift, data=None, by=by)
    assert not Block.objects.filter(lifted_at=None).exists()
    take_back(by)
    (again,) = Block.objects.filter(lifted_at=None)
    assert (again.person_id, again.reason) == (people[1].pk, "Lost charger")


def test_another_school_s_block_is_not_ours_to_lift(cast: Cast) -> None:
    Block.objects.create(person=cast.stu.person, organisation=cast.district, reason="Fees", created_by="Dita")
    run = run_of("people.persons", "lift", [cast.stu.person.pk], cast.dita.actor)
    assert bulk_runs.preview_run(run, {}, cast.dita.actor).counts == {"change": 1}
    ours = run_of("people.persons", "lift", [cast.stu.person.pk], cast.tess.actor)
    assert bulk_runs.preview_run(ours, {}, cast.tess.actor).counts["change"] == 0
