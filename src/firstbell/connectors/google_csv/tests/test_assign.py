"""The option “make the assignments”: the loans that lending one by one would have made."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.circulation.actions import lend_item, return_item
from firstbell.circulation.models import Block, Loan
from firstbell.connectors.google_csv.tests.factories import BY, codes, counted, export, issues, load, preview, row
from firstbell.core import search
from firstbell.core.audit import timeline
from firstbell.inventory.models import Device, Item, Status, StatusChange
from firstbell.inventory.tests.factories import make_device
from firstbell.people.models import Organisation, Person
from firstbell.people.tests.factories import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def of(person: Person, serial: str, **values: str) -> dict[str, str]:
    return row(serial, person.organisation.name, annotatedUser=person.email, **values)


def test_without_the_option_they_are_only_proposed(cast: Cast) -> None:
    run = load(export([of(cast.stu.person, "SN1"), row("SN2", cast.school, annotatedUser="ghost@x.org")]))
    assert not Loan.objects.exists()
    assert {"proposed", "user_unknown"} == codes(run)
    assert [g["count"] for g in run.groups if g["code"] == "proposed"] == [1]


def test_the_loan_is_the_one_that_lending_by_hand_makes(cast: Cast) -> None:
    other = make_person(cast.school, grade=cast.stu.person.grade)
    lend_item(make_device(cast.school, "1"), to=other, purpose="assignment", by=BY)
    run = load(export([of(cast.stu.person, "SN1", annotatedAssetId="0001")]), assign=True)
    assert counted(run, "assignments") == {"new": 1}
    loan = Loan.objects.select_related("item").get(borrower=cast.stu.person)
    left_out = {"id", "item_id", "borrower_id", "lent_at"}
    alike = [{k: v for k, v in one.items() if k not in left_out} for one in Loan.objects.order_by("pk").values()]
    assert alike[0] == alike[1]
    device = Item.objects.get(pk=loan.item_id)
    assert (device.status, device.holder_id, device.assigned_to_id) == (
        Status.ASSIGNED,
        cast.stu.person.pk,
        cast.stu.person.pk,
    )
    assert StatusChange.objects.filter(item=device, old="available", new="assigned").count() == 1
    (entry,) = timeline("people.person", cast.stu.person.pk)
    (by_hand_entry,) = [e for e in timeline("people.person", other.pk) if e.verb == "circulation.item.lent"]
    assert entry.verb == by_hand_entry.verb
    assert entry.summary.split(", ")[-1] == by_hand_entry.summary.split(", ")[-1]
    for loan in Loan.objects.open():
        return_item(loan, by=BY)
    assert not Loan.objects.open().exists()


def test_it_is_found_by_its_owner_at_once(cast: Cast) -> None:
    load(export([of(cast.stu.person, "SN1", annotatedAssetId="0001")]), assign=True)
    groups = search.search(cast.stu.person.family_name, cast.tess.actor)
    assert [hit.title for group in groups if group.searchable.kind == Item.KIND_REF for hit in group.hits] == ["0001"]


def test_an_unchanged_list_with_the_option_still_makes_them(cast: Cast) -> None:
    data = export([of(cast.stu.person, "SN1")])
    load(data)
    run = load(data, assign=True)
    assert (counted(run), counted(run, "assignments")) == ({"same": 1}, {"new": 1})
    again = load(data, assign=True)
    assert (again.writes, Loan.objects.count()) == (0, 1)


def test_nobody_is_guessed(cast: Cast) -> None:
    stu, owner = cast.stu.person, make_person(cast.school)
    twin_a, twin_b = make_person(cast.school, email="twin@x.org"), make_person(cast.school, email="twin@x.org")
    make_device(cast.school, "1", assigned_to=owner)
    gone = make_person(cast.school)
    Person.objects.filter(pk=gone.pk).update(withdrawn_on="2026-01-01")
    run = load(
        export(
            [
                of(stu, "SN1"), of(stu, "SN2"), of(twin_a, "SN3"), of(owner, "SN4"), of(gone, "SN5"),
                of(cast.tia.person, "SN6", provisionStatus="Disabled"),
                of(cast.tia.person, "SN7", annotatedLocation="Loaner pool"),
            ]
        ),
        assign=True,
    )  # fmt: skip
    assert not Loan.objects.exists()
    assert {"named_twice", "has_another", "user_unknown", "disabled"} <= codes(run)
    assert twin_b.email == twin_a.email
    assert len(issues(run, "named_twice")) == 2


def test_who_is_blocked_is_refused_by_the_rules(cast: Cast) -> None:
    free = make_person(cast.school)
    Block.objects.create(person=cast.stu.person, organisation=cast.school, reason="Owes a talk", created_by="x")
    run = load(export([of(cast.stu.person, "SN1"), of(free, "SN2")]), assign=True)
    assert "checked_singly" in codes(run)
    assert list(Loan.objects.values_list("borrower_id", flat=True)) == [free.pk]
    assert Device.objects.get(serial="SN1").status == Status.AVAILABLE


def test_whose_device_was_lent_in_the_meantime_keeps_it(cast: Cast) -> None:
    load(export([of(cast.stu.person, "SN1")]))
    run = preview(export([of(cast.stu.person, "SN1")]), assign=True)
    lend_item(Device.objects.get(), to=cast.tia.person, purpose="assignment", by=BY)
    from firstbell.core.imports.actions import apply_import

    apply_import(run, by=BY)
    assert [loan.borrower_id for loan in Loan.objects.all()] == [cast.tia.person.pk]


def test_statements_do_not_grow_with_the_assignments(cast: Cast) -> None:
    def statements(school: Organisation, number: int, tag: str) -> int:
        people = [make_person(school, grade="07") for _ in range(number)]
        data = export([of(person, f"{tag}{n}") for n, person in enumerate(people)])
        load(data)
        with CaptureQueriesContext(connection) as captured:
            load(data, assign=True)
        return len(captured)

    statements(cast.school, 2, "A")
    few, many = statements(cast.school, 5, "B"), statements(cast.school, 150, "C")
    assert Loan.objects.count() == 157
    # A block of rows more may cost a statement; a row more must not.
    assert many - few <= 2
