"""What is written once stays written: the database itself refuses, on both databases, before and after a flush."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from firstbell.circulation.tests.factories import make_fee
from firstbell.core.actor import system_actor
from firstbell.core.disclosures import disclose
from firstbell.core.models import AuditEntry, KindSwitch, TableStamp, Webhook, Wording
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.tests.factories import entry, make_gym, make_station
from firstbell.helpdesk.models import ClockRule, RoutingRule, ServiceLevel
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.tests.factories import make_organisation, make_person
from firstbell.rooms.queries import CALENDAR
from tests.architecture import district

APPEND_ONLY = (
    "core_auditentry",
    "circulation_feeentry",
    "counter_scan",
    "core_disclosure",
    "core_disclosureperson",
    "core_disclosureblock",
)


def write_one_of_each() -> None:
    school = make_organisation()
    student = make_person(school)
    make_ticket(school, student)
    make_fee(student, 4500)
    gym = make_gym()
    record_scan(entry("handout", person=gym.ana.pk), station=make_station(gym.campaign, gym.tess), by=gym.tess)
    for people in ([student.pk], range(student.pk, student.pk + 300)):
        disclose("people.persons", title="People", elements=["Name"], people=people, by=system_actor())


def refuses(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refused:
        return "append-only" in str(refused)
    return False


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        row = cursor.fetchone()
    return int(row[0])


# Twice, because the flush after the first round lifts the triggers on SQLite and has to put them back.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", [1, 2])
def test_the_database_refuses_to_rewrite_history(round_number: int) -> None:
    assert not AuditEntry.objects.exists(), "the flush after the last test left entries behind"
    write_one_of_each()

    for table in APPEND_ONLY:
        assert count(table) >= 1
        assert refuses(f"UPDATE {table} SET id = id"), f"{table} lets itself be edited"
        assert refuses(f"DELETE FROM {table}"), f"{table} lets itself be emptied"


#: The tables whose stamps ``core.kept`` trusts. A migration that makes one of them anew on SQLite has to stamp it again.
STAMPED = (*CALENDAR, ClockRule, KindSwitch, RoutingRule, ServiceLevel, Webhook, Wording)


@pytest.mark.django_db
@pytest.mark.parametrize("model", STAMPED, ids=lambda model: model.__name__)
def test_every_write_renews_the_stamp(model: type[Model]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        else:
            cursor.execute(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                [table],
            )
        triggers = " ".join(row[0] for row in cursor.fetchall())
    for verb in ("INSERT", "UPDATE", "DELETE"):
        assert verb in triggers, f"{table}: nothing happens at {verb}"
    district.furnish(2)
    stamp = TableStamp.objects.filter(name=table).values_list("stamp", flat=True)
    seen = stamp.first()
    row = model.objects.first()  # type: ignore[attr-defined]
    if row is not None:
        row.save()
        assert stamp.first() != seen
