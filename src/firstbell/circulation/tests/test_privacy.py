"""Nobody can see what somebody has read: not the technician while it is lent, nobody at all once it is back.

The proof reads the database file itself, after what runs by the clock, and a backup made then. Numbers in names are those
of the list of edge cases.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from firstbell.circulation.actions import (
    charge_fee,
    lend_item,
    remind_borrower,
    renew_loan,
    return_item,
    take_payment,
)
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import FeeEntry, LendingCount, Loan, LoanCharge, ProductUse
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.clearance import clearance_of
from firstbell.circulation.tasks import forget_readers
from firstbell.circulation.tests.factories import make_copy, make_loan, make_rule, make_title
from firstbell.core.actor import system_actor
from firstbell.core.backups.opening import opened
from firstbell.core.backups.writing import Wanted, write_backup
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.models import AuditEntry, IdempotentReply, Merge, Notice, UndoOffer
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item, Product
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.actions.merges import merge_persons
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, ensure_role_rules, make_account, make_cast, make_person, signed_in

#: Six bytes long in the file, so that they cannot be there by chance.
READER, TITLE, COPY = 0x5EC2E7A1B2C3, 0x4D3C2B1A0F5E, 0x3A9B8C7D6E5F
SURNAME, NAME, TAG = "Quillfeather", "The Zanzibar Umbrella", "QZX-77"
CLOCK = system_actor("tests")


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    ensure_role_rules()
    return make_cast()


def a_minute_later() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=61)


def nearly_due(loan: Loan) -> dt.datetime:
    assert loan.due_at is not None
    return loan.due_at - dt.timedelta(hours=1)


# --- while it is lent ---


@pytest.mark.django_db
class TestWhileItIsLent:
    @pytest.fixture
    def loan(self, cast: Cast) -> Loan:
        copy = make_copy(cast.school, TAG, title=make_title(NAME))
        return lend_item(copy, to=cast.stu.person, by=cast.lib.actor)

    def test_the_library_and_the_reader_see_the_loan_and_nobody_else(self, cast: Cast, loan: Loan) -> None:
        everybody = (cast.dita, cast.tess, cast.lib, cast.tia, cast.stu, cast.cora, cast.pat, cast.sam)
        seeing = [who for who in everybody if Loan.objects.visible_to(who.actor).exists()]
        assert [who.person.given_name for who in seeing] == ["Lib", "Stu"]

    def test_pages_panels_lists_and_rest_hide_it_from_the_technician_and_district_it(
        self, cast: Cast, loan: Loan
    ) -> None:
        stu = cast.stu.person
        pages = (
            "/circulation/loans/", f"/circulation/loans/{loan.pk}/", "/circulation/loans/?format=csv",
            f"/circulation/loans/?q={stu.identifier}", f"/people/{stu.pk}/", f"/inventory/{loan.item_id}/",
            "/circulation/clearance/", f"/circulation/people/{stu.pk}/clearance/", "/api/v1/loans",
            f"/api/v1/loans/{loan.pk}", f"/api/v1/people/{stu.pk}/clearance", "/search/?q=QZX-77",
            f"/counter/?person={stu.pk}",
        )  # fmt: skip
        for member in (cast.tess, cast.dita, cast.pat):
            client = signed_in(member)
            for page in pages:
                text = b"".join(client.get(page)).decode()  # type: ignore[arg-type]
                joins = (NAME in text or TAG in text) and ("Stu Dent" in text or "Dent, Stu" in text)
                assert not joins, (member.person.given_name, page)
        library = signed_in(cast.lib)
        for page in (pages[0], pages[1], pages[7]):
            text = library.get(page).content.decode()
            assert TAG in text, page
            assert "Stu Dent" in text or "Dent, Stu" in text, page

    def test_whoever_looks_through_somebody_elses_eyes_sees_no_books(self, cast: Cast, loan: Loan) -> None:
        for member in (cast.stu, cast.lib):
            assert Loan.objects.visible_to(member.actor).exists()
            assert not Loan.objects.visible_to(replace(member.actor, is_disguised=True, _scopes={})).exists()

    def test_refusals_do_not_tell_the_technician_whose_book_it_is_nor_which(self, cast: Cast, loan: Loan) -> None:
        late = timezone.now() - dt.timedelta(days=20)
        Loan.objects.update(due_at=late, lent_at=late)
        check = check_lending(make_loaner(cast.school, "L-1"), cast.stu.person, by=cast.tess.actor)
        assert [one.text for one in check.blocks] == ["Stu Dent has overdue: library material."]
        taken = check_lending(loan.item, cast.cora.person, by=cast.tess.actor)
        assert "Stu" not in taken.blocks[0].text
        assert "Stu Dent" in check_lending(loan.item, cast.cora.person, by=cast.lib.actor).blocks[0].text

    def test_clearance_says_that_something_is_out_and_to_the_library_what(self, cast: Cast, loan: Loan) -> None:
        assert [line.text for line in clearance_of(cast.stu.person, seen_by=cast.tess.actor)] == ["Library material"]
        assert clearance_of(cast.stu.person)[0].text == "Library material"
        assert TAG in clearance_of(cast.stu.person, seen_by=cast.lib.actor)[0].text

    def test_the_trail_keeps_no_reader_not_even_who_serves_himself(self, cast: Cast) -> None:
        copy = make_copy(cast.school, "B-SELF")
        loan = lend_item(copy, to=cast.lib.person, override_reason="Lib needs it", by=cast.lib.actor)
        renew_loan(loan, by=cast.lib.actor, at=nearly_due(loan))
        return_item(loan, by=cast.lib.actor)
        told = AuditEntry.objects.filter(subject_kind=Item.KIND_REF, subject_id=copy.pk)
        assert {entry.actor_name for entry in told} == {"The reader"}
        assert not any("Lib" in f"{entry.summary}{entry.note}{entry.changes}" for entry in told)
        use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
        loan.refresh_from_db()
        assert loan.is_open
        assert not AuditEntry.objects.filter(subject_id=copy.pk, actor_name__startswith="Lib").exists()

    def test_a_notice_names_neither_the_title_nor_the_tag(self, cast: Cast, loan: Loan) -> None:
        remind_borrower(loan, by=cast.lib.actor)
        told = Notice.objects.get()
        words = f"{told.subject_label} {told.line} {told.title} {told.body}"
        assert "a library item" in words
        assert NAME not in words
        assert TAG not in words


# --- once it is back ---


@pytest.mark.django_db
class TestOnceItIsBack:
    @pytest.fixture
    def loan(self, cast: Cast) -> Loan:
        return lend_item(make_copy(cast.school), to=cast.stu.person, by=cast.lib.actor)

    def test_undo_works_for_its_minute_and_then_the_reader_is_gone(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK) == 0
        use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
        loan.refresh_from_db()
        assert loan.borrower == cast.stu.person
        return_item(loan, by=cast.lib.actor)
        offer = latest_offer(cast.lib.actor)
        assert offer is not None
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 1
        loan.refresh_from_db()
        assert loan.borrower is None
        assert not UndoOffer.objects.exists()
        with pytest.raises(NotFound):
            use_undo(offer.token, by=cast.lib.actor)

    def test_75_what_was_lent_is_counted_by_kind_not_by_person(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, by=cast.lib.actor)
        unlink_readers(by=CLOCK, now=a_minute_later())
        count = LendingCount.objects.get()
        assert (count.patron_group, count.item_type.code, count.loans, count.renewals) == ("students", "book", 1, 0)
        assert count.month.day == 1
        assert ProductUse.objects.get().loans == 1

    def test_76_it_stays_while_a_fee_of_it_is_owed(self, cast: Cast, loan: Loan) -> None:
        charge_fee(cast.stu.person, cents=300, reason="Wet pages of Hatchet", loan=loan, by=cast.lib.actor)
        entry = FeeEntry.objects.get()
        assert (entry.reason, entry.item, entry.loan) == ("Library material: damaged", None, None)
        return_item(loan, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 0
        assert LoanCharge.objects.get().note == "Wet pages of Hatchet"
        take_payment(cast.stu.person, cents=300, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 1
        assert not LoanCharge.objects.exists()
        assert FeeEntry.objects.count() == 2

    def test_77_the_days_for_finding_damage_are_a_rule(self, cast: Cast, loan: Loan) -> None:
        make_rule("unlink_after_days", "7", item_type=loan.item.item_type)
        return_item(loan, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(days=6)) == 0
        assert unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(days=8)) == 1

    def test_devices_keep_who_had_them(self, cast: Cast) -> None:
        loan = make_loan(make_loaner(cast.school, "L-9"), cast.stu.person, returned_at=timezone.now())
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 0
        loan.refresh_from_db()
        assert loan.borrower == cast.stu.person

    def test_a_late_undo_does_not_open_a_loan_of_nobody(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, by=cast.lib.actor)
        offer = latest_offer(cast.lib.actor)
        assert offer is not None
        Loan.objects.update(borrower=None)
        with pytest.raises(Conflict):
            use_undo(offer.token, by=cast.lib.actor)


# --- the proof ---


@pytest.mark.django_db(transaction=True)
def test_78_neither_the_database_file_nor_a_backup_joins_reader_and_title(cast: Cast, tmp_path: Path) -> None:
    loan_pk = _a_reader_has_a_book_and_brings_it_back(cast)
    assert forget_readers(a_minute_later()).startswith("1 ")
    assert Loan.objects.get(pk=loan_pk).borrower is None
    if connection.vendor != "sqlite":
        pytest.skip("The file is SQLite's; PostgreSQL keeps many, and its pages are cleared by vacuum.")
    live = Path(connection.settings_dict["NAME"])
    assert not any(_pages_with_both(live))
    _assert_nothing_joins(live, loan_pk)
    file = tmp_path / "a.backup"
    write_backup(file, Wanted(media=False))
    with opened(file, tmp_path / "scratch", passphrase="", told=lambda *_: None) as backup:
        copy = tmp_path / "copy.sqlite3"
        shutil.copyfile(backup.member("database.sqlite3"), copy)
    assert not any(_pages_with_both(copy))
    _assert_nothing_joins(copy, loan_pk)


@pytest.mark.django_db(transaction=True)
def test_the_proof_would_find_a_reader_who_was_not_let_go(cast: Cast) -> None:
    loan_pk = _a_reader_has_a_book_and_brings_it_back(cast)
    if connection.vendor != "sqlite":
        pytest.skip("The file is SQLite's.")
    live = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert any(_pages_with_both(live))
    with pytest.raises(AssertionError):
        _assert_nothing_joins(live, loan_pk)


def _a_reader_has_a_book_and_brings_it_back(cast: Cast) -> int:
    """Lent over REST with a key, renewed, reminded, merged, fined, paid, taken back by undo and for good."""
    reader = make_person(cast.school, "Quentin", SURNAME)
    reader = _moved_to(reader, READER)
    title = Product.objects.create(pk=TITLE, name=NAME, item_type=make_title().item_type, replacement_cents=1500)
    copy = make_copy(cast.school, TAG, title=title)
    copy = _copy_with_key(copy)
    twin = make_person(cast.school, "Quentyn", SURNAME)
    loan = Loan.objects.get(pk=_lent_over_rest(cast, twin, copy))
    merge_persons(reader, twin, reason="The same boy", by=cast.dita.actor)
    loan.refresh_from_db()
    assert loan.borrower == reader
    renew_loan(loan, by=actor_of_account(make_account(reader)), at=nearly_due(loan))
    remind_borrower(loan, by=cast.lib.actor)
    charge_fee(reader, cents=200, reason=f"{NAME}: torn", loan=loan, by=cast.lib.actor)
    return_item(loan, by=cast.lib.actor)
    use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
    loan.refresh_from_db()
    return_item(loan, by=cast.lib.actor)
    take_payment(reader, cents=200, by=cast.lib.actor)
    assert Merge.objects.exists()
    assert IdempotentReply.objects.exists()
    return loan.pk


def _moved_to(person: Person, key: int) -> Person:
    """The same person under a key that no other number in the file is like."""
    fields = {field.attname: getattr(person, field.attname) for field in Person._meta.concrete_fields}
    person.memberships.all().delete()
    person.delete()
    return Person.objects.create(**(fields | {"id": key}))


def _copy_with_key(copy: Item) -> Item:
    fields = {field.attname: getattr(copy, field.attname) for field in Item._meta.concrete_fields}
    copy.delete()
    return Item.objects.create(**(fields | {"id": COPY}))


def _lent_over_rest(cast: Cast, person: Person, copy: Item) -> int:
    needs = (May.LOAN_LEND, May.LOAN_VIEW, May.LIBRARY_LOAN_VIEW, PeoplePermission.PERSON_VIEW,
             InventoryPermission.ITEM_VIEW, InventoryPermission.ITEM_MOVE)  # fmt: skip
    secret = create_token(cast.lib.account, name="tests", permissions=needs, by=cast.lib.actor).text
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "once"}
    body = {"item_id": copy.pk, "person_id": person.pk}
    answer = Client().post("/api/v1/loans", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def _pages_with_both(file: Path) -> Iterator[int]:
    """Numbers of pages of the raw file, free ones too, in which reader and thing stand together.

    The trail and the search know both, each in rows of its own (the next check reads them): there, only what is nearer
    than two such rows counts, as in the record of a loan.
    """
    data = file.read_bytes()
    readers = (READER.to_bytes(6, "big"), SURNAME.encode())
    things = (COPY.to_bytes(6, "big"), TITLE.to_bytes(6, "big"), TAG.encode(), NAME.encode())
    for number, start in enumerate(range(0, len(data), 4096), 1):
        page = data[start : start + 4096]
        if not (any(one in page for one in readers) and any(one in page for one in things)):
            continue
        knows_both = b"people.person" in page and b"inventory.item" in page
        if not knows_both or _nearest(page, readers[0], things[0]) < 20:
            yield number
    journal = file.with_name(f"{file.name}-wal")
    assert not journal.exists() or not journal.stat().st_size, "the journal was not cut"


def _nearest(page: bytes, one: bytes, other: bytes) -> int:
    ones, others = ([match.start() for match in re.finditer(re.escape(text), page)] for text in (one, other))
    return min((abs(a - b) for a in ones for b in others), default=4096)


def _assert_nothing_joins(file: Path, loan_pk: int) -> None:
    """No row names both, and no row about the one shares a change, a batch or a moment with a row about the other."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as raw:
        readers, things = _rows_about(raw, loan_pk)
    both = readers.keys() & things.keys()
    assert not both, sorted(both)
    joins = {value for row in readers.values() for value in row} & {value for row in things.values() for value in row}
    assert not joins, (
        joins,
        [key for key, row in readers.items() if row & joins],
        [key for key, row in things.items() if row & joins],
    )


Rows = dict[tuple[str, Any], set[str]]


def _rows_about(raw: sqlite3.Connection, loan_pk: int) -> tuple[Rows, Rows]:
    accounts = {row[0] for row in raw.execute("SELECT id FROM people_account WHERE person_id = ?", [READER])}
    merged = {row[0] for row in raw.execute("SELECT loser_id FROM core_merge WHERE keeper_id = ?", [READER])}
    people = {READER, *merged}
    words = {SURNAME, *(f"person:{pk}" for pk in people), *(f"account:{pk}" for pk in accounts)}
    keys = {
        "people.person": (people, None), "people.account": (accounts, None), "inventory.item": (None, {COPY}),
        "inventory.product": (None, {TITLE}), "circulation.loan": (None, {loan_pk}),
    }  # fmt: skip
    readers: Rows = {}
    things: Rows = {}
    for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table.startswith(("core_search_fts", "sqlite_")):
            continue
        columns = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
        targets = _targets(table)
        for values in raw.execute(f'SELECT rowid, * FROM "{table}"'):
            row = dict(zip(columns, values[1:], strict=True))
            text = " ".join(str(value) for value in row.values())
            of_reader = any(word in text for word in words)
            of_thing = any(word in text for word in (NAME, TAG))
            for column, kind in targets.items():
                their, its = keys[kind]
                of_reader |= their is not None and row[column] in their
                of_thing |= its is not None and row[column] in its
            kind = str(row.get("subject_kind") or row.get("kind") or "")
            number = row.get("subject_id", row.get("object_id"))
            if kind in keys:
                their, its = keys[kind]
                of_reader |= their is not None and number in their
                of_thing |= its is not None and number in its
            if table == "core_merge":
                of_thing |= any(loan_pk in ids for label, _, ids in json.loads(row["moved"]) if label.endswith(".Loan"))
            joins = {
                f"{column}={value}" for column, value in row.items() if column in {"change_id", "batch", "entry_id"}
            }
            joins |= {str(value) for column, value in row.items() if column.endswith("_at") or column == "at"} - {
                "None"
            }
            if of_reader:
                readers[table, values[0]] = joins
            if of_thing:
                things[table, values[0]] = joins
    return readers, things


def _targets(table: str) -> dict[str, str]:
    """Columns of a table that point at people, accounts, items, products or loans."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table != table:
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model
            label = target._meta.label_lower if isinstance(target, type) else ""
            wanted = {"people.person", "people.account", "inventory.item", "inventory.product", "circulation.loan"}
            if label in wanted:
                found[field.column] = label
            elif field.primary_key and model._meta.label_lower in wanted:
                found[field.column] = model._meta.label_lower
    return found
