"""46: once a wish is taken out, nothing of it is left in the database file: not who asked, not why, not what for whom.

As the proof of loans in circulation, it reads the raw file, free pages and all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from firstbell.circulation.actions import lend_item, return_item
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import QuietOverride
from firstbell.core.actor import system_actor
from firstbell.core.tests.live_file import raw_bytes
from firstbell.library.actions.wishes import answer_request, end_wish, record_wish, remove_wish, send_request
from firstbell.library.models import Copy, FamilyRequest, FamilyWish, Title
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.models import Person
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, make_account, make_cast, make_guardian, make_person

#: Six bytes long in the file, so that it cannot be there by chance.
READER = 0x5EC2E7A1B2C3
NAME, ASKED_BY, NOTE = "The Zanzibar Umbrella", "Ermintrude Quagswag", "Because of the hullabaloo"
REASON, LETTER, ANSWER = "Flibbertigibbet agreed", "No umbrellas whatsoever", "We will see to umbrellas"
CLOCK = system_actor("tests")


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


@pytest.mark.django_db(transaction=True)
def test_46_a_wish_that_was_taken_out_leaves_no_trace_in_the_file(cast: Cast) -> None:
    copy = _a_family_asks_and_a_book_is_lent_all_the_same(cast)
    assert sorted(_found()) == sorted(_words(ASKED_BY, NOTE, REASON, LETTER, ANSWER)), "the proof would find it"
    for wish in FamilyWish.objects.select_related("person__organisation"):
        remove_wish(wish, by=cast.lib.actor)
    FamilyRequest.objects.all().delete()  # as the rule of retention does
    loan = copy.loans.get(returned_at=None)
    return_item(loan, by=cast.lib.actor)
    unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(seconds=61))
    assert (FamilyWish.objects.count(), QuietOverride.objects.count()) == (0, 0)
    assert list(_found()) == []
    assert list(_pages_with_reader_and_title()) == []


def _a_family_asks_and_a_book_is_lent_all_the_same(cast: Cast) -> Copy:
    fields = {one.attname: getattr(cast.stu.person, one.attname) for one in Person._meta.concrete_fields}
    reader = make_person(cast.school)
    reader.memberships.all().delete()
    reader.delete()
    reader = Person.objects.create(**(fields | {"id": READER, "identifier": "977531", "username": "q"}))
    copy = make_copy(cast.school, make_title(NAME), "QZX-77")
    mother = actor_of_account(make_account(make_guardian(reader)))
    letter = send_request(reader, text=LETTER, by=mother)
    answer_request(letter, answer=ANSWER, by=cast.lib.actor)
    values = {"asked_by": ASKED_BY, "asked_on": timezone.localdate(), "source": "Form", "note": NOTE}
    title = Title.objects.get(pk=copy.product_id)
    ended = record_wish(reader, about="title", of=title, values=values, by=cast.lib.actor)
    end_wish(ended, by=cast.lib.actor)
    record_wish(reader, about="title", of=title, values=values, by=cast.lib.actor)
    lend_item(copy, to=reader, override_reason=REASON, by=cast.lib.actor)
    return copy


def _words(*texts: str) -> list[bytes]:
    return [one.encode() for one in texts]


def _data() -> bytes:
    """The file as it lies on the disk; of a database that keeps many files, every row of every table as text."""
    if connection.vendor != "sqlite":
        return b"\n".join(_rows())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    journal = file.with_name(f"{file.name}-wal")
    assert not journal.exists() or not journal.stat().st_size, "the journal was not cut"
    return raw_bytes(file)


def _rows() -> Iterator[bytes]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT one::text FROM "{table}" one')
            yield from (text.encode() for (text,) in cursor.fetchall())


def _found() -> Iterator[bytes]:
    data = _data()
    yield from (word for word in _words(ASKED_BY, NOTE, REASON, LETTER, ANSWER) if word in data)


def _pages_with_reader_and_title() -> Iterator[int]:
    if connection.vendor != "sqlite":
        yield from (n for n, row in enumerate(_rows()) if str(READER).encode() in row and NAME.encode() in row)
        return
    data, reader = _data(), READER.to_bytes(6, "big")
    for number, start in enumerate(range(0, len(data), 4096), 1):
        page = data[start : start + 4096]
        at = page.find(reader)
        while at >= 0:
            if NAME.encode() in page[max(0, at - 200) : at + 200]:
                yield number
                break
            at = page.find(reader, at + 1)
