"""Who a terminal is, whether it is paused, what it was used for today, and what its screen says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from firstbell.circulation.permissions import CirculationPermission as Circulation
from firstbell.connectors.sip2.models import SWITCHED, DayCount, ScreenText, Terminal
from firstbell.connectors.sip2.texts import SHIPPED
from firstbell.core.actor import Actor, grants_from
from firstbell.core.kept import kept

ROLE = "self_check"
WINDOW = dt.timedelta(minutes=10)

#: What each message needs beyond looking up cards and items. A terminal that may not send it does not hold it.
_NEEDS: dict[str, frozenset[str]] = {
    "11": frozenset({Circulation.LOAN_LEND, Circulation.LOAN_OVERRIDE}),
    "09": frozenset({Circulation.LOAN_RETURN, Circulation.LOAN_LEND}),
    "29": frozenset({Circulation.LOAN_RENEW, Circulation.LOAN_OVERRIDE}),
    "65": frozenset({Circulation.LOAN_RENEW}),
    "15": frozenset({Circulation.HOLD_PLACE, Circulation.HOLD_ARRANGE}),
    "37": frozenset({Circulation.FEE_PAY}),
    "01": frozenset({Circulation.BLOCK_EDIT}),
    "25": frozenset({Circulation.BLOCK_EDIT}),
}
_OF_MESSAGES = frozenset(str(one) for needed in _NEEDS.values() for one in needed)


def actor_of(terminal: Terminal) -> Actor:
    """The terminal as an actor: the role ``self_check`` at its organisation, narrowed to the messages it may send.

    Overriding is only for what has happened already, while the terminal had no connection (“no block”).
    """
    grants = grants_from([(ROLE, terminal.organisation.scope_path)])
    allowed = {str(one) for code in terminal.allowed for one in _NEEDS.get(code, ())}
    held = {one for grant in grants for one in grant.permissions if one not in _OF_MESSAGES or one in allowed}
    return Actor(
        key=f"terminal:{terminal.pk}",
        name=f"Self-check {terminal.name}",
        grants=grants,
        via="sip2",
        limit_to=frozenset(held),
    )


def is_paused(terminal: Terminal) -> bool:
    """Whether there were too many wrong cards and PINs in the last ten minutes."""
    since = terminal.misses_since
    return terminal.misses >= terminal.most_misses and since is not None and since > timezone.now() - WINDOW


def said(key: str, language: str, **words: str) -> str:
    """A screen text in the language, as the district has it."""
    own = kept("sip2.texts", [ScreenText], _own_texts).get((key, language))
    return (own or SHIPPED[key].in_language(language)).format(**words)


def _own_texts() -> dict[tuple[str, str], str]:
    rows = ScreenText.objects.order_by().values_list("key", "language", "text")
    return {(key, language): text for key, language, text in rows}


@dataclass(frozen=True, slots=True)
class KindCount:
    """One line of “messages of today”."""

    kind: str
    label: str
    count: int
    refused: int


_OTHER = {"93": "Sign in", "99": "Status", "97": "Send again", "35": "End of a borrower's turn"}


def todays_counts(terminal: Terminal) -> list[KindCount]:
    """Today's messages by kind, in the protocol's order; one query, no person in it."""
    rows = DayCount.objects.filter(terminal=terminal, day=timezone.localdate()).order_by("kind")
    labels = {**SWITCHED, **_OTHER, DayCount.UNREADABLE: "Could not be read"}
    return [KindCount(row.kind, labels.get(row.kind, "Another"), row.count, row.refused) for row in rows]
