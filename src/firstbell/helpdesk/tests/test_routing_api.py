"""Rules, clocks, evidence and escalations over REST, with tokens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from firstbell.helpdesk.actions.rules import save_rule
from firstbell.helpdesk.models import EscalationReason, RoutingRule
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db
GIVEN = {
    "place": "Library", "business_impact": "A", "onsite_contact": "B", "exact_words": "C", "tried": "D", "scope": "E", "started": "F", "ssid": "G",
    "ip_address": "H", "gateway": "I",
}  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


class Api:
    """One member's token, with all of the help desk that the member holds."""

    def __init__(self, member: Member) -> None:
        held = [one.value for one in HelpdeskPermission if member.actor.can(one)]
        issued = create_token(member.account, name="tests", permissions=held, by=member.actor)
        self.client = Client(headers={"authorization": f"Bearer {issued.text}"})

    def get(self, path: str, *, status: int = 200) -> Any:
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == status, answer.content
        return answer.json()

    def post(self, path: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Any:
        answer = self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()


def test_a_ticket_goes_to_the_district_and_comes_back(cast: Cast) -> None:
    reason = EscalationReason.objects.get(code="network_core")
    ticket = make_ticket(cast.school, cast.tia.person)
    tess, dita, sam = Api(cast.tess), Api(cast.dita), Api(cast.sam)
    assert tess.get(f"tickets/{ticket.pk}/evidence?reason=network_core")["missing"][0] == "business_impact"
    clocks = tess.get(f"tickets/{ticket.pk}/clocks")
    assert {one["kind"]: one["state"] for one in clocks["clocks"]} == {"answer": "running", "resolution": "running"}
    lacking = tess.post(f"tickets/{ticket.pk}/escalations", {"reason_id": reason.pk, "send": True}, status=422)
    assert "What cannot be done meanwhile" in lacking["detail"]
    body = {"reason_id": reason.pk, "given": GIVEN, "send": True}
    one = tess.post(f"tickets/{ticket.pk}/escalations", body, status=201)
    assert (one["state"], one["pack"]["reason"]) == ("sent", "Network core")
    url = f"escalations/{one['id']}"
    tess.post(f"{url}/acknowledge", status=403)
    sam.post(f"{url}/acknowledge", status=404)
    assert dita.post(f"{url}/acknowledge")["worker_id"] == cast.dita.account.pk
    dita.post(f"{url}/return", {"missing": ["web_address"], "answer": "Which page?"})
    assert tess.get(url)["answer"] == "Which page?"
    assert [row["id"] for row in tess.get("escalations?state=returned")["items"]] == [one["id"]]
    assert "web_address" in tess.get("escalation-reasons")["items"][1]["needs"]
    assert sam.get("escalations")["items"] == []


def test_rules_are_listed_tried_and_switched(cast: Cast) -> None:
    make_ticket(cast.school, cast.tia.person, title="Projector dark")
    words = {"words": [["projector", "projector"]]}
    rule = save_rule(
        None, organisation=cast.school, name="P", conditions=words, assign_to=cast.tess.account, by=cast.tess.actor
    )
    tess, sam = Api(cast.tess), Api(cast.sam)
    listed = tess.get("ticket-rules")["items"][0]
    assert (listed["if_words"], listed["then_words"]) == ("The title says “projector”.", ["give it to Tess Torres"])
    tess.post(f"ticket-rules/{rule.pk}/switch", {"is_active": True}, status=409)
    trial = tess.post(f"ticket-rules/{rule.pk}/trial")
    assert (trial["looked_at"], trial["fits"]) == (1, 1)
    assert tess.post(f"ticket-rules/{rule.pk}/switch", {"is_active": True})["is_active"]
    sam.get(f"ticket-rules/{rule.pk}", status=404)
    assert RoutingRule.objects.get().is_active
    assert len(tess.get("service-levels")["items"]) == 9
