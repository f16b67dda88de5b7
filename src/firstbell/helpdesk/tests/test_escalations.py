"""Campus to district and back: evidence first, one owner, a silence that does not last, and nothing said too widely."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pypdfium2
import pytest
from django.core import mail
from django.test import Client

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Disclosure, Notice
from firstbell.guides.actions.walks import record_step, start_walk
from firstbell.guides.tests.factories import make_card
from firstbell.helpdesk.actions.escalation_setup import edit_reason, save_route
from firstbell.helpdesk.actions.escalations import (
    acknowledge_escalation,
    decline_escalation,
    draft_escalation,
    finish_escalation,
    return_escalation,
    send_escalation,
    set_outside_number,
)
from firstbell.helpdesk.actions.help import ticket_from_walk
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import Escalation, EscalationReason, Ticket, TicketState
from firstbell.helpdesk.papers import pack_pdf
from firstbell.helpdesk.queries.evidence import NEEDABLE, Pack, build_pack
from firstbell.helpdesk.tasks import look_at_escalations
from firstbell.helpdesk.tests.clock_time import local, set_clock
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket
from firstbell.inventory.models import ManagementRecord
from firstbell.inventory.tests.factories import make_device, make_model
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db
GIVEN = {
    "business_impact": "Two classes cannot write their test.",
    "onsite_contact": "Tess, ext. 204",
    "exact_words": "DNS_PROBE_FINISHED",
    "tried": "Another cable: no change.",
    "scope": "The whole room",
    "started": "This morning, after the storm",
    "ssid": "PD-Student",
    "ip_address": "10.2.3.4",
    "gateway": "No",
}


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


def reason(code: str = "network_core") -> EscalationReason:
    return EscalationReason.objects.get(code=code)


def a_ticket(cast: Cast, **values: Any) -> Ticket:
    values.setdefault("place", make_place(cast.school, "Room 12"))
    ticket = make_ticket(cast.school, cast.tia.person, title="No network", **values)
    return assign_ticket(ticket, assignee=cast.tess.account, by=cast.tess.actor)


def sent(cast: Cast, ticket: Ticket | None = None) -> Escalation:
    drafted = draft_escalation(ticket or a_ticket(cast), reason=reason(), given=GIVEN, by=cast.tess.actor)
    return send_escalation(drafted, by=cast.tess.actor)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=f"helpdesk.{kind}").values_list("recipient_name", flat=True))


def facts(pack: Pack) -> dict[str, str]:
    return {key: value for section in pack.sections for key, _, value in section.facts}


def test_the_pack_holds_what_is_known_and_no_child_s_name(cast: Cast) -> None:
    model = make_model("Acer Chromebook 311", aue_date=dt.date(2030, 6, 1))
    device = make_device(cast.school, "C-204", model=model)
    ManagementRecord.objects.create(
        device=device, console="google", os_version="131.0.6778", state="ACTIVE", last_policy_sync=local("2026-11-20 08:00"),
        read_at=local("2026-11-21 08:00"),
    )  # fmt: skip
    room = make_place(cast.school, "Room 12")
    other = make_ticket(cast.school, cast.tia.person, title="Ana Alvarez broke it", place=room, items=[device])
    card = make_card()
    walk = start_walk(
        card, organisation=cast.school, person=cast.stu.person, place=room, item=device, by=cast.tess.actor
    )
    step = card.content["steps"][1]
    record_step(walk, step=step["key"], outcome="did_not", by=cast.tess.actor)
    ticket = ticket_from_walk(walk, by=cast.tess.actor)
    known = facts(build_pack(Ticket.objects.select_related("walk__card").get(pk=ticket.pk)))
    assert known["model"] == "Acer Chromebook 311"
    assert known["serial"] == device.serial
    assert known["aue"] == "Jun 1, 2030"
    assert (known["os_version"], known["last_sync"]) == ("131.0.6778", "Nov 20, 2026, 08:00")
    assert known["place"] == "Room 12"
    assert known["requester_role"] == "Student"
    assert "did not help" in known["tried"]
    assert known["others_room"].startswith(other.number)
    whole = json.dumps(build_pack(ticket).as_data())
    assert cast.stu.person.family_name not in whole
    assert "Ana Alvarez" not in whole, "other tickets' titles may name somebody"


def test_it_goes_only_when_the_evidence_is_complete(cast: Cast) -> None:
    ticket = a_ticket(cast)
    drafted = draft_escalation(ticket, reason=reason(), given={"tried": "A cable."}, by=cast.tess.actor)
    with pytest.raises(Invalid, match="What cannot be done meanwhile"):
        send_escalation(drafted, by=cast.tess.actor)
    drafted.refresh_from_db()
    assert (drafted.state, drafted.given) == ("draft", {"tried": "A cable."}), "nothing typed is lost"
    again = draft_escalation(ticket, reason=reason(), given=GIVEN, by=cast.tess.actor)
    assert again.pk == drafted.pk
    send_escalation(again, by=cast.tess.actor)
    with pytest.raises(Conflict, match="with the district already"):
        draft_escalation(ticket, reason=reason(), given=GIVEN, by=cast.tess.actor)
    with pytest.raises(Invalid, match="asks for no"):
        draft_escalation(a_ticket(cast), reason=reason(), given={"moon": "full"}, by=cast.tess.actor)


def test_sent_acknowledged_done_and_the_campus_stays_the_owner(cast: Cast) -> None:
    one = sent(cast)
    ticket = Ticket.objects.get(pk=one.ticket_id)
    assert (ticket.state, ticket.assignee, ticket.due_at) == (
        TicketState.WAITING_DISTRICT,
        cast.tess.account,
        ticket.due_at,
    )
    assert ticket.clocks.get(kind="resolution").state == "paused"
    assert "Dita" in " ".join(told("escalated"))
    assert cast.tess.person.name not in told("escalated")
    one = acknowledge_escalation(one, by=cast.dita.actor)
    assert one.worker == cast.dita.account
    assert [watcher.person for watcher in ticket.watchers.all()] == [cast.dita.person]
    with pytest.raises(Conflict):
        acknowledge_escalation(one, by=cast.dita.actor)
    one = finish_escalation(one, answer="The switch was restarted.", by=cast.dita.actor)
    ticket.refresh_from_db()
    assert (one.state, ticket.state, ticket.assignee) == ("action_taken", TicketState.IN_PROGRESS, cast.tess.account)
    assert told("escalation_answered") == [cast.tess.person.name] * 2
    assert not ticket.entries.filter(text__contains="switch").exists(), "the requester is answered by the campus"


def test_returned_is_between_the_two_and_makes_the_part_required(cast: Cast, client: Client) -> None:
    one = sent(cast)
    one = return_escalation(one, missing=["web_address"], answer="You always forget this.", by=cast.dita.actor)
    assert (one.state, one.returns) == ("returned", 1)
    assert "web_address" in reason().needs
    assert Ticket.objects.get(pk=one.ticket_id).state == TicketState.IN_PROGRESS
    with pytest.raises(Invalid, match="Web address"):
        send_escalation(one, by=cast.tess.actor)
    client.force_login(cast.tess.account)
    url = f"/helpdesk/{one.ticket_id}/escalate/"
    assert "You always forget this." in client.get(url).content.decode()
    for reader in (cast.tia.account, cast.dita.account):
        client.force_login(reader)
        assert "forget" not in client.get(f"/helpdesk/{one.ticket_id}/").content.decode()
    assert not AuditEntry.objects.filter(note__contains="forget").exists()
    one = draft_escalation(
        one.ticket, reason=reason(), given={**GIVEN, "web_address": "example.org"}, by=cast.tess.actor
    )
    assert send_escalation(one, by=cast.tess.actor).state == "sent"


def test_declined_needs_a_reason_to_repeat(cast: Cast) -> None:
    one = sent(cast)
    with pytest.raises(Invalid, match="no answer"):
        decline_escalation(one, answer=" ", by=cast.dita.actor)
    with pytest.raises(Forbidden):
        decline_escalation(one, answer="No.", by=cast.tess.actor)
    assert decline_escalation(one, answer="Bought next year.", by=cast.dita.actor).state == "declined"


def test_what_a_program_sent_is_answered_too(cast: Cast) -> None:
    by = system_actor("monitor")
    one = send_escalation(draft_escalation(a_ticket(cast), reason=reason(), given=GIVEN, by=by), by=by)
    acknowledge_escalation(one, by=cast.dita.actor)
    assert finish_escalation(one, answer="Restarted.", by=cast.dita.actor).state == "action_taken"
    assert told("escalation_answered") == []


def test_silence_is_sent_again_then_told_to_the_lead_then_rests(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    save_route(cast.school, hours=2, lead=cast.tess.account, by=cast.dita.actor)
    set_clock(monkeypatch, "2026-11-23 14:00")  # the day ends at 15:00
    one = sent(cast)
    assert one.nudge_at == local("2026-11-24 08:00"), "two working hours"
    Notice.objects.all().delete()
    look_at_escalations(set_clock(monkeypatch, "2026-11-24 07:59"))
    assert told("escalated") == []
    look_at_escalations(set_clock(monkeypatch, "2026-11-24 08:00"))
    look_at_escalations(set_clock(monkeypatch, "2026-11-24 08:01"))
    assert cast.dita.person.name in told("escalated")
    assert cast.tess.person.name not in told("escalated")
    look_at_escalations(set_clock(monkeypatch, "2026-11-24 10:00"))
    assert cast.tess.person.name in told("escalated"), "the lead"
    count = Notice.objects.count()
    look_at_escalations(set_clock(monkeypatch, "2026-11-25 10:00"))
    assert Notice.objects.count() == count


def test_another_system_gets_one_mail_with_pdf_and_json(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FIRSTBELL_MAIL = {}
    save_route(cast.school, hours=4, outside_name="Desk", outside_address="desk@district.example", by=cast.tess.actor)
    now = set_clock(monkeypatch, "2026-11-23 08:00")
    one = sent(cast)
    log = Disclosure.objects.get(what="helpdesk.evidence")
    assert "desk@district.example" in log.recipient
    assert [link.person_id for link in log.links.all()] == [cast.tia.person.pk]
    look_at_escalations(now)
    one.refresh_from_db()
    assert "FIRSTBELL_SMTP_URL" in one.mail_problem
    settings.FIRSTBELL_MAIL = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    look_at_escalations(set_clock(monkeypatch, "2026-11-23 08:20"))
    look_at_escalations(set_clock(monkeypatch, "2026-11-23 08:21"))
    assert len(mail.outbox) == 1
    message = mail.outbox[0]
    assert (message.to, message.subject.startswith(f"[{one.ticket.number}]")) == (["desk@district.example"], True)
    (pdf_name, pdf, _), (json_name, data, _) = message.attachments
    assert (pdf_name, json_name) == (f"{one.ticket.number}.pdf", f"{one.ticket.number}.json")
    assert "DNS_PROBE_FINISHED" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert json.loads(data)["reason"] == "Network core"
    one = set_outside_number(one, number="INC-77", by=cast.tess.actor)
    one = finish_escalation(one, answer="They restarted it.", by=cast.tess.actor)
    assert (one.outside_number, one.state) == ("INC-77", "action_taken"), "the campus writes down what came from there"


def test_a_long_pack_fills_several_pages_and_loses_nothing(cast: Cast) -> None:
    ticket = make_ticket(
        cast.school, cast.tia.person, title="Señal < 3 & más", description="línea larga \n" * 400 + "the end"
    )
    document = pypdfium2.PdfDocument(pack_pdf(build_pack(ticket), title="Evidence <1>"))
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    assert len(document) > 3
    assert "Señal < 3 & más" in text
    assert "the end" in text


def test_a_private_ticket_s_words_and_people_go_nowhere(cast: Cast) -> None:
    ticket = make_ticket(
        cast.school, cast.stu.person, title="Threats in chat", description="He wrote that", is_private=True,
        place=make_place(cast.school, "Room 12"),
    )  # fmt: skip
    pack = json.dumps(build_pack(ticket).as_data())
    assert "Threats" not in pack
    assert "He wrote" not in pack
    drafted = draft_escalation(
        ticket, reason=reason("safety"), given={"business_impact": "A", "onsite_contact": "B"}, by=cast.dita.actor
    )
    send_escalation(drafted, by=cast.dita.actor)
    assert not Escalation.objects.visible_to(cast.tess.actor).exists(), "Tess may not see private tickets"
    assert Escalation.objects.visible_to(cast.dita.actor).exists()
    assert not Notice.objects.filter(body__contains="Threats").exists()
    assert not AuditEntry.objects.filter(summary__contains="Threats").exists()


def test_by_hand_on_the_pages(cast: Cast, client: Client) -> None:
    ticket = a_ticket(cast)
    client.force_login(cast.tess.account)
    assert "Room 12" in client.get(f"/helpdesk/{ticket.pk}/evidence/").content.decode()
    pdf = client.post(f"/helpdesk/{ticket.pk}/evidence/pdf/")
    assert pdf.content.startswith(b"%PDF")
    assert Disclosure.objects.filter(what="helpdesk.evidence").count() == 1
    client.post(f"/helpdesk/{ticket.pk}/evidence/tell/", {"team": "district"})
    assert told("evidence")
    url = f"/helpdesk/{ticket.pk}/escalate/"
    lacking = client.post(url, {"reason": reason().pk, "send": "1", "tried": "A cable."})
    assert lacking.status_code == 422
    assert "A cable." in lacking.content.decode()
    assert client.post(url, {"reason": reason().pk, "send": "1", **GIVEN}).status_code == 302
    one = Escalation.objects.get()
    client.force_login(cast.dita.account)
    assert ticket.number in client.get("/helpdesk/escalations/").content.decode()
    answer = f"/helpdesk/escalations/{one.pk}/answer/"
    assert "DNS_PROBE_FINISHED" in client.get(answer).content.decode()
    assert client.post(answer, {"step": "acknowledge"}).status_code == 302
    assert client.post(answer, {"step": "return"}).status_code == 422
    assert client.post(answer, {"step": "finish", "answer": "Done."}).status_code == 302
    client.force_login(cast.sam.account)
    assert client.get(answer).status_code == 404
    assert client.get(f"/helpdesk/{ticket.pk}/evidence/").status_code == 404


def test_reasons_are_data(cast: Cast) -> None:
    assert EscalationReason.objects.count() == 8
    assert all(key in NEEDABLE for one in EscalationReason.objects.all() for key in one.needs)
    edit_reason(reason("purchase"), label="To buy", needs=["business_impact"], is_active=True, by=cast.dita.actor)
    assert reason("purchase").source == "Set by Dita " + cast.dita.person.family_name
    with pytest.raises(Forbidden):
        edit_reason(reason(), label="A", needs=[], is_active=True, by=cast.tess.actor)
    for never in ("moon", "history"):  # nobody could give it, so nothing could ever be sent
        with pytest.raises(Invalid):
            edit_reason(reason(), label="A", needs=[never], is_active=True, by=cast.dita.actor)
    with pytest.raises(Invalid):
        edit_reason(reason(), label=" ", needs=["model"], is_active=True, by=cast.dita.actor)
