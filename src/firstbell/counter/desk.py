"""The counter as a state machine: what is on the desk, what was just scanned, what is on the desk then.

Pure: no database, no request. ``views.desk`` finds out what a code is (:mod:`queries.seen`), asks
:func:`take` here, and shows the answer. The :class:`Desk` travels in the form, signed; nothing is
kept in the session, so two tabs are two counters.

    person → device → symptom → loaner → confirm      (swap)
    loaner → own device                               (return)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

Tone = Literal["ok", "question", "error"]


class Step(StrEnum):
    """What the counter waits for."""

    PERSON = "person"
    DEVICE = "device"
    WHOSE = "whose"
    SYMPTOM = "symptom"
    LOANER = "loaner"
    CONFIRM = "confirm"
    OWN_DEVICE = "own_device"
    CHECK_IN = "check_in"


@dataclass(frozen=True, slots=True)
class Desk:
    """What is on the desk, as ids. ``asked`` is a device that is not the person's own and waits for a yes.

    ``swap`` is the open swap a return belongs to; ``loan`` a plain loan that comes back; ``missing`` the
    codes of accessories that did not come with it; ``accessory`` a piece that comes alone.
    ``key`` makes a double Enter one swap.
    """

    key: str = ""
    person: int | None = None
    device: int | None = None
    asked: int | None = None
    brought_by_other: bool = False
    symptom: str = ""
    symptom_label: str = ""
    isolates: bool = False
    is_damaged: bool = False
    charger_stays: bool = True
    loaner: int | None = None
    reason: str = ""
    swap: int | None = None
    loan: int | None = None
    own_device: int | None = None
    loaner_seen: bool = False
    missing: str = ""
    accessory: int | None = None

    @property
    def missing_codes(self) -> list[str]:
        """Codes of the accessories that did not come with what is taken back."""
        return [code for code in self.missing.split(",") if code]

    @property
    def step(self) -> Step:
        """What is missing first, in the order of the counter."""
        missing = (
            (self.swap is not None, Step.OWN_DEVICE),
            (self.loan is not None or self.accessory is not None, Step.CHECK_IN),
            (self.person is None, Step.PERSON),
            (self.asked is not None, Step.WHOSE),
            (self.device is None, Step.DEVICE),
            (not self.symptom, Step.SYMPTOM),
            (self.loaner is None, Step.LOANER),
        )
        return next((step for is_next, step in missing if is_next), Step.CONFIRM)

    @property
    def is_return(self) -> bool:
        return self.swap is not None or self.loan is not None or self.accessory is not None

    @property
    def is_return_complete(self) -> bool:
        """The loaner and the own device both lie on the desk: nothing more to ask."""
        return self.swap is not None and self.own_device is not None and self.loaner_seen

    @property
    def is_empty(self) -> bool:
        return self == Desk(key=self.key)


@dataclass(frozen=True, slots=True)
class Say:
    """The answer to a scan: a tone (colour, word and sound), what it is, and what to do next."""

    tone: Tone
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A badge, a number, or a line of the pick list."""

    id: int
    name: str
    is_student: bool = True
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An item as the counter needs to know it. ``own_device``: whose place the item takes in its open swap."""

    id: int
    label: str
    status: str
    status_label: str
    is_device: bool
    is_loaner: bool
    owner: SeenPerson | None = None
    holder_name: str = ""
    loan: int | None = None
    swap: int | None = None
    swap_person: str = ""
    is_swap_loaner: bool = False
    detail: str = ""
    piece: SeenPiece | None = None


@dataclass(frozen=True, slots=True)
class SeenPiece:
    """An accessory with its own barcode, or (``line`` 0) a part of a kit: with what it is out, and whose that is."""

    line: int
    code: str
    name: str
    with_label: str
    whose: str
    loan: int
    swap: int | None = None


@dataclass(frozen=True, slots=True)
class SeenOther:
    """A room, a ticket, anything else with a code and a page of its own."""

    label: str
    what: str


@dataclass(frozen=True, slots=True)
class SeenNothing:
    """No such code, as far as this person may know."""

    text: str


Seen = SeenPerson | SeenItem | SeenOther | SeenNothing
Taken = tuple[Desk, Say]

_IN_STOCK = frozenset({"loaner_available", "available", "placed"})
_IN_OUR_HANDS = frozenset({"in_triage", "in_repair", "at_vendor", "quarantine"})


def take(desk: Desk, seen: Seen) -> Taken:
    """Put what was scanned where it belongs, or say why it does not."""
    match seen:
        case SeenPerson():
            return _take_person(desk, seen)
        case SeenItem():
            return _BY_STEP[desk.step](desk, seen)
        case SeenOther():
            return desk, Say("error", f"That is {seen.what} {seen.label}.", _EXPECTED[desk.step])
        case SeenNothing():
            return desk, Say("error", f"Nobody and nothing here has the code “{seen.text}”.", _unknown(desk.step))


def _take_person(desk: Desk, seen: SeenPerson) -> Taken:
    if seen.is_gone:
        return desk, Say("error", f"{seen.name} has left the district.", "Take devices back instead of lending.")
    if desk.person == seen.id:
        return desk, Say("ok", f"{seen.name} is on the desk.", _EXPECTED[desk.step])
    if desk.step in {Step.PERSON, Step.DEVICE} or desk.is_return:
        return Desk(key=desk.key, person=seen.id), Say("ok", seen.name, _EXPECTED[Step.DEVICE])
    return desk, Say(
        "error", f"That is the badge of {seen.name}, but somebody is on the desk.", "Esc starts over with a clean desk."
    )


def _first_item(desk: Desk, seen: SeenItem) -> Taken:
    """An item on an empty desk: a return, or a student's broken device."""
    if seen.swap is not None:
        return _begin_return(desk, seen)
    if seen.piece is not None and seen.piece.line:
        return _alone(desk, seen.piece, seen.id)
    if seen.status == "on_loan" and seen.loan is not None:
        whom = f" from {seen.holder_name}" if seen.holder_name else ""
        return Desk(key=desk.key, loan=seen.loan, own_device=seen.id), Say(
            "ok", f"Take back {seen.label}{whom}.", "Enter takes it back."
        )
    if seen.is_device and seen.owner is not None and not seen.is_loaner:
        begun = Desk(key=desk.key, person=seen.owner.id, device=seen.id)
        return begun, Say("ok", f"{seen.label} of {seen.owner.name}.", _EXPECTED[Step.SYMPTOM])
    if seen.is_loaner and seen.status == "loaner_available":
        return desk, Say("question", f"{seen.label} is a loaner and available.", "Scan the student first.")
    return desk, Say("question", f"{seen.label} is “{seen.status_label}” and nobody's own.", "Scan the student first.")


def _alone(desk: Desk, piece: SeenPiece, item: int) -> Taken:
    """An accessory without its device: whose it is, and Enter takes only this back."""
    text = f"{piece.name} of {piece.whose}, went out with {piece.with_label}."
    return Desk(key=desk.key, accessory=piece.line, own_device=item), Say("ok", text, "Enter takes only this back.")


def _piece_here(desk: Desk, piece: SeenPiece) -> Taken:
    """An accessory of what is on the desk was scanned: it is not missing."""
    kept = [code for code in desk.missing_codes if code != piece.code]
    return replace(desk, missing=",".join(kept)), Say("ok", f"{piece.name} is here.", _EXPECTED[desk.step])


def toggle_missing(desk: Desk, code: str, name: str) -> Taken:
    """A key or a tap: the accessory did not come with it, or did after all."""
    codes = desk.missing_codes
    if code in codes:
        kept = [one for one in codes if one != code]
        return replace(desk, missing=",".join(kept)), Say("ok", f"{name} is here.", _EXPECTED[desk.step])
    return replace(desk, missing=",".join([*codes, code])), Say(
        "question", f"{name} is missing.", "It stays owed; it can come back later."
    )


def _begin_return(desk: Desk, seen: SeenItem) -> Taken:
    begun = Desk(key=desk.key, swap=seen.swap)
    if seen.is_swap_loaner:
        return replace(begun, loaner_seen=True), Say(
            "ok", f"Take back {seen.label} from {seen.swap_person}.", seen.detail
        )
    if seen.status in _IN_OUR_HANDS:
        return begun, Say("question", f"{seen.label} of {seen.swap_person} is “{seen.status_label}”.", seen.detail)
    return replace(begun, own_device=seen.id), Say("ok", f"{seen.label} goes back to {seen.swap_person}.", seen.detail)


def _second_item(desk: Desk, seen: SeenItem) -> Taken:
    """The broken device, the student being known."""
    if seen.swap is not None:
        return _begin_return(desk, seen)
    if not seen.is_device:
        return desk, Say("error", f"{seen.label} is not a device.", _EXPECTED[Step.DEVICE])
    if seen.owner is not None and seen.owner.id == desk.person:
        return replace(desk, device=seen.id), Say("ok", f"{seen.label} comes in.", _EXPECTED[Step.SYMPTOM])
    whose = f"belongs to {seen.owner.name}" if seen.owner is not None else "is nobody's own"
    asked = replace(desk, asked=seen.id)
    return asked, Say("question", f"{seen.label} {whose}.", "b: brought by this student all the same. Or scan another.")


def _whose_item(desk: Desk, seen: SeenItem) -> Taken:
    if seen.id == desk.asked:
        return desk, Say(
            "question", f"{seen.label} again.", "b: brought by this student all the same. Or scan another."
        )
    return _second_item(replace(desk, asked=None), seen)


def _symptom_item(desk: Desk, seen: SeenItem) -> Taken:
    if seen.id == desk.device:
        return desk, Say("question", f"{seen.label} is on the desk already.", _EXPECTED[Step.SYMPTOM])
    return desk, Say(
        "error", f"That is {seen.label}, but first: what is wrong?", "1 to 8 choose. Then scan the loaner."
    )


def _loaner_item(desk: Desk, seen: SeenItem) -> Taken:
    if seen.id == desk.device:
        return desk, Say("error", f"{seen.label} is the broken one.", "Scan the loaner that goes out.")
    if seen.status == "on_loan" or (seen.loan is not None and seen.status not in _IN_STOCK):
        whom = f" by {seen.holder_name}" if seen.holder_name else ""
        return desk, Say("error", f"{seen.label} is on loan{whom}.", "Scan another loaner.")
    if not seen.is_loaner:
        what = f"is the own device of {seen.owner.name}" if seen.owner is not None else "is not a loaner"
        return desk, Say("error", f"{seen.label} {what}.", "Scan one from the loaner shelf.")
    if seen.status not in _IN_STOCK:
        return desk, Say("error", f"{seen.label} is “{seen.status_label}”.", "Scan another loaner.")
    return replace(desk, loaner=seen.id), Say("ok", f"{seen.label} goes out.", _EXPECTED[Step.CONFIRM])


def _confirm_item(desk: Desk, seen: SeenItem) -> Taken:
    if seen.id == desk.loaner:
        return desk, Say("ok", f"{seen.label} goes out.", _EXPECTED[Step.CONFIRM])
    return _loaner_item(replace(desk, loaner=None, reason=""), seen)


def _own_item(desk: Desk, seen: SeenItem) -> Taken:
    """Within a return. The turn finishes the swap as soon as loaner and own device both lie here."""
    if seen.piece is not None and seen.piece.swap == desk.swap:
        return _piece_here(desk, seen.piece)
    if seen.swap is not None and seen.swap == desk.swap:
        if seen.is_swap_loaner:
            return replace(desk, loaner_seen=True), Say("ok", f"{seen.label} is on the desk.", seen.detail)
        if seen.status in _IN_OUR_HANDS:
            return desk, Say("question", f"{seen.label} is still “{seen.status_label}”.", seen.detail)
        return replace(desk, own_device=seen.id), Say("ok", f"{seen.label} goes back to {seen.swap_person}.", "")
    whose = f" It belongs to {seen.owner.name}." if seen.owner is not None else ""
    return desk, Say("error", f"Wrong device: that is {seen.label}.{whose}", "Scan the device named on the card.")


def _check_in_item(desk: Desk, seen: SeenItem) -> Taken:
    if seen.piece is not None and seen.piece.loan == desk.loan:
        return _piece_here(desk, seen.piece)
    if seen.id == desk.own_device:
        return desk, Say("ok", f"{seen.label} is on the desk.", "Enter takes it back.")
    return _first_item(Desk(key=desk.key), seen)


_BY_STEP = {
    Step.PERSON: _first_item,
    Step.DEVICE: _second_item,
    Step.WHOSE: _whose_item,
    Step.SYMPTOM: _symptom_item,
    Step.LOANER: _loaner_item,
    Step.CONFIRM: _confirm_item,
    Step.OWN_DEVICE: _own_item,
    Step.CHECK_IN: _check_in_item,
}

_EXPECTED = {
    Step.PERSON: "Scan a badge or a device, or type a name.",
    Step.DEVICE: "Scan the broken device.",
    Step.WHOSE: "b: brought by this student all the same. Or scan another device.",
    Step.SYMPTOM: "What is wrong? 1 to 8.",
    Step.LOANER: "Scan the loaner.",
    Step.CONFIRM: "Enter lends it.",
    Step.OWN_DEVICE: "Scan the student's own device, or Enter takes only the loaner back.",
    Step.CHECK_IN: "Enter takes it back.",
}


def expected(step: Step) -> str:
    """What to do at this step, in one line."""
    return _EXPECTED[step]


def _unknown(step: Step) -> str:
    if step == Step.PERSON:
        return "Type letters of the name, or n for a student who is not in the roster yet."
    return f"Is the label readable? Type the tag by hand. {_EXPECTED[step]}"


def choose_symptom(desk: Desk, code: str, label: str, *, isolates: bool) -> Taken:
    """A tile was chosen. ``isolates``: the device is dangerous and goes to quarantine."""
    chosen = replace(desk, symptom=code, symptom_label=label, isolates=isolates)
    remedy = f"Unplug it, put it away from people. {_EXPECTED[Step.LOANER]}" if isolates else _EXPECTED[Step.LOANER]
    return chosen, Say("question" if isolates else "ok", label, remedy)


def say_yes(desk: Desk) -> Taken:
    """ "b": the device is not the student's own, and is brought by this student all the same."""
    chosen = replace(desk, device=desk.asked, asked=None, brought_by_other=True)
    return chosen, Say("ok", "Brought by another student.", _EXPECTED[Step.SYMPTOM])


def back(desk: Desk) -> Desk:
    """One step back: the last thing put on the desk comes off it."""
    match desk.step:
        case Step.CONFIRM:
            return replace(desk, loaner=None, reason="")
        case Step.LOANER:
            return replace(desk, symptom="", symptom_label="", isolates=False)
        case Step.SYMPTOM:
            return replace(desk, device=None, brought_by_other=False, is_damaged=False)
        case Step.WHOSE:
            return replace(desk, asked=None)
        case _:
            return Desk(key=desk.key)


def looks_like_name(text: str) -> bool:
    """Letters, at least two: a name to look up rather than a code nobody knows."""
    letters = [one for one in text if one.isalpha()]
    return len(letters) >= 2 and not any(one.isdigit() for one in text)


def pick_by_number(text: str, count: int) -> int | None:
    """ "2" in a pick list of at least two: its place, from 0."""
    return int(text) - 1 if text.isascii() and text.isdigit() and 1 <= int(text) <= min(count, 9) else None


def stages(desk: Desk) -> Sequence[tuple[str, str]]:
    """The steps as shown above the card: (label, done | now | later)."""
    order = (Step.PERSON, Step.DEVICE, Step.SYMPTOM, Step.LOANER, Step.CONFIRM)
    labels = ("Student", "Broken device", "Symptom", "Loaner", "Enter")
    now = order.index(Step.DEVICE if desk.step == Step.WHOSE else desk.step)
    return [(label, "done" if at < now else "now" if at == now else "later") for at, label in enumerate(labels)]
