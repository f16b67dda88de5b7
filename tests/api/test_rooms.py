"""What the screens of each room do, done by a program through the client. Rules are the actions' and are tested there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from firstbell.circulation.tests.factories import make_loan
from firstbell.core.models import AuditEntry
from firstbell.helpdesk.tests.factories import make_ticket, symptom
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner, make_model, make_place
from firstbell.people.models import Account, PersonIdentifier
from firstbell.people.tests.factories import Cast, make_cast, make_person, make_section
from firstbell_client import Problem
from tests.api.callers import caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def test_lists_are_walked_page_by_page_and_filtered(cast: Cast) -> None:
    devices = [make_device(cast.school, barcode=f"80{number:02}") for number in range(5)]
    room = make_place(cast.school, "Room 9")
    type(devices[0]).objects.filter(pk=devices[3].pk).update(place=room)
    tess = caller(cast.tess)
    assert [item["tag"] for item in tess.all_items(limit=2)] == [f"80{number:02}" for number in range(5)]
    assert [item["id"] for item in tess.all_items(place_id=room.pk)] == [devices[3].pk]
    assert [item["id"] for item in tess.all_items(code=devices[1].serial)] == [devices[1].pk]
    page = tess.list_items(limit=2)
    with pytest.raises(Problem) as refused:
        tess.list_people(cursor=page["next"])
    assert refused.value.code == "bad_cursor"


def test_loans_by_due_date(cast: Cast) -> None:
    now = timezone.now()
    late, soon = (
        make_loan(make_loaner(cast.school), cast.stu.person, due_at=now + dt.timedelta(days=d)) for d in (-2, 3)
    )
    tess = caller(cast.tess)
    assert [loan["id"] for loan in tess.all_loans(sort="due_at", limit=1)] == [late.pk, soon.pk]
    assert [loan["id"] for loan in tess.all_loans(due_before=now.isoformat())] == [late.pk]


def test_fees_and_blocks(cast: Cast) -> None:
    dita, stu = caller(cast.dita), cast.stu.person.pk
    charge = dita.charge_person(stu, {"cents": 2000, "reason": "Charger"})
    dita.enter_payment(stu, {"cents": 500})
    dita.waive_owed(stu, {"cents": 500, "reason": "Hardship"})
    assert dita.read_balance(stu)["cents"] == 1000
    assert dita.read_clearance(stu)["is_clear"] is False
    reverse = dita.reverse_fee(charge["id"], {"reason": "It was found"})
    assert (reverse["cents"], reverse["reverses_id"]) == (-2000, charge["id"])
    block = dita.create_block(stu, {"reason": "Ask first"})
    assert [one["id"] for one in dita.all_blocks(person_id=stu)] == [block["id"]]
    assert dita.lift_one_block(block["id"])["lifted_at"]
    assert not list(dita.all_blocks(person_id=stu))


def test_lending_rules_groups_and_dates(cast: Cast) -> None:
    dita = caller(cast.dita)
    group = dita.create_patron_group(
        {"code": "night-school", "name": "Night school", "person_kind": "student", "grades": ["12"], "precedence": 77}
    )
    rule = dita.put_lending_rule({"name": "loan_length", "value": "4", "patron_group_id": group["id"]})
    again = dita.put_lending_rule({"name": "loan_length", "value": "6", "patron_group_id": group["id"]})
    assert (again["id"], again["value"]) == (rule["id"], "6")
    with pytest.raises(Problem) as refused:
        dita.delete_patron_group(group["id"])
    assert refused.value.status == 409
    dita.delete_lending_rule(rule["id"])
    dita.delete_patron_group(group["id"])
    day = timezone.localdate() + dt.timedelta(days=60)
    named = dita.create_named_due_date(
        {"code": "term_end", "name": "End of term", "active_from": str(timezone.localdate()), "date": str(day)}
    )
    assert [one["date"] for one in dita.all_named_due_dates(code="term_end")] == [str(day)]
    dita.delete_named_due_date(named["id"])


def test_an_item_is_changed_moved_graded_and_isolated(cast: Cast) -> None:
    tess, item = caller(cast.tess), make_device(cast.school, barcode="9001")
    shelf = make_place(cast.school, "Shelf")
    changed = tess.change_item(item.pk, {"order_number": "PO-7", "warranty_until": "2028-01-31", "home_id": shelf.pk})
    assert (changed["home_id"], changed["warranty_until"], changed["tag"]) == (shelf.pk, "2028-01-31", "9001")
    assert tess.change_item(item.pk, {"home_id": None})["home_id"] is None
    assert tess.move_one_item(item.pk, {"place_id": shelf.pk})["place_id"] == shelf.pk
    assert tess.grade_item(item.pk, {"condition": "fair"})["condition"] == "fair"
    gone = tess.isolate_item(item.pk, {"hazard": "battery", "place_id": shelf.pk})
    assert gone["status"] == "quarantine"
    with pytest.raises(Problem) as refused:
        tess.change_item(item.pk, {"tag": None})
    assert refused.value.errors == [{"pointer": "#/tag", "detail": "tag cannot be empty."}]


def test_the_catalogue(cast: Cast) -> None:
    dita, kind = caller(cast.dita), make_item_type("loaner")
    model = dita.create_model({"name": "Duet 5", "item_type_id": kind.pk, "category": "chromebook"})
    assert (
        dita.put_model(
            model["id"], {"name": "Duet 5", "item_type_id": kind.pk, "category": "chromebook", "aue_date": "2031-06-01"}
        )["aue_date"]
        == "2031-06-01"
    )
    source = dita.create_funding_source({"code": "e-rate", "name": "E-Rate"})
    assert source in list(dita.all_funding_sources())
    with pytest.raises(Problem) as refused:
        caller(cast.tess, "core.api.use", "inventory.item.view").create_funding_source({"code": "x", "name": "X"})
    assert refused.value.status == 403


def test_two_entries_of_one_device_are_made_one_and_taken_apart(cast: Cast) -> None:
    dita, model = caller(cast.dita), make_model()
    keeper, other = (make_device(cast.school, barcode=tag, model=model) for tag in ("5001", "5002"))
    against = dita.preview_item_merge(keeper.pk, other_id=other.pk)["obstacles"]
    assert [one["is_final"] for one in against] == [False], "their serials differ"
    merge = dita.merge_two_items(keeper.pk, {"other_id": other.pk, "reason": "Read wrong"})
    assert [one["id"] for one in dita.all_items()] == [keeper.pk]
    dita.split_merged_items(merge["id"])
    assert len(list(dita.all_items())) == 2


def test_people_their_codes_guardians_and_accounts(cast: Cast) -> None:
    dita = caller(cast.dita)
    student, guardian = (
        make_person(cast.school, "Mia", "Park"),
        make_person(cast.school, "Gwen", "Park", kind="guardian"),
    )
    badge = dita.create_badge(student.pk, {"value": "BADGE-77"})
    assert dita.retire_one_badge(student.pk, PersonIdentifier.objects.get(value=badge["value"]).pk)["is_good"] is False
    link = dita.create_guardian(student.pk, {"guardian_id": guardian.pk, "relationship": "mother"})
    assert [one["guardian_id"] for one in dita.list_guardians(student.pk)] == [guardian.pk]
    dita.remove_guardian(student.pk, link["id"])
    account = dita.create_account_of_person(student.pk)
    assert dita.switch_account_off(account["id"], {"reason": "Left"})["is_active"] is False
    assert dita.switch_account_on(account["id"])["is_active"] is True
    grant = dita.give_role({"account_id": account["id"], "role": "technician", "organisation_id": cast.school.pk})
    assert grant in list(dita.all_role_grants(account_id=account["id"]))
    dita.take_role(grant["id"])
    assert not list(dita.all_role_grants(account_id=account["id"]))
    assert Account.objects.get(pk=account["id"]).person_id == student.pk


def test_organisations_places_bells_and_weeks(cast: Cast) -> None:
    dita = caller(cast.dita)
    school = dita.create_organisation({"name": "Birch Elementary", "kind": "school", "parent_id": cast.district.pk})
    assert dita.change_organisation(school["id"], {"code": "BIR"})["name"] == "Birch Elementary"
    building = dita.create_building({"organisation_id": school["id"], "name": "Main"})
    room = dita.create_place({"organisation_id": school["id"], "name": "Room 1", "kind": "room"})
    assert dita.change_place(room["id"], {"building_id": building["id"]})["building_id"] == building["id"]
    assert dita.close_one_place(room["id"])["closed_at"]
    assert [one["id"] for one in dita.all_places(organisation_id=school["id"], closed=True)] == [room["id"]]
    assert dita.reopen_one_place(room["id"])["closed_at"] is None
    bells = dita.put_bell_schedule(
        school["id"],
        "regular",
        {"name": "Regular", "periods": [{"label": "1", "starts_at": "08:00", "ends_at": "08:50"}]},
    )
    assert bells["periods"] == [{"label": "1", "starts_at": "08:00:00", "ends_at": "08:50:00"}]
    assert dita.read_school_week(school["id"])["open_days"] is None
    assert dita.put_school_week(school["id"], {"open_days": ["monday", "friday"]})["open_days"] == ["monday", "friday"]
    dita.delete_bell_schedule(bells["id"])


def test_tickets_are_assigned_and_linked(cast: Cast) -> None:
    tess, item = caller(cast.tess), make_device(cast.school)
    ticket = make_ticket(cast.school, cast.stu.person)
    assert (
        tess.assign_one_ticket(ticket.pk, {"assignee_id": cast.tess.account.pk})["assignee_id"] == cast.tess.account.pk
    )
    assert tess.link_ticket_item(ticket.pk, item.pk)["item_ids"] == [item.pk]
    assert [one["id"] for one in tess.all_tickets(item_id=item.pk)] == [ticket.pk]
    tess.unlink_ticket_item(ticket.pk, item.pk)
    assert not list(tess.all_tickets(item_id=item.pk))
    assert symptom().code in [one["code"] for one in tess.all_symptoms()]


def test_campaigns_and_pools(cast: Cast) -> None:
    dita, kind = caller(cast.dita), make_item_type("one-to-one")
    section = make_section(cast.school, "Homeroom 1", teacher=cast.tia.person, students=[cast.stu.person])
    type(cast.stu.person).objects.filter(pk=cast.stu.person.pk).update(homeroom=section)
    campaign = dita.create_campaign(
        {
            "name": "August", "organisation_id": cast.school.pk, "kind": "handout", "item_type_id": kind.pk,
            "section_ids": [section.pk],
        }
    )  # fmt: skip
    assert dita.read_campaign_figures(campaign["id"])["people"] == 1
    dita.leave_person_out(campaign["id"], {"person_id": cast.stu.person.pk, "why": "opted_out"})
    assert dita.read_campaign_figures(campaign["id"])["left_out"] == 1
    assert dita.move_one_campaign(campaign["id"], {"to": "handing_out"})["state"] == "handing_out"
    make_loaner(cast.school)
    assert dita.put_pool_minimum(cast.school.pk, {"minimum": 7})["is_low"] is True


def test_the_trail_and_the_schedule(cast: Cast) -> None:
    dita, item = caller(cast.dita), make_device(cast.school)
    dita.grade_item(item.pk, {"condition": "poor"})
    entry = next(dita.all_audit(room="inventory"))
    assert entry["subject_id"] == item.pk
    assert entry["via"] == "api"
    assert AuditEntry.objects.get(pk=entry["id"]).actor_key.startswith("token:")
    assert [one["name"] for one in dita.list_schedule()]
    assert not list(dita.all_disclosures())


def test_a_file_is_uploaded_and_refused_with_words(cast: Cast) -> None:
    dita = caller(cast.dita)
    assert {one["key"] for one in dita.list_import_sources()} >= {"oneroster"}
    with pytest.raises(Problem) as refused:
        dita.create_import(("nothing.csv", b"\x00\x01\x02"))
    assert refused.value.status in {409, 415, 422}
    assert refused.value.remedy
