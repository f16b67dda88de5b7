"""One turn at the counter: what came in (a scan, a key, a tap), what it did, what to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from firstbell.circulation.actions import LendingRefused
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.core.models import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.counter import desk as desks
from firstbell.counter.actions.returns import check_in, check_in_accessory, finish_swap, take_back_loaner
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.desk import Desk, Say, Seen, SeenNothing, Step
from firstbell.counter.forms import NewStudentForm, new_desk, unsealed
from firstbell.counter.models import Swap
from firstbell.counter.queries.cards import Card, card_for, is_whole
from firstbell.counter.queries.seen import persons_at_desk, see, see_loaner, seen_item, seen_person
from firstbell.counter.queries.swaps import latest_offer
from firstbell.helpdesk.models import Symptom
from firstbell.inventory.models import Condition, Device, Item
from firstbell.inventory.queries import RELATED, concrete
from firstbell.people.actions.persons import add_provisional_person
from firstbell.people.models import Person
from firstbell.people.queries import people_named

TILE_KEYS = "12345678"
HAZARD_KEYS = "90"


@dataclass(frozen=True, slots=True)
class Done:
    """What was just completed, with the offer to take it back."""

    text: str
    detail: str
    swap: Swap | None
    undo: UndoOffer | None
    prints: bool = False


@dataclass(slots=True)
class Turn:
    """The desk after the turn and all that the page shows of it."""

    actor: Actor
    desk: Desk
    say: Say | None = None
    argument: str = ""
    data: QueryDict = field(default_factory=QueryDict)
    picks: Sequence[Person] = ()
    done: Done | None = None
    form: NewStudentForm | None = None
    card: Card = field(init=False)
    changed: bool = False
    known: Sequence[Item] = ()

    def settle(self) -> Turn:
        """Load the card; when something named on the desk is out of reach by now, start over and say so."""
        self.card = card_for(self.desk, self.actor, known=self.known)
        if not is_whole(self.card):
            self.desk = new_desk()
            self.say = Say("error", "Something on the desk has changed meanwhile.", "Scan again from the beginning.")
            self.card = card_for(self.desk, self.actor)
        self._weigh()
        return self

    def _weigh(self) -> None:
        """A scan that was read well is still not "OK" when something stands against lending."""
        check = self.card.check
        if check is None or self.say is None or self.say.tone == "error":
            return
        if check.blocks:
            self.say = Say("error", check.blocks[0].text, check.blocks[0].remedy)
        elif check.warnings:
            self.say = Say("question", check.warnings[0].text, "Enter lends it all the same, or scan another.")


def first_turn(actor: Actor) -> Turn:
    return Turn(actor, new_desk()).settle()


def next_turn(data: QueryDict, actor: Actor) -> Turn:
    """Answer one form of the counter."""
    desk = unsealed(data.get("desk", ""), actor)
    if desk is None:
        turn = Turn(actor, new_desk(), Say("error", "This form was too old to be used.", "Scan again."))
        return turn.settle()
    command, argument = _read(data, desk)
    turn = Turn(actor, desk, argument=argument, data=data)
    try:
        _COMMANDS[command](turn)
    except FirstbellError as error:
        turn.say = Say("error", error.message, error.remedy)
    return turn.settle()


def _read(data: QueryDict, desk: Desk) -> tuple[str, str]:
    """(command, argument): from a button, or from what was typed or scanned."""
    for name in ("pick", "item", "tile", "accessory"):
        value = data.get(name)
        if value:
            return name, value
    button = data.get("do", "")
    if button in _COMMANDS:
        return button, ""
    text = data.get("scan", "").strip()[:200]
    if not text:
        return "enter", ""
    picks = [part for part in data.get("picks", "").split(",") if part.isdecimal() and len(part) < 19]
    picked = desks.pick_by_number(text, len(picks))
    if picked is not None and len(text) == 1:
        return "pick", picks[picked]
    return _KEYS.get((desk.step, text.lower()), _ANYWHERE.get(text.lower(), "scan")), text


def _scan(turn: Turn) -> None:
    text = turn.argument
    seen: Seen | None = None
    if turn.desk.step in {Step.LOANER, Step.CONFIRM}:
        seen, turn.known = see_loaner(text, turn.desk, turn.actor)
    seen = seen or see(text, turn.desk, turn.actor)
    if isinstance(seen, SeenNothing) and turn.desk.step in {Step.PERSON, Step.DEVICE} and desks.looks_like_name(text):
        turn.picks = people_named(text, turn.actor)
        if len(turn.picks) == 1:
            seen, turn.picks = seen_person(turn.picks[0]), ()
        elif turn.picks:
            turn.say = Say(
                "question", f"{len(turn.picks)} people fit “{text}”.", "Arrow keys and Enter, or the number."
            )
            return
        else:
            turn.say = Say("error", f"Nobody here is called “{text}”.", "Check the spelling, or n for a new student.")
            return
    turn.desk, turn.say = desks.take(turn.desk, seen)
    if turn.desk.is_return_complete:
        _finish(turn)


def _pick(turn: Turn) -> None:
    person = persons_at_desk(turn.actor).filter(pk=int(turn.argument)).first() if _is_id(turn.argument) else None
    if person is None:
        turn.say = Say("error", "That person is not within your reach.", "Scan the badge.")
        return
    turn.desk, turn.say = desks.take(turn.desk, seen_person(person))


def _item(turn: Turn) -> None:
    """A device of the card, tapped instead of scanned."""
    items = Item.objects.visible_to(turn.actor).select_related(*RELATED)
    item = items.filter(pk=int(turn.argument)).first() if _is_id(turn.argument) else None
    if item is None:
        turn.say = Say("error", "That device is not within your reach.", "Scan its label.")
        return
    turn.desk, turn.say = desks.take(turn.desk, seen_item(concrete(item), turn.desk, turn.actor))
    if turn.desk.is_return_complete:
        _finish(turn)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _tile(turn: Turn) -> None:
    """A symptom by its key (typed) or its code (tapped)."""
    tiles = tile_keys(list(Symptom.objects.filter(is_active=True)))
    symptom = tiles.get(turn.argument) or next((one for one in tiles.values() if one.code == turn.argument), None)
    if symptom is None:
        turn.say = Say("error", f"There is no symptom “{turn.argument}”.", "Choose one of the tiles.")
    elif turn.desk.step == Step.SYMPTOM:
        turn.desk, turn.say = desks.choose_symptom(turn.desk, symptom.code, symptom.label, isolates=symptom.quarantine)


def tile_keys(symptoms: Sequence[Symptom]) -> dict[str, Symptom]:
    """Which key chooses which tile: 1 to 8 in order, 9 and 0 for those that isolate the device."""
    ordinary = zip(TILE_KEYS, (one for one in symptoms if not one.quarantine), strict=False)
    hazards = zip(HAZARD_KEYS, (one for one in symptoms if one.quarantine), strict=False)
    return dict([*ordinary, *hazards])


def _accessory(turn: Turn) -> None:
    """What went out with it and did not come back: by its number (typed) or its code (tapped)."""
    lines = card_for(turn.desk, turn.actor).pieces
    number = int(turn.argument) if _is_id(turn.argument) else 0
    line = next((one for at, one in enumerate(lines, 1) if at == number or one.code == turn.argument), None)
    if line is None:
        turn.say = Say("error", "Nothing of that number went out with it.", desks.expected(turn.desk.step))
    else:
        turn.desk, turn.say = desks.toggle_missing(turn.desk, line.code, line.name)


def _yes(turn: Turn) -> None:
    if turn.desk.step == Step.WHOSE:
        turn.desk, turn.say = desks.say_yes(turn.desk)


def _damage(turn: Turn) -> None:
    turn.desk = replace(turn.desk, is_damaged=not turn.desk.is_damaged)
    turn.say = Say(
        "ok", "Visible damage." if turn.desk.is_damaged else "No visible damage.", desks.expected(turn.desk.step)
    )


def _charger(turn: Turn) -> None:
    turn.desk = replace(turn.desk, charger_stays=not turn.desk.charger_stays)
    text = "The student keeps the own charger." if turn.desk.charger_stays else "A charger goes out with the loaner."
    turn.say = Say("ok", text, desks.expected(turn.desk.step))


def _back(turn: Turn) -> None:
    turn.desk = desks.back(turn.desk)
    turn.say = Say("ok", "One step back.", desks.expected(turn.desk.step))


def _clear(turn: Turn) -> None:
    turn.desk = new_desk()


def _undo(turn: Turn) -> None:
    offer = latest_offer(turn.actor)
    if offer is None:
        turn.say = Say("question", "There is nothing to undo.", "Undo works for a minute.")
        return
    label = use_undo(offer.token, by=turn.actor)
    turn.desk, turn.changed = new_desk(), True
    turn.say = Say("ok", f"Undone: {label}.", "Everything is where it was.")


def _new_student(turn: Turn) -> None:
    turn.form = NewStudentForm(actor=turn.actor)
    turn.say = Say("question", "A student who is not in the roster yet.", "Name, grade, homeroom. Enter adds them.")


def _add_student(turn: Turn) -> None:
    form = NewStudentForm(turn.data, actor=turn.actor)
    if not form.is_valid():
        turn.form = form
        turn.say = Say("error", "Something is missing.", "Fill in what is marked.")
        return
    values, section = form.cleaned_data, form.homeroom_section()
    unknown_room = values["homeroom"].strip() if section is None else ""
    try:
        person = add_provisional_person(
            given_name=values["given_name"],
            family_name=values["family_name"],
            organisation=values["school"],
            grade=values["grade"],
            homeroom=section,
            note=f"Homeroom {unknown_room}" if unknown_room else "Added at the counter",
            even_if_similar=values["even_if_similar"],
            by=turn.actor,
        )
    except Conflict as conflict:
        turn.form = form
        form.offer_same_name()
        turn.say = Say("question", conflict.message, conflict.remedy)
        return
    turn.desk, turn.say = desks.take(new_desk(), seen_person(person))


def _enter(turn: Turn) -> None:
    """Enter on an empty field: go on, where there is only one way on."""
    act = {Step.CONFIRM: _confirm, Step.OWN_DEVICE: _loaner_only, Step.CHECK_IN: _check_in}.get(turn.desk.step)
    if act is None:
        turn.say = Say("question", "The field is empty.", desks.expected(turn.desk.step))
    else:
        act(turn)


def _confirm(turn: Turn) -> None:
    desk = replace(turn.desk, reason=turn.data.get("reason", "").strip()[:300])
    card = card_for(desk, turn.actor, checks=False)
    symptom = Symptom.objects.filter(code=desk.symptom).first()
    if desk.step != Step.CONFIRM or not is_whole(card) or symptom is None:
        return
    assert card.person is not None
    assert card.loaner is not None
    device = concrete(card.device) if card.device is not None else None
    if not card.may_confirm or not isinstance(device, Device):
        turn.say = Say("question", "A clerk or a technician confirms this swap.", "Ask them to press Enter on theirs.")
        return
    try:
        swap = perform_swap(
            card.person,
            device,
            symptom=symptom,
            loaner=card.loaner,
            is_damaged=desk.is_damaged,
            charger_stays=desk.charger_stays,
            brought_by_other=desk.brought_by_other,
            override_reason=desk.reason,
            key=desk.key,
            by=turn.actor,
        )
    except LendingRefused as refused:
        # A block of the student stays with this loaner and asks for a reason; a loaner that is gone asks for another.
        turn.desk = desk if refused.is_overridable else replace(desk, loaner=None)
        turn.say = Say("error", refused.message, refused.remedy)
        return
    device_word = device.get_status_display().lower()
    loaner, person = card.loaner.label, card.person.name
    detail = f"{device.label} is {device_word}. Ticket {swap.ticket.number}."
    _complete(turn, Done(f"{loaner} is lent to {person}.", detail, swap, latest_offer(turn.actor), prints=True))


def _finish(turn: Turn) -> None:
    swap = Swap.objects.visible_to(turn.actor).filter(pk=turn.desk.swap).first() if turn.desk.swap else None
    if swap is None:
        return
    damaged = turn.desk.is_damaged
    turn.desk = replace(turn.desk, own_device=None)
    missing = turn.desk.missing_codes
    swap = finish_swap(swap, condition=_condition(damaged), accessories_missing=missing, by=turn.actor)
    text = f"{swap.device.label} is back with {swap.person.name}."
    detail = (
        f"{swap.loaner.label} is back{' and in triage' if damaged else ''}. Ticket {swap.ticket.number} is resolved."
    )
    _complete(turn, Done(text, detail, swap, latest_offer(turn.actor)))


def _loaner_only(turn: Turn) -> None:
    """Enter within a return: only what lies here changes hands."""
    card = card_for(turn.desk, turn.actor)
    if card.swap is None:
        return
    is_out = card.swap.loan is not None and card.swap.loan.is_open
    if turn.desk.own_device is not None and not is_out:
        _finish(turn)
    elif turn.desk.own_device is not None:
        turn.say = Say("error", f"Loaner {card.swap.loaner.label} is still out.", "Scan it, then both change hands.")
    elif not turn.desk.loaner_seen:
        turn.say = Say("question", "Nothing to take back yet.", card.own_device_text)
    else:
        missing, damaged = turn.desk.missing_codes, turn.desk.is_damaged
        take_back_loaner(card.swap, condition=_condition(damaged), accessories_missing=missing, by=turn.actor)
        text = f"{card.swap.loaner.label} is back from {card.name}."
        detail = f"{card.own_device_text} The ticket stays open."
        _complete(turn, Done(text, detail, card.swap, latest_offer(turn.actor)))


def _check_in(turn: Turn) -> None:
    card = card_for(turn.desk, turn.actor)
    if card.accessory is not None:
        line = check_in_accessory(card.accessory, by=turn.actor)
        owed = f"It went out with {line.loan.item.label} to {line.loan.borrower or line.loan.place}."
        _complete(turn, Done(f"{line.name} is back.", owed, None, latest_offer(turn.actor)))
    if card.loan is None:
        return
    missing = turn.desk.missing_codes
    check_in(card.loan, condition=_condition(turn.desk.is_damaged), accessories_missing=missing, by=turn.actor)
    whom = f" from {card.loan.borrower.name}" if card.loan.borrower is not None else ""
    text = f"{card.loan.item.label} is back{whom}."
    where = f"It is {card.loan.item.get_status_display().lower()} now."
    where += " Something stays owed: see the person's page." if missing else ""
    _complete(turn, Done(text, where, None, latest_offer(turn.actor)))


def _condition(is_damaged: bool) -> str:
    return Condition.BROKEN if is_damaged else Condition.GOOD


def _complete(turn: Turn, done: Done) -> None:
    turn.desk, turn.done, turn.changed = new_desk(), done, True
    turn.say = Say("ok", done.text)


Command = Callable[[Turn], None]

_COMMANDS: dict[str, Command] = {
    "scan": _scan,
    "pick": _pick,
    "item": _item,
    "tile": _tile,
    "accessory": _accessory,
    "yes": _yes,
    "damage": _damage,
    "charger": _charger,
    "back": _back,
    "clear": _clear,
    "undo": _undo,
    "new": _new_student,
    "add": _add_student,
    "enter": _enter,
}
_KEYS = {
    **{(Step.SYMPTOM, key): "tile" for key in TILE_KEYS + HAZARD_KEYS},
    **{(step, "d"): "damage" for step in (Step.SYMPTOM, Step.LOANER, Step.CONFIRM, Step.OWN_DEVICE, Step.CHECK_IN)},
    **{(step, key): "accessory" for step in (Step.OWN_DEVICE, Step.CHECK_IN) for key in "123456789"},
    (Step.WHOSE, "b"): "yes",
    (Step.CONFIRM, "c"): "charger",
    (Step.PERSON, "n"): "new",
}
_ANYWHERE = {"u": "undo"}
