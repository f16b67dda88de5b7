"""The evidence pack taken out, mailed to the other system, or shown to a team."""

from __future__ import annotations

import datetime as dt
import json
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.mail import Refused, hand_over, is_mail_set_up, post_office
from firstbell.core.notifications.recipients import holders
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions._escalations import district_keys, leaves_house, next_nudge, tell
from firstbell.helpdesk.events import EscalationNudged, EvidenceTaken
from firstbell.helpdesk.models import Escalation, EscalationReason, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.escalations import route_of
from firstbell.helpdesk.queries.evidence import Pack, build_pack, pack_of_data, summary_of

RETRY = dt.timedelta(minutes=15)
TEAMS = ("campus", "district")


def take_evidence(ticket: Ticket, *, reason: EscalationReason | None = None, by: Actor) -> Pack:
    """The pack as a file for somebody outside: written into the disclosure log first."""
    path = ticket.organisation.scope_path
    by.require(May.TICKET_WORK, at=path)
    with change(by) as unit:
        pack = build_pack(ticket, reason=reason)
        leaves_house(ticket, pack, to=by.name, by=by)
        unit.publish(EvidenceTaken(subject=ticket.ref, org_path=path))
    return pack


def tell_team_evidence(ticket: Ticket, *, team: str, by: Actor) -> int:
    """Tell everybody who works here, or the district, where the pack is and what it is about. Returns how many."""
    path = ticket.organisation.scope_path
    by.require(May.TICKET_WORK, at=path)
    if team not in TEAMS:
        raise Invalid("There is no such team.", remedy=f"Choose one of: {', '.join(TEAMS)}.", field="team")
    keys = district_keys(ticket) if team == "district" else holders(May.TICKET_WORK, path)
    if ticket.is_private:
        allowed = set(holders(May.TICKET_VIEW_PRIVATE, path))
        keys = [key for key in keys if key in allowed]
    about = "" if ticket.is_private else summary_of(build_pack(ticket))
    values = {"ticket": ticket.ref.label, "number": ticket.number, "who": by.name, "about": about or ticket.number}
    return send_notice(
        ticket.ref, kind=notices.EVIDENCE.key, to=keys, occasion=f"{team} {by.key} {timezone.localdate():%Y%m%d}",
        values=values, org_path=path, link=f"/helpdesk/{ticket.pk}/evidence/", by=by,
    )  # fmt: skip


def mail_escalation(escalation: Escalation, *, now: dt.datetime, by: Actor) -> bool:
    """One mail to the district's own system: the pack as PDF and JSON. A fault is kept with its remedy, and tried again."""
    ticket = escalation.ticket
    by.require(May.TICKET_WORK, at=ticket.organisation.scope_path)
    problem = ""
    if not is_mail_set_up():
        problem = "Mail is not set up on this installation. Set FIRSTBELL_SMTP_URL; it is sent then."
    else:
        try:
            with post_office() as connection:
                hand_over(connection, _mail(escalation, ticket))
        except Refused as refused:
            problem = f"{refused} {refused.remedy}"
        except (OSError, smtplib.SMTPException) as fault:
            problem = f"The mail server did not take it: {fault}. It is tried again."
    escalation.mail_problem = problem[:300]
    escalation.mailed_at = None if problem else now
    if problem:
        escalation.mail_wanted_at = now + RETRY
    escalation.save(update_fields=["mail_problem", "mailed_at", "mail_wanted_at"])
    return not problem


def _mail(escalation: Escalation, ticket: Ticket) -> EmailMultiAlternatives:
    pack = pack_of_data(escalation.pack)
    title = f"{ticket.number}: {escalation.reason.label}"
    answer = f"Please keep “[{ticket.number}]” in the subject of an answer."
    text = f"{ticket.organisation.name} asks for your help: {escalation.reason.label}.\n\nThe evidence is attached, to read and as data.\n\n{answer}\n"
    mail = EmailMultiAlternatives(
        f"[{ticket.number}] {escalation.reason.label}, {ticket.organisation.name}", text, settings.FIRSTBELL_MAIL_FROM,
        [escalation.outside_to], headers={"Message-ID": f"<escalation.{escalation.pk}.{escalation.nudges}.{escalation.returns}@firstbell>"},
    )  # fmt: skip
    from firstbell.helpdesk.papers import pack_pdf  # brings the library that draws PDF, 8 MB

    mail.attach(f"{ticket.number}.pdf", pack_pdf(pack, title=title), "application/pdf")
    mail.attach(f"{ticket.number}.json", json.dumps(pack.as_data(), indent=2, ensure_ascii=False), "application/json")
    return mail


def nudge_escalation(escalation: Escalation, *, now: dt.datetime, by: Actor) -> Escalation:
    """Nobody acknowledged it in time: first sent again, then told to the other side's lead, then it rests."""
    ticket = escalation.ticket
    path = ticket.organisation.scope_path
    by.require(May.TICKET_WORK, at=path)
    with change(by) as unit:
        found = Escalation.objects.select_for_update(of=("self",)).select_related("reason").get(pk=escalation.pk)
        if found.state != Escalation.State.SENT or found.nudge_at is None or found.nudge_at > now:
            return found
        route = route_of(ticket.organisation)
        found.nudges += 1
        is_first = found.nudges == 1
        found.nudge_at = next_nudge(ticket, route, now) if is_first else None
        if found.outside_to:
            leaves_house(ticket, pack_of_data(found.pack), to=found.outside_to, by=by)
            found.mail_wanted_at, found.mailed_at = now, None
        found.save()
        lead = [f"account:{route.lead_id}"] if route.lead_id is not None else district_keys(ticket)
        tell(found, ticket, to=district_keys(ticket) if is_first else lead, by=by)
        unit.publish(EscalationNudged(subject=ticket.ref, org_path=path))
    return found
