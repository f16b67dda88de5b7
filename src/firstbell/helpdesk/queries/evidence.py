"""The evidence pack of a ticket: everything the program knows that the other side would ask for, and what is missing.

About people it says as little as the work needs: a student is “student”, never a name; a colleague is named, since the other
side has to reach them. Of a private ticket no word and no person leaves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from firstbell.core.attachments import attachments_of
from firstbell.guides.queries import content_of
from firstbell.helpdesk.models import EscalationReason, Ticket, TicketEntry
from firstbell.helpdesk.queries.clocks import lesson_in_the_way
from firstbell.inventory.models import Item, ManagementRecord
from firstbell.people.models import Person

#: Everything a pack can hold, in its order: section -> (key, label). What the program cannot know is asked (``ASKED``).
SECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "What and where": (
        ("what", "What it is about"), ("exact_words", "Exact words of the message, or what was said"), ("opened", "Reported"),
        ("urgency", "How bad"), ("impact", "Who is hit"), ("school", "School"), ("place", "Room"), ("building", "Building"),
        ("lesson", "Lesson there"), ("requester_role", "Asked by"), ("owner", "Campus contact"),
    ),
    "What it costs and when": (
        ("business_impact", "What cannot be done meanwhile"), ("deadline", "Needed by"),
        ("onsite_contact", "Who is on site"), ("free_periods", "When the room is free"),
    ),
    "How far it reaches": (
        ("started", "Since when, and what changed"), ("scope", "One device, one user, one room, or everybody"),
        ("others_room", "Other open tickets in the room"), ("others_model", "Other open tickets with this model"),
    ),
    "Device": (
        ("asset_tag", "Tag"), ("model", "Model"), ("serial", "Serial number"), ("aue", "Automatic updates until"),
        ("os_version", "System version"), ("last_sync", "Last policy sync"), ("console", "In the console"),
        ("mac_address", "Network card"),
    ),
    "Network": (
        ("ssid", "Wi-Fi name"), ("ip_address", "IP address"), ("gateway", "Gateway reachable"),
        ("web_address", "Web address"),
    ),
    "What was tried": (
        ("tried", "Steps and what came of them"), ("answers", "Questions and answers"), ("photos", "Files on the ticket"),
        ("history", "What happened so far"),
    ),
}  # fmt: skip
LABELS = {key: label for rows in SECTIONS.values() for key, label in rows}
#: What only the program says: counted, looked up, or a matter of the ticket's own fields.
_NOT_SAID = frozenset(
    {
        "what", "opened", "urgency", "impact", "school", "lesson", "requester_role", "owner", "deadline", "others_room",
        "others_model", "answers", "photos", "history",
    }
)  # fmt: skip
#: What a person may add, or say better.
ASKED = tuple(key for key in LABELS if key not in _NOT_SAID)
#: What ``build_pack`` wants selected with a ticket.
TICKET_RELATED = (
    "organisation", "place__building", "place__organisation", "requester", "symptom", "assignee__person", "walk__card",
)  # fmt: skip
#: What a reason may need: all that somebody can give.
NEEDABLE = (*ASKED, "deadline")
#: Of what may be added, what is not worth asking again where the program knows it.
LOOKED_UP = frozenset(
    {"place", "building", "asset_tag", "model", "serial", "aue", "os_version", "last_sync", "console", "mac_address"}
)


@dataclass(frozen=True)
class Section:
    title: str
    facts: list[tuple[str, str, str]]  # key, label, value


@dataclass(frozen=True)
class Pack:
    """``sections`` hold what is known; ``missing`` the keys that the reason needs and nobody knows yet."""

    number: str
    made_at: dt.datetime
    reason: str
    sections: list[Section]
    missing: list[str]

    @property
    def keys(self) -> set[str]:
        """What is known."""
        return {key for section in self.sections for key, _, _ in section.facts}

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def missing_labels(self) -> list[str]:
        return [LABELS.get(key, key) for key in self.missing]

    def as_data(self) -> dict[str, Any]:
        """For a program: the same in JSON."""
        return {
            "ticket": self.number,
            "made_at": self.made_at.isoformat(),
            "reason": self.reason,
            "sections": [
                {"title": one.title, "facts": [{"key": k, "label": label, "value": v} for k, label, v in one.facts]}
                for one in self.sections
            ],
            "missing": self.missing,
        }


def pack_of_data(data: Mapping[str, Any]) -> Pack:
    """A pack as it was stored when it was sent."""
    sections = [
        Section(one["title"], [(fact["key"], fact["label"], fact["value"]) for fact in one["facts"]])
        for one in data.get("sections", [])
    ]
    made_at = dt.datetime.fromisoformat(data["made_at"])
    return Pack(data["ticket"], made_at, data.get("reason", ""), sections, list(data.get("missing", [])))


def build_pack(
    ticket: Ticket, *, reason: EscalationReason | None = None, given: Mapping[str, str] | None = None
) -> Pack:
    """Of a ticket with its organisation, place, requester, symptom, assignee and walk. Constant queries."""
    values = _known(ticket)
    for key, text in (given or {}).items():
        if key in LABELS and text.strip():
            known = values.get(key, "")
            values[key] = f"{known}\n{text.strip()}" if key == "tried" and known else text.strip()
    sections = []
    for title, rows in SECTIONS.items():
        facts = [(key, label, values[key]) for key, label in rows if values.get(key)]
        if facts:
            sections.append(Section(title, facts))
    missing = [key for key in (reason.needs if reason is not None else ()) if not values.get(key)]
    return Pack(ticket.number, timezone.now(), reason.label if reason is not None else "", sections, missing)


def _known(ticket: Ticket) -> dict[str, str]:
    requester, place = ticket.requester, ticket.place
    items = [link.item for link in ticket.ticket_items.select_related("item__device", "item__product__devicemodel")]
    lesson = lesson_in_the_way(ticket, timezone.now())
    role = requester.get_kind_display() if requester is not None else "Walk-in"
    if requester is not None and requester.kind == Person.Kind.STAFF and not ticket.is_private:
        role = f"{role}, {requester.name}"
    said = "\n\n".join(part for part in (ticket.title, ticket.description) if part)
    return {
        "what": "Private: ask the campus contact" if ticket.is_private else ticket.title,
        "exact_words": "" if ticket.is_private or not ticket.description else said,
        "opened": f"{timezone.localtime(ticket.opened_at):%b %-d, %Y, %H:%M}",
        "urgency": ticket.get_urgency_display(),
        "impact": ticket.get_impact_display(),
        "school": ticket.organisation.name,
        "place": place.name if place is not None else "",
        "building": place.building.name if place is not None and place.building is not None else "",
        "lesson": f"{lesson.title}, {lesson.period}, {lesson.starts_at:%H:%M} to {lesson.ends_at:%H:%M}"
        if lesson
        else "",
        "requester_role": role,
        "owner": ticket.assignee.display_name if ticket.assignee is not None else "",
        **_devices(items),
        **_others(ticket, items),
        **_tried(ticket),
    }


def _devices(items: list[Item]) -> dict[str, str]:
    """Each fact of each device on a line of its own; the tag in front when there are several."""
    records = {
        one.device_id: one
        for one in ManagementRecord.objects.filter(
            device_id__in=[item.pk for item in items], missing_since=None
        ).order_by("read_at")
    }
    lines: dict[str, list[str]] = {}
    for item in items:
        device, model = getattr(item, "device", None), getattr(item.product, "devicemodel", None)
        record = records.get(item.pk)
        aue = (device.aue_date if device is not None else None) or (model.aue_date if model is not None else None)
        facts = {
            "asset_tag": item.barcode,
            "model": item.product.name,
            "serial": device.serial if device is not None else "",
            "aue": f"{aue:%b %-d, %Y}" if aue else "",
            "mac_address": device.mac_address if device is not None else "",
        }
        if record is not None:
            sync = record.last_policy_sync
            facts |= {
                "os_version": record.os_version,
                "last_sync": f"{timezone.localtime(sync):%b %-d, %Y, %H:%M}" if sync else "",
                "console": ", ".join(one for one in (record.console, record.state, record.org_unit_path) if one),
            }
        for key, text in facts.items():
            if text:
                lines.setdefault(key, []).append(
                    f"{item.label}: {text}" if len(items) > 1 and key != "asset_tag" else text
                )
    return {key: "\n".join(some) for key, some in lines.items()}


def _others(ticket: Ticket, items: list[Item]) -> dict[str, str]:
    """Numbers, symptoms and states of other open tickets; no titles, which may name somebody."""
    here = (
        Ticket.objects.open().filter(is_private=False).exclude(pk=ticket.pk).select_related("symptom").order_by("-pk")
    )
    found = {}
    if ticket.place_id is not None:
        found["others_room"] = _listed(here.filter(place_id=ticket.place_id)[:10])
    if items:
        products = [item.product_id for item in items]
        alike = here.filter(
            organisation_id=ticket.organisation_id, ticket_items__item__product_id__in=products
        ).distinct()
        found["others_model"] = _listed(alike[:10])
    return found


def _listed(tickets: Iterable[Ticket]) -> str:
    return "\n".join(
        f"{one.number} {one.symptom.label if one.symptom is not None else 'no symptom'} ({one.get_state_display().lower()})"
        for one in tickets
    ) or "None"  # fmt: skip


def _tried(ticket: Ticket) -> dict[str, str]:
    found = {
        "photos": "\n".join(one.filename for one in attachments_of(ticket.ref)) if not ticket.is_private else "",
        "history": "\n".join(
            f"{timezone.localtime(at):%b %-d, %H:%M} {text.partition(':')[0]}"
            for at, text in ticket.entries.filter(kind=TicketEntry.Kind.STATE).values_list("at", "text")
        ),
    }
    walk = ticket.walk
    if walk is None:
        return found
    content = content_of(walk)
    steps = {one.key: one.do.en.replace("**", "") for one in content.steps}
    found["tried"] = "\n".join(
        f"{steps.get(one.step, one.step)} ({one.get_outcome_display().lower()})" for one in walk.tries.all()
    )
    if ticket.is_private:
        return found
    answers = [
        f"{question.ask.en} {next((one.say.en for one in question.answers if one.key == walk.answers[question.key]), 'I do not know')}"
        for question in content.questions
        if question.key in walk.answers
    ]
    asked = {one.key: one.what.en for one in content.evidence}
    answers += [f"{asked.get(key, key)}: {value}" for key, value in walk.evidence.items()]
    found["answers"] = "\n".join(answers)
    return found


def hints_for(reason: EscalationReason) -> list[str]:
    """What a reason needs, in words."""
    return [LABELS.get(key, key) for key in reason.needs]


def summary_of(pack: Pack) -> str:
    """Where, what device, why: one line for a notice."""
    facts = {key: value for section in pack.sections for key, _, value in section.facts}
    return ", ".join(part.replace("\n", " ") for part in (facts.get("place"), facts.get("model"), pack.reason) if part)
