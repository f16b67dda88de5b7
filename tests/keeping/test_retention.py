"""What is let go when its time is over, what is not, and that nothing goes before it was counted and switched on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.models import FeeEntry, Loan
from firstbell.circulation.tests.factories import make_fee, make_loan
from firstbell.core.actor import system_actor
from firstbell.core.attachments import attach_file
from firstbell.core.audit import timeline
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.events import change
from firstbell.core.models import Attachment, AuditEntry, ImportIssue, ImportRun, RetentionRule, UndoOffer
from firstbell.core.names_in_audit import GONE
from firstbell.core.retention import edit_rule, kinds, preview, rules, run_retention
from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_device
from firstbell.kiosk.models import Pin
from firstbell.people.actions.holds import lift_hold, set_hold
from firstbell.people.actions.persons import withdraw_person
from firstbell.people.events import PersonEdited
from firstbell.people.models import Account, Guardianship, Person, PersonIdentifier
from firstbell.people.tests.factories import Cast, make_account, make_badge, make_cast, make_guardian, make_person
from firstbell.signin.models import SignedInSession

pytestmark = pytest.mark.django_db
US = system_actor("tests")
LONG_AGO = timezone.now() - dt.timedelta(days=4000)


@pytest.fixture
def cast(settings: object, tmp_path: object) -> Cast:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return make_cast()


def only(key: str) -> RetentionRule:
    """This rule is on and no other."""
    RetentionRule.objects.update(is_on=False)
    rule = rules()[key]
    rule.is_on = True
    rule.save()
    return rule


def run(key: str) -> int:
    only(key)
    counted = preview(now=timezone.now())[key]
    gone = run_retention(now=timezone.now(), by=US)
    assert gone == {key: counted}, "the preview counts what then goes"
    assert preview(now=timezone.now())[key] == 0
    return counted


def test_every_kind_of_record_has_a_rule_with_a_source_and_those_about_people_begin_switched_off() -> None:
    kept = rules()
    assert {kind.key for kind in kinds()} == kept.keys()
    assert all(kept[kind.key].source and kept[kind.key].last_checked for kind in kinds())
    on = {key for key, rule in kept.items() if rule.is_on}
    remains = {"core.undo_offers", "core.idempotent_replies", "core.sessions", "core.import_files", "core.task_runs"}
    # Photos of people are kept nowhere until somebody decides it; from then on those of leavers go by themselves.
    assert on == remains | {"people.photos"}


def test_a_rule_that_is_off_does_nothing_and_a_preview_neither(cast: Cast) -> None:
    old_loan(cast.stu.person)
    RetentionRule.objects.update(is_on=False)

    assert preview(now=timezone.now())["circulation.loans"] == 1
    assert run_retention(now=timezone.now(), by=US) == {}
    assert Loan.objects.filter(borrower=cast.stu.person).count() == 1


def old_loan(person: Person) -> Loan:
    loan = make_loan(make_device(person.organisation, f"OLD-{Loan.objects.count()}"), person)
    Loan.objects.filter(pk=loan.pk).update(returned_at=LONG_AGO, lent_at=LONG_AGO)
    Item.objects.filter(pk=loan.item_id).update(holder=None)
    return loan


def test_returned_loans_lose_their_borrower_unless_something_is_open_or_held(cast: Cast) -> None:
    school = cast.school
    plain, owing, held, recent = (make_person(school, name) for name in ("Pia", "Omar", "Hal", "Rae"))
    loans = {person.pk: old_loan(person) for person in (plain, owing, held)}
    loans[recent.pk] = old_loan(recent)
    Loan.objects.filter(borrower=recent).update(returned_at=timezone.now())
    make_fee(owing, 4500)
    set_hold(held, reason="Dispute about a laptop", by=cast.dita.actor)

    assert run("circulation.loans") == 1

    kept = set(Loan.objects.filter(borrower__isnull=False).values_list("borrower_id", flat=True))
    assert kept == {owing.pk, held.pk, recent.pk}
    assert Loan.objects.get(pk=loans[plain.pk].pk).lent_at == LONG_AGO
    lift_hold(held, by=cast.dita.actor)
    assert run("circulation.loans") == 1


def test_closed_tickets_keep_their_category_and_lose_their_people(cast: Cast) -> None:
    stu = cast.stu.person
    old, still_open = make_ticket(cast.school, stu, title="Ana hit Stu"), make_ticket(cast.school, stu, title="New")
    for kind in (TicketEntry.Kind.REPLY, TicketEntry.Kind.STATE):
        TicketEntry.objects.create(
            ticket=old, kind=kind, text="Stu said so", author_key="account:1", author_name="Stu", at=LONG_AGO
        )
    attach_file(old.ref, SimpleUploadedFile("proof.txt", b"x"), org_path=cast.school.scope_path, by=US)
    Ticket.objects.filter(pk=old.pk).update(closed_at=LONG_AGO)
    path = Attachment.objects.get().file.path

    assert run("helpdesk.tickets") == 1

    forgotten = Ticket.objects.get(pk=old.pk)
    assert (forgotten.requester, forgotten.title, forgotten.description) == (None, "Old ticket", "")
    assert forgotten.symptom == old.symptom
    assert not TicketEntry.objects.exclude(text="").exists()
    assert not Attachment.objects.exists()
    assert not Path(path).exists()
    assert Ticket.objects.get(pk=still_open.pk).requester == stu


def test_a_withdrawn_person_with_nothing_open_loses_the_name_everywhere(cast: Cast) -> None:
    leaver = make_person(cast.school, "Leah", "Gone")
    account = make_account(leaver)
    make_badge(leaver)
    make_guardian(leaver, "Gail", "Gone")
    Pin.objects.create(person=leaver, hash="x", set_at=LONG_AGO, set_by="x")
    SignedInSession.objects.create(account=account, key="k", device="x", way="x", began_at=LONG_AGO, seen_at=LONG_AGO)
    old_loan(leaver)
    with change(US) as unit:
        note = "Leah likes horses"
        unit.publish(PersonEdited(subject=leaver.ref, org_path=cast.school.scope_path, note=note))
    withdraw_person(leaver, on=LONG_AGO.date(), reason="Moved", by=cast.dita.actor)

    assert run("people.withdrawn") == 1

    former = Person.objects.get(pk=leaver.pk)
    assert "Leah" not in f"{former} {former.legal_name} {former.sort_name} {former.username} {former.identifier}"
    assert (former.email, former.grade, former.withdrawn_reason, former.sourced_id) == ("", "", "", "")
    assert not PersonIdentifier.objects.filter(person=former).exists()
    assert not Guardianship.objects.filter(student=former).exists()
    assert not Pin.objects.exists()
    assert not SignedInSession.objects.exists()
    account = Account.objects.get(pk=account.pk)
    assert (account.is_active, account.email, account.has_usable_password()) == (False, "", False)
    assert "leah" not in account.username.lower()
    assert not AuditEntry.objects.filter(note__contains="Leah").exists()
    assert not AuditEntry.objects.filter(summary__contains="Leah").exists()
    assert len(timeline(Person.KIND_REF, leaver.pk)) >= 3, "that something happened stays on record"
    assert Loan.objects.filter(borrower=former).exists(), "the loan is another rule's business"


@pytest.mark.parametrize("open_thing", ["loan", "fee", "ticket", "device", "hold", "still here"])
def test_nobody_with_something_open_is_forgotten(cast: Cast, open_thing: str) -> None:
    leaver = make_person(cast.school, "Leah", "Gone")
    makers: dict[str, Callable[[], Any]] = {
        "loan": lambda: make_loan(make_device(cast.school, "OUT-1"), leaver),
        "fee": lambda: make_fee(leaver, 500),
        "ticket": lambda: make_ticket(cast.school, leaver),
        "device": lambda: make_device(cast.school, "OWN-1", assigned_to=leaver),
        "hold": lambda: set_hold(leaver, reason="Subpoena", by=cast.dita.actor),
        "still here": lambda: None,
    }
    makers[open_thing]()
    if open_thing != "still here":
        Person.objects.filter(pk=leaver.pk).update(withdrawn_on=LONG_AGO.date())

    assert run("people.withdrawn") == 0
    assert Person.objects.get(pk=leaver.pk).given_name == "Leah"


def test_names_leave_the_audit_trail_and_the_database_still_refuses_everybody_else(cast: Cast) -> None:
    held = make_person(cast.school, "Hal")
    set_hold(held, reason="Dispute", by=cast.dita.actor)
    for person in (cast.stu.person, held):
        with change(US) as unit:
            unit.publish(
                PersonEdited(subject=person.ref, org_path=cast.school.scope_path, changes={"email": ("a", "b")})
            )
    RetentionRule.objects.update(days=1)
    now = timezone.now() + dt.timedelta(days=2)
    only("core.audit")
    before = AuditEntry.objects.count()
    assert preview(now=now)["core.audit"] == 1

    assert run_retention(now=now, by=US) == {"core.audit": 1}

    entry = timeline(Person.KIND_REF, cast.stu.person.pk)[0]
    assert (entry.actor_name, entry.summary, entry.subject_label, entry.changes) == (GONE, GONE, GONE, {})
    assert (entry.verb, entry.subject_id) == ("people.person.edited", cast.stu.person.pk)
    assert "Hal" in timeline(Person.KIND_REF, held.pk)[0].summary
    assert AuditEntry.objects.count() == before + 1, "that names were taken out is itself on record"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditentry SET note = 'x'")


def test_imported_files_go_and_their_figures_stay(cast: Cast) -> None:
    run_ = ImportRun(
        source_key="oneroster", state=ImportRun.State.APPLIED, filename="roster.zip", size=3, sha256="0" * 64,
        started_by_key="x", started_by_name="x", counts={"users": {"new": {"0": 7}}},
    )  # fmt: skip
    run_.file.save("roster.zip", ContentFile(b"zip"), save=False)
    run_.quarantine.save("aside.csv", ContentFile(b"Stu"), save=False)
    run_.save()
    ImportIssue.objects.create(
        run=run_, severity="error", code="bad", message="Stu", raw="Stu", first_seen=LONG_AGO, last_seen=LONG_AGO
    )
    ImportRun.objects.update(created_at=LONG_AGO)

    assert run("core.import_files") == 1

    kept = ImportRun.objects.get()
    assert (kept.file.name, kept.quarantine.name, kept.counts) == ("", "", {"users": {"new": {"0": 7}}})
    assert not ImportIssue.objects.exists()


def test_offers_to_undo_go_the_next_day() -> None:
    for expires in (LONG_AGO, timezone.now()):
        UndoOffer.objects.create(
            change_id="0" * 32,
            actor_key="x",
            handler="x",
            label="x",
            payload={},
            created_at=expires,
            expires_at=expires,
        )
    assert run("core.undo_offers") == 1
    assert UndoOffer.objects.count() == 1


def test_a_rule_is_edited_with_a_source_by_who_may(cast: Cast) -> None:
    rule = rules()["circulation.loans"]
    with pytest.raises(Invalid, match="Say where the rule comes from"):
        edit_rule(rule, {"is_on": True, "source": ""}, by=cast.dita.actor)
    with pytest.raises(Forbidden):
        edit_rule(rule, {"days": 30}, by=cast.tess.actor)

    edit_rule(rule, {"days": 30, "is_on": True, "source": "Board policy 5.1"}, by=US)

    assert RetentionRule.objects.get(pk=rule.pk).days == 30
    assert AuditEntry.objects.get(verb="core.retention_rule_edited").changes["days"] == [395, 30]


def test_the_page_counts_and_runs(client: Client, cast: Cast) -> None:
    old_loan(cast.stu.person)
    only("circulation.loans")
    client.force_login(cast.dita.account)

    page = client.get(reverse("core:retention")).content.decode()
    client.post(reverse("core:retention_run"))

    assert "Loans returned" in page
    assert not Loan.objects.filter(borrower__isnull=False).exists()
    assert not FeeEntry.objects.exists()
    client.force_login(cast.tess.account)
    assert client.get(reverse("core:retention")).status_code == 403


def test_holds_are_set_and_lifted_on_the_person_s_page(client: Client, cast: Cast) -> None:
    pk = cast.stu.person.pk
    client.force_login(cast.dita.account)
    client.post(reverse("people:hold_set", args=[pk]), {"reason": "Subpoena of May 3"})
    assert "Subpoena of May 3" in client.get(reverse("people:person", args=[pk])).content.decode()
    client.post(reverse("people:hold_lift", args=[pk]))
    assert (
        "Subpoena of May 3"
        not in client.get(reverse("people:person", args=[pk])).content.decode().partition("On hold")[2]
    )
