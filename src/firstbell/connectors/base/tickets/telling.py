"""What the preview says of many tickets at once: each thing one sentence with a count, each unknown word once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from firstbell.connectors.base.tickets.known import ENTITY
from firstbell.connectors.base.tickets.words import URGENCIES
from firstbell.helpdesk.actions.imported import TicketToWrite
from firstbell.helpdesk.models import TicketState
from firstbell.helpdesk.queries.imported import COMPARED, KnownTicket

if TYPE_CHECKING:
    from firstbell.connectors.base.tickets.stage import TicketStage

_SHOWN = 40
_LABELS = {
    "title": "Title", "description": "What was said", "state": "State", "urgency": "Urgency",
    "requester_label": "Requester", "organisation_id": "School", "symptom_id": "Symptom", "requester_id": "Requester here",
    "assignee_id": "Assignee", "place_id": "Room", "is_private": "Private",
}  # fmt: skip


def differences(here: KnownTicket, wanted: TicketToWrite) -> Mapping[str, tuple[str, str]]:
    """What a later export changes, in words; of a private ticket only that it is something."""
    old, new = dict(zip(COMPARED, here.values, strict=True)), dict(zip(COMPARED, wanted.values, strict=True))
    if old["is_private"] or new["is_private"]:
        return {"Private": ("", "something is different")}
    found: dict[str, tuple[str, str]] = {}
    for name in COMPARED:
        if old[name] != new[name]:
            found[_LABELS[name]] = (_word(name, old[name]), _word(name, new[name]))
    if len(here.entries) != len(wanted.entries):
        found["Lines of the conversation"] = (str(len(here.entries)), str(len(wanted.entries)))
    return found


def _word(name: str, value: object) -> str:
    if name == "state":
        return str(TicketState(str(value)).label)
    if name.endswith("_id"):
        return "" if value is None else "another"
    return str(value)[:200]


def tell_all(stage: TicketStage) -> None:
    """Everything that was counted while the tickets were read."""
    name = stage.system.name

    def say(code: str, count: int, message: str, todo: str = "Nothing to do.") -> None:
        if count:
            stage.ctx.issues.warning(code, entity=ENTITY, count=count, message=message, todo=todo)

    say(
        "still_open", stage.still_open, f"Still open in {name}: left out unless you say what becomes of them.",
        "Say it under “Choices for this list” (or --open-tickets): open here, with clocks from now on, or closed, as history.",
    )  # fmt: skip
    say("left_out", stage.left_out, f"Deleted in {name}: not brought.")
    say(
        "requester_unknown", stage.unmatched, "Of people whose address or number nobody here has: only their name is kept.",
        "Import the roster first. When it brings them later, run the same file again.",
    )  # fmt: skip
    say(
        "other_export",
        stage.other_way,
        "Here already with their conversation, of which this list says nothing: left as they are.",
    )
    say(
        "broken_dates", stage.broken_lines,
        "Lines of conversations whose date cannot be read: they stand at the time of the line before.",
    )  # fmt: skip
    say("long_talk", stage.cut_lines, "Lines of conversations beyond the first 2,000 of a ticket: left out.")
    say(
        "files_named", stage.files.named,
        f"Files that are not in this import: their names stand on the tickets as “Was attached in {name}”.",
        "Nothing to do; the how-to says how files can come along.",
    )  # fmt: skip
    say(
        "files_unused", len(stage.files.unused), "Files in the zip that belong to no new or changed ticket.",
        "Nothing to do. To bring a file, name it as the how-to says.",
    )  # fmt: skip
    _unknown_words(stage)


def _unknown_words(stage: TicketStage) -> None:
    choices = {"category": stage.known.symptom_codes, "priority": URGENCIES}
    words = {
        "category": ("is no symptom here; the word is kept on the ticket", "Say which symptom it is, if any; it is remembered."),
        "priority": ("is no urgency we know; it comes as “slowed down”", "Say what it means; it is remembered."),
    }  # fmt: skip
    for column, (message, todo) in words.items():
        for value, count in stage.known.unknown.get(column, {}).items():
            stage.ctx.issues.warning(
                f"unknown_{column}", entity=ENTITY, column=column, value=value, count=count, mappable=True,
                message=f"“{value}” {message}.", todo=todo, choices=choices[column],
            )  # fmt: skip
    plain = {
        "agent": ("Worked on by people who do not work on tickets there now", "Their names stand on the tickets."),
        "place": ("Rooms nobody knows here", "Import the rooms first, if they matter; the words stand on the tickets."),
        "device": ("Devices nobody knows here", "Import the devices first, if they matter; the words stand on the tickets."),
    }  # fmt: skip
    for column, (message, todo) in plain.items():
        found = stage.known.unknown.get(column)
        if found:
            shown = ", ".join(f"“{value[:40]}”" for value, _ in found.most_common(5))
            stage.ctx.issues.warning(
                f"unknown_{column}", entity=ENTITY, column=column, count=sum(found.values()),
                message=f"{message}: {shown}{' …' if len(found) > 5 else ''}.", todo=todo,
            )  # fmt: skip
