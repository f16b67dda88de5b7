"""23/24, 63/64, 35/36, 01/24, 25/26: what a terminal may know of who holds a card. Nobody else's loans are ever told."""

from __future__ import annotations

from typing import Any

from firstbell.circulation.actions import lift_block, set_block
from firstbell.circulation.models import Block
from firstbell.connectors.sip2.actions import leave_note
from firstbell.connectors.sip2.answers.call import CODES, CURRENCY, Call, is_yes
from firstbell.connectors.sip2.codec.requests import (
    BlockPatron,
    EndSession,
    PatronEnable,
    PatronInformation,
    PatronStatus,
)
from firstbell.connectors.sip2.codec.responses import (
    EndSessionResponse,
    PatronEnableResponse,
    PatronInformationResponse,
    PatronStatusResponse,
)
from firstbell.connectors.sip2.queries import Facts, Slice, card_holder, facts_of, item_lists
from firstbell.connectors.sip2.queries.patrons import count_charges, four_digits, open_charges
from firstbell.core.scan import Scan
from firstbell.people.models import Person

#: Patron status: 14 places, Y or blank. What a terminal takes for a reason not to lend begins at place 4.
_CHARGE, _RENEW, _RECALL, _HOLD = 0, 1, 2, 3
_TOO_MANY, _TOO_MANY_LATE, _FINES, _FEES = 5, 6, 10, 11
NOBODY = "YYYY" + " " * 10


def flags(facts: Facts, call: Call) -> str:
    """The patron status. Blocks and a membership that is over are denied privileges, not told apart."""
    standing = facts.standing
    has_left = standing.last_day is not None and standing.last_day < call.now.astimezone(call.zone).date()
    is_barred = facts.is_blocked or has_left
    up = {
        _CHARGE: is_barred or facts.owes_too_much or facts.has_too_many or facts.has_too_many_late,
        _RENEW: is_barred,
        _HOLD: is_barred,
        _TOO_MANY: facts.has_too_many,
        _TOO_MANY_LATE: facts.has_too_many_late,
        _FINES: facts.owes_too_much,
        _FEES: facts.owes_too_much,
    }
    return "".join("Y" if up.get(place) else " " for place in range(14))


def _about(call: Call, person: Person, facts: Facts) -> dict[str, Any]:
    """What 24, 26 and 64 have in common about somebody who has shown who they are."""
    return {
        "status": flags(facts, call),
        "language": CODES[call.language],
        "at": call.at,
        "institution": call.institution,
        "name": person.name if call.may_tell(call.terminal.tells_names, person) else "",
        "valid_patron": "Y",
        "valid_password": "Y",
        "screen": call.say("hello"),
    }


def _owed(call: Call, facts: Facts) -> dict[str, Any]:
    if not call.terminal.tells_fees:
        return {}
    return {"currency": CURRENCY, "fee_amount": f"{max(facts.standing.balance_cents, 0) / 100:.2f}"}


def _nobody(call: Call, card: str) -> dict[str, Any]:
    """The same for a card nobody has and for a wrong PIN: nothing says which of both it was."""
    return {
        "status": NOBODY,
        "language": CODES[call.language],
        "at": call.at,
        "institution": call.institution,
        "patron": card,
        "valid_patron": "N",
        "valid_password": "N",
        "screen": call.say("unknown_card"),
    }


def answer_patron_status(call: Call, request: PatronStatus) -> PatronStatusResponse:
    person = call.identify(request.patron, request.patron_password, asked=request.language)
    if person is None:
        return PatronStatusResponse(**_nobody(call, request.patron))
    facts = facts_of(person, call.terminal, now=call.now)
    return PatronStatusResponse(patron=request.patron, **_about(call, person, facts), **_owed(call, facts))


def answer_patron_information(call: Call, request: PatronInformation) -> PatronInformationResponse:
    """The counts, and the one list that the summary asks for: at most 100 of it unless BP and BQ ask for a part."""
    person = call.identify(request.patron, request.patron_password, asked=request.language)
    if person is None:
        return PatronInformationResponse(**_nobody(call, request.patron))
    terminal = call.terminal
    facts = facts_of(person, terminal, now=call.now)
    wanted = next((place for place, char in enumerate(request.summary) if char == "Y"), None)
    part = Slice.of(request.first, request.last)
    items = tuple(item_lists(person, terminal, facts, wanted=wanted, part=part))
    owes = terminal.tells_fees and facts.standing.balance_cents > 0
    limit, fee_limit = facts.rules.number("max_open_total"), facts.rules.number("fee_block_cents")
    tells_email = person.email and call.may_tell(terminal.tells_emails, person)
    return PatronInformationResponse(
        patron=request.patron,
        holds=four_digits(facts.ready),
        recalls=four_digits(facts.recalled),
        unavailable_holds=four_digits(facts.waiting),
        overdue=four_digits(len(facts.late)),
        charged=four_digits(len(facts.loans)),
        fines=four_digits(count_charges(person)) if owes else "0000",
        charged_limit=four_digits(limit) if limit is not None else None,
        fee_limit=f"{fee_limit / 100:.2f}" if fee_limit is not None and terminal.tells_fees else None,
        hold_items=items if wanted == 0 else (),
        recall_items=items if wanted == 4 else (),
        unavailable_items=items if wanted == 5 else (),
        overdue_items=items if wanted == 1 else (),
        charged_items=items if wanted == 2 else (),
        fine_items=tuple(open_charges(person, part=part)) if owes and wanted == 3 else (),
        email=person.email if tells_email else None,
        **_about(call, person, facts),
        **_owed(call, facts),
    )


def answer_end_session(call: Call, request: EndSession) -> EndSessionResponse:
    """The terminal's next message about this card needs the PIN again."""
    call.session.forget(Scan.of(request.patron).code)
    call.session.renewals.clear()
    return EndSessionResponse(
        at=call.at, institution=call.institution, patron=request.patron, screen=call.say("goodbye")
    )


def answer_block_patron(call: Call, request: BlockPatron) -> PatronStatusResponse:
    """The machine kept a card, or tells us to: the card's holder is blocked until somebody (or message 25) lifts it."""
    person = card_holder(request.patron, call.terminal, call.actor)
    if person is None:
        return PatronStatusResponse(**_nobody(call, request.patron))
    call.listen(person)
    reason = request.reason.strip() or f"Asked for by {call.terminal.name}"
    set_block(person, reason=reason, organisation=call.terminal.organisation, by=call.actor)
    if is_yes(request.card_retained):
        leave_note(call.terminal, text="The machine kept a card.", by=call.actor)
    facts = facts_of(person, call.terminal, now=call.now)
    told = _about(call, person, facts) | {"screen": call.say("ask")}
    return PatronStatusResponse(patron=request.patron, **told)


def answer_patron_enable(call: Call, request: PatronEnable) -> PatronEnableResponse:
    """Lifts what this terminal has set, and nothing that a person has."""
    person = call.identify(request.patron, request.patron_password)
    if person is None:
        return PatronEnableResponse(**_nobody(call, request.patron))
    own = Block.objects.filter(person=person, lifted_at=None, created_by=call.actor.name[:200])
    for block in own.select_related("organisation", "person"):
        if call.actor.can("circulation.block.edit", at=block.organisation.scope_path):
            lift_block(block, by=call.actor)
    facts = facts_of(person, call.terminal, now=call.now)
    return PatronEnableResponse(patron=request.patron, **_about(call, person, facts))
