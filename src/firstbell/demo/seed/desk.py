"""How the desk works by itself: a rule that is on, one that was only tried, and a ticket that is with the district."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.demo.generator import DistrictManifest
from firstbell.helpdesk.actions.escalations import draft_escalation, send_escalation
from firstbell.helpdesk.actions.rules import save_rule, switch_rule, try_rule
from firstbell.helpdesk.models import EscalationReason, Ticket
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account

GIVEN = {
    "business_impact": "Three classes share this corridor; videos and tests stop in second period.",
    "onsite_contact": "Tess, extension 204",
    "tried": "Restarted the access point; another laptop in the same room: the same.",
    "scope": "Everybody at the end of the corridor",
    "started": "Since the walls were painted last week",
    "ssid": "District-Student",
    "ip_address": "10.20.4.77",
    "gateway": "Yes, after several seconds",
}


def make_rules(manifest: DistrictManifest) -> None:
    """Before the tickets come in, so that they say which rules looked at them."""
    tess, desk = _tess(manifest)
    assert tess.person is not None
    school = tess.person.organisation
    words = [[word, word] for word in ("projector", "panel", "board")]
    picture = save_rule(
        None, organisation=school, name="Projectors and panels go to Tess", conditions={"words": words},
        assign_to=tess, note="The ladder is in room B2.", position=10, by=desk,
    )  # fmt: skip
    try_rule(picture, by=desk)
    switch_rule(picture, is_active=True, by=desk)


def make_escalation(manifest: DistrictManifest) -> None:
    """After the tickets: a second rule is tried on them, and the slow Wi-Fi goes to the district."""
    tess, desk = _tess(manifest)
    assert tess.person is not None
    school = tess.person.organisation
    calm = save_rule(
        None, organisation=school, name="Cables and wishes can wait", set_urgency=Ticket.Urgency.CAN_WAIT, position=20,
        conditions={"words": [["cable", "cable"], ["longer", "longer"], ["show me", "show me"]]}, by=desk,
    )  # fmt: skip
    try_rule(calm, by=desk)
    ticket = (
        Ticket.objects.select_related("organisation").filter(organisation=school, title__startswith="Wi-Fi").first()
    )
    if ticket is not None:
        reason = EscalationReason.objects.get(code="network_core")
        send_escalation(draft_escalation(ticket, reason=reason, given=GIVEN, by=desk), by=desk)


def _tess(manifest: DistrictManifest) -> tuple[Account, Actor]:
    tess = Account.objects.select_related("person__organisation").get(username=manifest.cast["tess"]["username"])
    return tess, actor_of_account(tess)
