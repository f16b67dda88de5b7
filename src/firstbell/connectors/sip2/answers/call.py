"""One message being answered: who asks, where, when, and who holds the card."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from firstbell.connectors.sip2.actions import count_miss
from firstbell.connectors.sip2.answers.session import Session
from firstbell.connectors.sip2.codec import dates
from firstbell.connectors.sip2.models import Terminal
from firstbell.connectors.sip2.ports import check_pin
from firstbell.connectors.sip2.queries import actor_of, card_holder, is_paused, said
from firstbell.core.actor import Actor
from firstbell.core.notifications.languages import day_text
from firstbell.core.scan import Scan
from firstbell.people.models import Person
from firstbell.rooms.queries import zone_of

#: Language codes of the protocol for what we speak; 021 is North American Spanish.
_SPANISH = ("008", "021")
CODES = {"en": "001", "es": "008"}
CURRENCY = "USD"
Whose = Terminal.Whose


@dataclass(slots=True)
class Call:
    """``language`` is that of the borrower once one is known, else the terminal's."""

    terminal: Terminal
    session: Session
    actor: Actor
    now: dt.datetime
    zone: ZoneInfo
    language: str

    @classmethod
    def of(cls, terminal: Terminal, session: Session) -> Call:
        zone = zone_of(terminal.organisation)
        return cls(terminal, session, actor_of(terminal), timezone.now(), zone, terminal.language)

    @property
    def at(self) -> str:
        """Now, as the protocol writes it."""
        return dates.written(self.now, self.zone)

    @property
    def institution(self) -> str:
        return self.terminal.institution_id

    def say(self, key: str, **words: str) -> tuple[str, ...]:
        """The screen message, in the borrower's language."""
        return (said(key, self.language, **words),)

    def due(self, moment: dt.datetime | None) -> str:
        """A due date as the terminal wants it (AH); empty when there is none."""
        if moment is None:
            return ""
        form, local = self.terminal.due_form, moment.astimezone(self.zone)
        if form == Terminal.DueForm.SIP:
            return dates.written(moment, self.zone)
        return local.date().isoformat() if form == Terminal.DueForm.ISO else self.day(moment)

    def day(self, moment: dt.datetime) -> str:
        """A day in words of the borrower's language."""
        return day_text(moment.astimezone(self.zone).date(), self.language)

    def listen(self, person: Person, asked: str = "") -> None:
        """From now on in the person's language; in what the terminal asks for when they have none that we speak."""
        base = person.language.replace("_", "-").split("-")[0].lower()
        if base in CODES:
            self.language = base
        elif asked in _SPANISH:
            self.language = "es"
        elif asked == CODES["en"]:
            self.language = "en"

    def identify(self, card: str, pin: str | None, *, asked: str = "") -> Person | None:
        """Who holds this card and has given the right PIN. No card, a wrong PIN, a lock and a pause are all None.

        A card nobody has and a wrong PIN count against the terminal; wrong PINs also against the card (``kiosk``).
        """
        if is_paused(self.terminal):
            return None
        person = card_holder(card, self.terminal, self.actor)
        code = Scan.of(card).code
        if person is not None and self.session.is_proven(code, pin or ""):
            self.listen(person, asked)
            return person
        if self._has_shown(person, pin or ""):
            assert person is not None
            self.session.prove(code, pin or "")
            self.listen(person, asked)
            return person
        if pin or person is None:
            count_miss(self.terminal, by=self.actor)
        self.session.forget(code)
        return None

    def _has_shown(self, person: Person | None, pin: str) -> bool:
        rule = self.terminal.pin
        if rule == Terminal.PinRule.NEVER:
            return person is not None
        is_optional = rule == Terminal.PinRule.IF_SET
        is_right = check_pin(person, pin=pin, is_optional=is_optional, by=self.actor)
        if is_right is None:
            return person is not None and is_optional
        return is_right

    def may_tell(self, whose: str, person: Person) -> bool:
        """Whether a privacy switch of the terminal lets something of this person out."""
        return whose == Whose.EVERYBODY or (whose == Whose.ADULTS and person.kind == Person.Kind.STAFF)


def is_yes(value: str | None) -> bool:
    return (value or "").upper() == "Y"


def yes_no(value: bool) -> str:
    return "Y" if value else "N"
