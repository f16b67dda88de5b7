"""One person's record: complete by construction, in one file, written into the log, and not for everybody."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from firstbell.circulation.tests.factories import make_fee, make_loan
from firstbell.core.actor import system_actor
from firstbell.core.attachments import attach_file
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import Attachment, Disclosure
from firstbell.core.record import covered, initials
from firstbell.helpdesk.models import TicketEntry
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.inventory.tests.factories import make_device
from firstbell.people.actions.records import edit_record_access, hand_out_record, take_record
from firstbell.people.models import Account, Person
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, make_account, make_cast, make_guardian

pytestmark = pytest.mark.django_db
OFFICE = {"to": "Gail Fields", "purpose": "Asked for in writing", "basis": "guardian"}


@pytest.fixture
def cast(settings: object, tmp_path: object) -> Cast:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    made = make_cast()
    stu, school = made.stu.person, made.school
    make_guardian(stu, "Gail", "Fields")
    device = make_device(school, "ELM-1", assigned_to=stu)
    make_loan(device, stu)
    make_fee(stu, 4500, item=device)
    ticket = make_ticket(school, stu, title="Screen is black")
    for kind, text in ((TicketEntry.Kind.REPLY, "We look at it"), (TicketEntry.Kind.NOTE, "Third time this year")):
        TicketEntry.objects.create(
            ticket=ticket, kind=kind, text=text, author_key="account:0", author_name="Tess Okafor", at=ticket.opened_at
        )
    attach_file(ticket.ref, SimpleUploadedFile("screen.txt", b"black"), org_path=school.scope_path, by=system_actor())
    return made


def opened(file: object) -> tuple[dict[str, list[dict[str, object]]], str, dict[str, bytes]]:
    with zipfile.ZipFile(file) as archive:  # type: ignore[call-overload]
        members = {name: archive.read(name) for name in archive.namelist()}
    parts = {name[5:-5]: json.loads(data) for name, data in members.items() if name.startswith("json/")}
    return parts, members["index.html"].decode(), members


def test_every_key_to_a_person_is_in_the_record_or_left_out_for_a_reason() -> None:
    """A new table about people fails here until its room says what it adds to a record, or why nothing."""
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.remote_field is not None and field.related_model in (Person, Account)
    }
    assert len(keys) >= 15
    assert keys - covered().keys() == set(), "Say it in the room's record.py"
    assert covered().keys() - keys == set(), "These keys do not exist any more"
    assert all(covered().values())


def test_the_office_hands_out_everything_and_it_is_in_the_log(cast: Cast) -> None:
    parts, page, members = opened(hand_out_record(cast.stu.person, **OFFICE, by=cast.dita.actor))

    assert parts["circulation.loans"][0]["Tag"] == "ELM-1"
    assert parts["circulation.fees"][0]["Cents"] == 4500
    assert [row["Text"] for row in parts["helpdesk.conversation"]] == ["We look at it", "Third time this year"]
    assert parts["people.family"] == [{"Who": "G. F.", "Is": "guardian", "Relationship": "parent"}]
    assert [data for name, data in members.items() if name.startswith("attachments/")] == [b"black"]
    assert "Screen is black" in page
    for other in ("Tess Okafor", "Gail Fields"):
        assert other not in page.partition("<main>")[2], f"{other} is named in somebody else's record"
    kept = Disclosure.objects.get()
    assert (kept.recipient, kept.basis, kept.people) == ("Gail Fields", "guardian", 1)
    assert any(element.startswith("Loans: Tag") for element in kept.elements)


def test_recipient_purpose_and_ground_are_asked_for(cast: Cast) -> None:
    for missing in OFFICE:
        with pytest.raises(Invalid):
            hand_out_record(cast.stu.person, **{**OFFICE, missing: " "}, by=cast.dita.actor)
    for nobody in (cast.tess.actor, cast.sam.actor, cast.stu.actor):
        with pytest.raises(Forbidden):
            hand_out_record(cast.stu.person, **OFFICE, by=nobody)
    assert not Disclosure.objects.exists()


def test_who_may_take_it_alone_is_a_rule_that_can_be_changed(cast: Cast) -> None:
    stu = cast.stu.person
    guardian = stu.guardians.get().guardian
    gail = actor_of_account(make_account(guardian))

    parts, _, _ = opened(take_record(stu, by=gail))
    assert [row["Text"] for row in parts["helpdesk.conversation"]] == ["We look at it"]  # notes stay inside
    opened(take_record(cast.tia.person, by=cast.tia.actor))
    with pytest.raises(Forbidden):
        take_record(stu, by=cast.stu.actor)
    with pytest.raises(Forbidden):
        take_record(stu, by=cast.tia.actor)

    edit_record_access({"student_grades": f"13, {stu.grade}", "guardians": True}, by=cast.dita.actor)
    opened(take_record(stu, by=cast.stu.actor))
    with pytest.raises(Forbidden):  # the right has passed from the parents to the student
        take_record(stu, by=gail)
    assert list(Disclosure.objects.values_list("basis", flat=True)) == ["self", "self", "guardian"]


def test_by_hand_in_the_browser(client: Client, cast: Cast) -> None:
    url = reverse("people:record", args=[cast.stu.person.pk])
    client.force_login(cast.dita.account)
    assert "Loans" in client.get(url).content.decode()
    assert client.post(url, {"to": "", "purpose": "x", "basis": "guardian"}).status_code == 422

    answer = client.post(url, OFFICE)

    assert answer.headers["Content-Type"] == "application/zip"
    assert "Screen is black" in opened(io.BytesIO(b"".join(answer)))[1]


def test_a_guardian_takes_it_from_the_own_page(client: Client, cast: Cast) -> None:
    stu = cast.stu.person
    client.force_login(make_account(stu.guardians.get().guardian))

    assert f"Record of {stu.name}" in client.get(reverse("people:me")).content.decode()
    assert client.post(reverse("people:record_take", args=[stu.pk])).status_code == 200
    assert client.post(reverse("people:record_take", args=[cast.tia.person.pk])).status_code == 404


@pytest.mark.parametrize(("name", "short"), [("Gail Fields", "G. F."), ("Søren O'Neil", "S. O."), ("", "")])
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_a_file_that_is_gone_from_the_disk_keeps_nobody_from_their_record(cast: Cast) -> None:
    kept = Attachment.objects.get()
    kept.file.storage.delete(str(kept.file.name))
    _, page, members = opened(hand_out_record(cast.stu.person, **OFFICE, by=cast.dita.actor))
    assert "screen.txt: the file is not on" in page
    assert not any(name.startswith("attachments/") for name in members)
