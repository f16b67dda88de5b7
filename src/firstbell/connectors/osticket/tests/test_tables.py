"""A school moves in with the tables of its osTicket: numbers, dates, words and notes are here, and come only once."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from firstbell.connectors.base.tests.factories import (
    BY,
    PNG,
    brought,
    codes,
    counted,
    folder,
    look,
    mean,
    moving_cast,
    take,
    zipped,
)
from firstbell.core.attachments import attachments_of
from firstbell.core.imports.actions import apply_import, preview_import
from firstbell.core.models import AuditEntry, Notice
from firstbell.core.scan import resolve
from firstbell.core.search import search
from firstbell.helpdesk.actions.conversation import add_note
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.actions.waiting import pass_time
from firstbell.helpdesk.models import RuleRun, Ticket, TicketClock, TicketEntry
from firstbell.people.tests.factories import Cast, signed_in

pytestmark = pytest.mark.django_db

TABLES = folder(Path(__file__).parent / "samples" / "tables")
PACKAGE = zipped({**TABLES, "101_dark-room.png": PNG})


@pytest.fixture
def cast() -> Cast:
    return moving_cast()


def without(*names: str, **changed: bytes) -> bytes:
    files = {name: data for name, data in TABLES.items() if name not in names}
    return zipped({**files, **{f"{name}.csv": data for name, data in changed.items()}})


def test_tickets_come_with_number_dates_people_and_conversation(cast: Cast) -> None:
    run = take(PACKAGE, "osticket.zip", school=cast.school.pk)
    assert (run.source_key, run.state) == ("osticket", "applied")
    assert counted(run) == {"new": 4, "quarantined": 1}  # the open one waits for a word, the deleted one stays there
    assert {"bad_date", "still_open", "left_out", "requester_unknown", "unknown_category", "contact_left_out"} <= codes(
        run
    )
    ticket = brought("481001")
    assert (ticket.title, ticket.state, ticket.origin) == ("Projector stays dark in 204", "closed", "import")
    assert (ticket.requester, ticket.assignee) == (cast.tia.person, cast.tess.account)
    assert ticket.opened_at == dt.datetime(2025, 9, 2, 7, 42, 10, tzinfo=timezone.get_default_timezone())
    assert ticket.closed_at is not None
    assert ticket.closed_at > ticket.opened_at
    assert (ticket.urgency, ticket.place and ticket.place.name) == ("cannot_teach", "Room 204")
    assert ticket.description.startswith("Good morning,\n\nthe projector in 204 stays dark.\nPeriod 2 starts at 8:50.")
    assert "alert" not in ticket.description
    lines = [(one.kind, one.author_name, one.text) for one in ticket.entries.all()]
    assert [kind for kind, _, _ in lines] == ["reply", "note", "reply"]
    assert lines[0][2] == "Is the red lamp on?\nI come before period 2, see the card <https://wiki.example/projector>."
    assert lines[1] == ("note", "Tess Torres", "Lamp at 4,100 hours. Order two.")
    assert [one.filename for one in attachments_of(ticket.ref)] == ["dark-room.png"]


def test_devices_rooms_and_what_has_no_place_here(cast: Cast) -> None:
    take(PACKAGE, "osticket.zip", school=cast.school.pk)
    ticket = brought("481002")
    assert (ticket.symptom and ticket.symptom.code, ticket.requester) == ("screen", cast.stu.person)
    assert [link.item.barcode for link in ticket.ticket_items.all()] == ["CB-1042"]
    said = dict(ticket.imported.said)
    assert said["Room"] == "Room 110"
    assert (said["Department"], said["Source"], said["State"]) == ("IT Support", "Web", "Closed")
    assert "555-0117" not in str(said)
    assert "Was attached in osTicket: how-it-fell.mp4" in ticket.description
    assert [one.text for one in ticket.entries.all()] == [
        "Please bring it to the counter."
    ]  # the edited wording is gone


def test_who_is_nobody_here_is_kept_by_name_and_never_guessed(cast: Cast) -> None:
    take(PACKAGE, "osticket.zip", school=cast.school.pk)
    ticket = brought("481003")
    assert (ticket.requester, ticket.requester_label, ticket.assignee) == (None, "Greta Gone", None)
    assert dict(ticket.imported.said)["Worked on by"] == "Olaf Oldtech"
    assert brought("481006").description == "if 1 < 2 and 3 > 2, then no sound"


def test_a_second_time_nothing_changes_and_the_roster_may_bring_people_later(cast: Cast) -> None:
    take(PACKAGE, "osticket.zip", school=cast.school.pk)
    again = take(PACKAGE, "osticket.zip", school=cast.school.pk)
    assert (again.writes, counted(again)) == (0, {"same": 4, "quarantined": 1})
    assert TicketEntry.objects.filter(ticket__origin="import").count() == 4
    cast.pat.person.email = "greta@gone.example"
    cast.pat.person.save(update_fields=["email"])
    later = take(PACKAGE, "osticket.zip", school=cast.school.pk)
    assert counted(later) == {"same": 3, "changed": 1, "quarantined": 1}
    assert brought("481003").requester == cast.pat.person


def test_history_starts_no_clock_no_rule_no_notice(cast: Cast) -> None:
    before = AuditEntry.objects.filter(subject_kind=Ticket.KIND_REF).count()
    take(PACKAGE, "osticket.zip", school=cast.school.pk)
    pass_time(timezone.now(), by=BY)
    assert not TicketClock.objects.exists()
    assert not RuleRun.objects.exists()
    assert not Notice.objects.filter(kind__startswith="helpdesk").exists()
    assert AuditEntry.objects.filter(subject_kind=Ticket.KIND_REF).count() == before


def test_open_ones_land_open_only_when_chosen_with_clocks_from_now(cast: Cast) -> None:
    run = take(PACKAGE, "osticket.zip", school=cast.school.pk, open_tickets="open")
    assert counted(run) == {"new": 5, "quarantined": 1}
    ticket = brought("481004")
    assert (ticket.state, ticket.is_open, ticket.assignee) == ("triaged", True, cast.tess.account)
    clocks = list(ticket.clocks.all())
    assert clocks
    assert all(one.started_at > ticket.imported.imported_at - dt.timedelta(minutes=1) for one in clocks)
    assert TicketClock.objects.exclude(ticket=ticket).count() == 0
    assert not Notice.objects.filter(kind__startswith="helpdesk").exists()
    closed = look(PACKAGE, "osticket.zip", school=cast.school.pk, open_tickets="closed")
    assert counted(closed)["changed"] == 1


def test_the_old_number_is_found_by_search_and_scan_where_one_may_see_it(cast: Cast) -> None:
    take(PACKAGE, "osticket.zip", school=cast.school.pk)
    ticket = brought("481001")
    for text in ("osTicket 481001", "481001"):
        hits = [hit.id for group in search(text, cast.tess.actor) for hit in group.hits]
        assert ticket.pk in hits, text
    for code in ("osTicket 481001", "#481001", "osticket #481001"):
        assert [one.id for one in resolve(code, cast.tess.actor, kinds=[Ticket.KIND_REF])] == [ticket.pk], code
    assert not resolve("osTicket 481001", cast.sam.actor, kinds=[Ticket.KIND_REF])
    page = signed_in(cast.tess).get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert "osTicket 481001" in page
    assert "IT Support" in page
    own = signed_in(cast.tia).get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert "It works again, thank you!" in own
    assert "IT Support" not in own
    assert "Order two" not in own


def test_what_was_worked_on_here_is_not_written_over(cast: Cast) -> None:
    take(PACKAGE, "osticket.zip", school=cast.school.pk)
    assign_ticket(brought("481001"), assignee=None, by=cast.tess.actor)
    add_note(brought("481002"), text="Parts came.", by=cast.tess.actor)
    renamed = TABLES["ost_ticket__cdata.csv"].replace(b"Projector stays dark", b"Projector is dark")
    renamed = renamed.replace(b"Cracked screen", b"Broken screen").replace(b"gradebook", b"grade book")
    run = take(without("ost_ticket__cdata.csv", ost_ticket__cdata=renamed), "osticket.zip", school=cast.school.pk)
    assert counted(run) == {"same": 1, "changed": 1, "quarantined": 3}
    assert "edited_here" in codes(run)
    assert brought("481001").title == "Projector stays dark in 204"
    assert brought("481002").entries.count() == 2
    assert brought("481003").title == "Password for the grade book"
    renewed = AuditEntry.objects.get(verb="helpdesk.ticket_history_renewed")
    assert renewed.subject_id == brought("481003").pk
    assert "grade book" not in (renewed.note or "")


def test_a_category_is_said_once_and_remembered(cast: Cast) -> None:
    run = look(PACKAGE, "osticket.zip", school=cast.school.pk)
    mean(run, "category", "Projector / display", "screen")
    mean(run, "category", "Other", "no symptom")
    run = apply_import(preview_import(run, by=BY), by=BY)
    assert "unknown_category" not in {group["code"] for group in run.groups if group["value"] != "Network"}
    assert brought("481001").symptom is not None
    assert brought("481003").symptom is None


def test_the_list_of_a_queue_comes_first_and_the_tables_bring_the_words_later(cast: Cast) -> None:
    queue = (Path(__file__).parent / "samples" / "queue.csv").read_bytes()
    run = take(queue, "tickets.csv", open_tickets="closed")
    assert (run.source_key, counted(run)) == ("osticket_queue", {"new": 3})
    ticket = brought("481001")
    assert (ticket.title, ticket.description, ticket.organisation) == ("Projector stays dark, in 204", "", cast.school)
    assert dict(ticket.imported.said)["SLA Plan"] == "Default"
    both = take(PACKAGE, "osticket.zip", school=cast.school.pk)
    assert counted(both) == {"new": 2, "changed": 2, "quarantined": 1}
    assert brought("481001").entries.count() == 3
    back = take(queue, "tickets.csv", open_tickets="closed")
    assert "other_export" in codes(back)
    assert brought("481001").entries.count() == 3


@pytest.mark.parametrize("how", ["semicolons", "batch", "latin", "utf-16", "prefix"])
def test_a_table_is_read_however_it_was_written(cast: Cast, how: str) -> None:
    files = dict(TABLES)
    if how == "prefix":
        files = {f"export/help_{name}": data for name, data in files.items()}
    elif how == "latin":
        entry = files["ost_thread_entry.csv"].decode().replace("Good morning", "Olé, señora")
        files["ost_thread_entry.csv"] = entry.encode("cp1252")
    elif how == "utf-16":
        files["ost_thread_entry.csv"] = files["ost_thread_entry.csv"].decode().encode("utf-16")
    else:
        files = {name: _rewritten(data, how) for name, data in files.items()}
    run = take(zipped(files), "osticket.zip", "osticket", school=cast.school.pk)
    assert counted(run) == {"new": 4, "quarantined": 1}
    ticket = brought("481001")
    assert ticket.entries.count() == 3
    assert ticket.description.startswith("Olé, señora" if how == "latin" else "Good morning")
    assert "\n" in ticket.entries.all()[0].text


def _rewritten(data: bytes, how: str) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode())))
    if how == "batch":
        return "".join(
            "\t".join(c.replace("\\", "\\\\").replace("\n", "\\n") for c in row) + "\n" for row in rows
        ).encode()
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()
