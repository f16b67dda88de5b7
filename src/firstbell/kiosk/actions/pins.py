"""PINs: set by staff, chosen by a class with a code, printed as slips, and tried at a kiosk."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.kiosk.actions._digests import code_digest, hash_pin, is_pin
from firstbell.kiosk.actions.kiosks import MOST_MISSES, WINDOW, count_miss
from firstbell.kiosk.events import KioskUsed, PinLocked, PinRemoved, PinSet, PinsOffered
from firstbell.kiosk.models import Kiosk, Pin, PinOffer
from firstbell.kiosk.permissions import KioskPermission
from firstbell.kiosk.queries import is_own_section, student_of_badge
from firstbell.people.actions.accounts import create_account
from firstbell.people.models import Account, Person, Section
from firstbell.people.queries import free_username, members_of

SHORTEST, LONGEST = 4, 8
MOST_TRIES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
OFFERED_FOR = dt.timedelta(hours=1)
MOST_CODE_TRIES = 20


@dataclass(frozen=True, slots=True)
class Slip:
    """A new PIN, said once: on the slip."""

    person: Person
    pin: str


def set_pin(person: Person, *, pin: str, by: Actor) -> Pin:
    """A new PIN; a lock is off. Raises Forbidden, Conflict (not a student, withdrawn), Invalid (too easy)."""
    by.require(KioskPermission.PIN_SET, at=person.organisation.scope_path)
    return _write(person, pin, by)


def remove_pin(pin: Pin, *, by: Actor) -> None:
    """Their badge opens nothing at kiosks. Raises Forbidden."""
    by.require(KioskPermission.PIN_SET, at=pin.person.organisation.scope_path)
    with change(by) as unit:
        unit.publish(PinRemoved(subject=pin.person.ref, org_path=pin.person.organisation.scope_path))
        pin.delete()


def make_slips(section: Section, *, everybody: bool = False, by: Actor) -> list[Slip]:
    """New PINs for the section's students without one (or for everybody), to be printed once. Raises Forbidden."""
    by.require(KioskPermission.PIN_SET, at=section.organisation.scope_path)
    slips = []
    with change(by):
        for person in _students_of(section):
            if everybody or not Pin.objects.filter(person=person).exists():
                pin = _draw(person)
                set_pin(person, pin=pin, by=by)
                slips.append(Slip(person, pin))
    return slips


def offer_pins(section: Section, *, by: Actor) -> str:
    """A six-digit code to write on the board: for an hour, students of the section choose their PIN with it.

    For the section's own teachers, and whoever sets PINs there. Raises Forbidden.
    """
    if not (by.can(KioskPermission.PIN_OFFER) and is_own_section(section, by)):
        by.require(KioskPermission.PIN_SET, at=section.organisation.scope_path)
    code = f"{secrets.randbelow(1_000_000):06}"
    with change(by) as unit:
        PinOffer.objects.update_or_create(
            section=section,
            defaults={
                "digest": code_digest(code),
                "made_by": by.name[:200],
                "expires_at": timezone.now() + OFFERED_FOR,
                "misses": 0,
            },
        )
        unit.publish(
            PinsOffered(
                subject=Ref("people.section", section.pk, section.title), org_path=section.organisation.scope_path
            )
        )
    return code


def choose_pin(person: Person, *, code: str, pin: str, by: Actor) -> Pin:
    """The student's own PIN, with the code of one of their classes. Raises Invalid (code, PIN), Conflict."""
    by.require(KioskPermission.PIN_SET, at=person.organisation.scope_path)
    now = timezone.now()
    offers = PinOffer.objects.filter(
        section__enrollments__person=person, section__enrollments__closed_at=None, expires_at__gt=now
    ).distinct()
    digest = code_digest(code.strip())
    open_offers = [offer for offer in offers if offer.misses < MOST_CODE_TRIES]
    if not any(secrets.compare_digest(offer.digest, digest) for offer in open_offers):
        for offer in open_offers:
            offer.misses += 1
            offer.save(update_fields=["misses"])
        raise Invalid("This is not your class's code.", remedy="Ask your teacher for a new one.", field="code")
    return _write(person, pin, by)


def come_in(kiosk: Kiosk, *, badge: str, pin: str, by: Actor) -> Account:
    """The account of the student with this badge and PIN. Wrong badge and wrong PIN sound the same.

    Raises Conflict ``kiosk_paused``, ``pin_locked``, ``no_pin``; Invalid ``wrong``.
    """
    by.require(KioskPermission.PIN_SET, at=kiosk.organisation.scope_path)
    require_open(kiosk, by=by)
    person = student_of_badge(kiosk, badge)
    stored = Pin.objects.filter(person=person).first() if person is not None else None
    if person is None or stored is None:
        hash_pin(pin)  # takes as long as a real one
        count_miss(kiosk, by=by)
        raise _wrong()
    _try(stored.pk, pin, kiosk, by)
    account = Account.objects.filter(person=person).first()
    with change(by) as unit:
        if account is None:
            account = create_account(username=free_username(person), email=person.email, person=person, by=by)
        if not account.is_active:
            raise Conflict("Your account is closed.", remedy="Ask at the desk.", code="closed")
        unit.publish(KioskUsed(subject=person.ref, about=(kiosk.ref,), org_path=kiosk.organisation.scope_path))
    return account


def try_pin(person: Person | None, *, pin: str, is_optional: bool = False, by: Actor) -> bool | None:
    """Whether this is the person's PIN; None when there is none to compare with (or no such person). Wrong tries count.

    While it is locked every PIN is wrong, and nothing says so. ``is_optional``: who has no PIN comes in without one, so it
    need not take as long to find out. Raises Forbidden (``kiosk.pin.try``).
    """
    by.require(KioskPermission.PIN_TRY)
    stored = Pin.objects.filter(person=person).first() if person is not None else None
    if stored is None:
        if person is None or not is_optional:
            hash_pin(pin)  # takes as long as a real one
        return None
    # Before the row is locked: hashing is slow on purpose, and nobody who writes should wait for it.
    is_right = is_pin(pin, stored.hash)
    with change(by) as unit:
        held = Pin.objects.select_for_update(of=("self",)).select_related("person__organisation").get(pk=stored.pk)
        now = timezone.now()
        if held.locked_until is not None and held.locked_until > now:
            return False
        is_right = is_right and held.hash == stored.hash
        if not is_right or held.misses or held.locked_until is not None:
            held.misses, held.locked_until = 0 if is_right else held.misses + 1, None
            if held.misses >= MOST_TRIES:
                held.misses, held.locked_until = 0, now + LOCKED_FOR
                unit.publish(PinLocked(subject=held.person.ref, org_path=held.person.organisation.scope_path))
            held.save(update_fields=["misses", "locked_until"])
    return is_right


def require_open(kiosk: Kiosk, *, by: Actor) -> None:
    """Raises Conflict ``kiosk_paused`` while it is paused after too many wrong tries."""
    by.require(KioskPermission.PIN_SET, at=kiosk.organisation.scope_path)
    since = kiosk.misses_since
    if kiosk.misses >= MOST_MISSES and since is not None and since > timezone.now() - WINDOW:
        raise Conflict("This kiosk is paused: too many wrong tries.", remedy="Ask at the desk.", code="kiosk_paused")


def _try(pk: int, pin: str, kiosk: Kiosk, by: Actor) -> None:
    """Count first, in a transaction that is kept: a try that breaks off has been one."""
    now = timezone.now()
    with change(by) as unit:
        stored = Pin.objects.select_for_update(of=("self",)).select_related("person__organisation").get(pk=pk)
        if stored.locked_until is not None and stored.locked_until > now:
            raise Conflict("This PIN is locked.", remedy="Wait a quarter of an hour, or ask.", code="pin_locked")
        is_right = is_pin(pin, stored.hash)
        stored.misses = 0 if is_right else stored.misses + 1
        stored.locked_until = None
        if stored.misses >= MOST_TRIES:
            stored.misses, stored.locked_until = 0, now + LOCKED_FOR
            path = stored.person.organisation.scope_path
            unit.publish(PinLocked(subject=stored.person.ref, about=(kiosk.ref,), org_path=path))
        stored.save(update_fields=["misses", "locked_until"])
        if not is_right:
            count_miss(kiosk, by=by)
    if not is_right:
        raise _wrong()


def _wrong() -> Invalid:
    return Invalid("Badge and PIN do not go together.", remedy="Try again, or ask.", field="pin", code="wrong")


def _write(person: Person, pin: str, by: Actor) -> Pin:
    if not person.is_student or person.withdrawn_on is not None:
        raise Conflict(f"{person} is no student here.", remedy="Kiosks are for students.")
    _require_good(pin, person)
    with change(by) as unit:
        stored, _ = Pin.objects.update_or_create(
            person=person,
            defaults={
                "hash": hash_pin(pin),
                "set_at": timezone.now(),
                "set_by": by.name[:200],
                "misses": 0,
                "locked_until": None,
            },
        )
        unit.publish(PinSet(subject=person.ref, org_path=person.organisation.scope_path))
    return stored


def _require_good(pin: str, person: Person) -> None:
    if not (pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST):
        raise Invalid(f"A PIN has {SHORTEST} to {LONGEST} digits.", remedy="Choose another.", field="pin")
    if _is_easy(pin, person):
        raise Invalid("This PIN is too easy to guess.", remedy="No 1111, no 1234, not your number.", field="pin")


def _is_easy(pin: str, person: Person) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return steps in ({0}, {1}, {-1}) or len(set(pin)) < 2 or pin in person.identifier


def _draw(person: Person) -> str:
    while True:
        pin = f"{secrets.randbelow(10**SHORTEST):0{SHORTEST}}"
        if not _is_easy(pin, person):
            return pin


def _students_of(section: Section) -> Iterable[Person]:
    for row in members_of(section):
        if row.person.is_student and row.person.withdrawn_on is None:
            yield row.person
