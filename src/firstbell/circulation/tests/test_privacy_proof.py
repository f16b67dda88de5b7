"""78: nobody can find out from the files what somebody has read.

The proof reads the database file itself, after what runs by the clock, and a backup made then. Numbers in names are those
of the list of edge cases.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from firstbell.circulation.actions import (
    charge_fee,
    remind_borrower,
    renew_loan,
    return_item,
    take_payment,
)
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.tasks import forget_readers
from firstbell.circulation.tests.factories import make_copy, make_title
from firstbell.circulation.tests.private_loans import (
    COPY,
    NAME,
    READER,
    SURNAME,
    TAG,
    TITLE,
    a_minute_later,
    fresh_cast,
    nearly_due,
)
from firstbell.core.backups.opening import opened
from firstbell.core.backups.writing import Wanted, write_backup
from firstbell.core.models import IdempotentReply, Merge
from firstbell.core.tests.live_file import raw_bytes
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item, Product
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.actions.merges import merge_persons
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, make_account, make_person


@pytest.fixture
def cast() -> Cast:
    return fresh_cast()


@pytest.mark.django_db(transaction=True)
def test_78_neither_the_database_file_nor_a_backup_joins_reader_and_title(cast: Cast, tmp_path: Path) -> None:
    loan_pk = _a_reader_has_a_book_and_brings_it_back(cast)
    assert forget_readers(a_minute_later()).startswith("1 ")
    assert Loan.objects.get(pk=loan_pk).borrower is None
    if connection.vendor != "sqlite":
        return  # the rows were looked at above; the file is SQLite's, PostgreSQL keeps many and clears them by vacuum
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
    assert Loan.objects.get(pk=loan_pk).borrower is not None
    if connection.vendor != "sqlite":
        return  # the file is SQLite's
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
    data = raw_bytes(file)
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


@dataclass(frozen=True)
class Known:
    """Words and keys that speak of the reader, and of the thing."""

    words: set[str]
    readers: dict[str, set[int]]
    things: dict[str, set[int]]
    loan: int

    @classmethod
    def of(cls, raw: sqlite3.Connection, loan_pk: int) -> Known:
        accounts = {row[0] for row in raw.execute("SELECT id FROM people_account WHERE person_id = ?", [READER])}
        merged = {row[0] for row in raw.execute("SELECT loser_id FROM core_merge WHERE keeper_id = ?", [READER])}
        people = {READER, *merged}
        words = {SURNAME, *(f"person:{pk}" for pk in people), *(f"account:{pk}" for pk in accounts)}
        things = {"inventory.item": {COPY}, "inventory.product": {TITLE}, "circulation.loan": {loan_pk}}
        return cls(words, {"people.person": people, "people.account": accounts}, things, loan_pk)

    def speaks(self, table: str, row: dict[str, Any], targets: dict[str, str]) -> tuple[bool, bool]:
        """Whether a row names the reader, and whether it names the thing."""
        text = " ".join(str(value) for value in row.values())
        pairs = [(kind, row[column]) for column, kind in targets.items()]
        pairs.append(
            (str(row.get("subject_kind") or row.get("kind") or ""), row.get("subject_id", row.get("object_id")))
        )
        reader = any(word in text for word in self.words)
        reader |= any(value in self.readers.get(kind, ()) for kind, value in pairs)
        thing = NAME in text or TAG in text or any(value in self.things.get(kind, ()) for kind, value in pairs)
        if table == "core_merge":
            thing |= any(self.loan in ids for label, _, ids in json.loads(row["moved"]) if label.endswith(".Loan"))
        return reader, thing


def _rows_about(raw: sqlite3.Connection, loan_pk: int) -> tuple[Rows, Rows]:
    known = Known.of(raw, loan_pk)
    readers: Rows = {}
    things: Rows = {}
    for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table.startswith(("core_search_fts", "sqlite_")):
            continue
        columns = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
        targets = _targets(table)
        (has_rowid,) = raw.execute("SELECT NOT wr FROM pragma_table_list WHERE name = ?", [table]).fetchone()
        key = "rowid" if has_rowid else f'"{columns[0]}"'
        for values in raw.execute(f'SELECT {key}, * FROM "{table}"'):
            row = dict(zip(columns, values[1:], strict=True))
            of_reader, of_thing = known.speaks(table, row, targets)
            if of_reader:
                readers[table, values[0]] = _joins(row)
            if of_thing:
                things[table, values[0]] = _joins(row)
    return readers, things


def _joins(row: dict[str, Any]) -> set[str]:
    """What would lead from this row to another one: its change, its batch, its moments."""
    ids = {f"{column}={value}" for column, value in row.items() if column in {"change_id", "batch", "entry_id"}}
    moments = {str(value) for column, value in row.items() if column.endswith("_at") or column == "at"}
    return ids | (moments - {"None"})


def _targets(table: str) -> dict[str, str]:
    """Columns of a table that point at people, accounts, items, products or loans."""
    found: dict[str, str] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table != table:
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model
            label = target._meta.label_lower if isinstance(target, type) else ""
            wanted = {"people.person", "people.account", "inventory.item", "inventory.product", "circulation.loan"}
            if label in wanted and field.column:
                found[field.column] = label
            elif field.primary_key and field.column and model._meta.label_lower in wanted:
                found[field.column] = model._meta.label_lower
    return found
