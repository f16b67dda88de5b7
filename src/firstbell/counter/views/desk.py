"""The counter's one page. With htmx only the desk is swapped; without it the whole page answers the same form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django_htmx.http import trigger_client_event

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page, undo_url
from firstbell.counter import desk as desks
from firstbell.counter.desk import Step
from firstbell.counter.forms import sealed
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.swaps import today
from firstbell.counter.views.turns import HAZARD_KEYS, Turn, first_turn, next_turn, tile_keys
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for

_LABELS = {
    Step.PERSON: "Student's badge, or a device",
    Step.DEVICE: "The broken device",
    Step.WHOSE: "Whose device?",
    Step.SYMPTOM: "What is wrong?",
    Step.LOANER: "The loaner",
    Step.CONFIRM: "Enter lends it",
    Step.OWN_DEVICE: "The student's own device",
    Step.CHECK_IN: "Enter takes it back",
}
_PLACEHOLDERS = {
    Step.PERSON: "Scan, or type a name",
    Step.WHOSE: "b, or scan another device",
    Step.SYMPTOM: "1 to 8",
    Step.CONFIRM: "Press Enter",
    Step.CHECK_IN: "Press Enter",
}
_TONE_WORDS = {
    "ok": ("good", "check", "OK"),
    "question": ("warn", "question", "Question"),
    "error": ("bad", "error", "Stop"),
}


@page(CounterPermission.COUNTER_USE)
def counter(request: Request) -> HttpResponseBase:
    """GET: a clean desk. POST: one turn."""
    turn = next_turn(request.POST, request.actor) if request.method == "POST" else first_turn(request.actor)
    context = turn_context(turn)
    if request.htmx:
        response = render(request, "counter/desk.html", context)
        return trigger_client_event(response, "desk-changed", {}) if turn.changed else response
    # A form sent without JavaScript answers the scan and leaves the day's column to its own page.
    context["today"] = today(request.actor) if request.method == "GET" else None
    context["schools"] = _schools(request.actor) if request.method == "GET" else []
    return render(request, "counter/counter.html", context)


@page(CounterPermission.COUNTER_USE)
def counter_today(request: Request) -> HttpResponseBase:
    """The column of the day, by itself for htmx or as a page."""
    context = {"page_title": "Today at the counter", "today": today(request.actor)}
    return render(request, "counter/today.html" if request.htmx else "counter/today_page.html", context)


def _schools(actor: Actor) -> list[Organisation]:
    """Whose people and devices this counter may take along for the time without network."""
    if not actor.can(CounterPermission.CAMPAIGN_SCAN):
        return []
    return list(schools_for(actor, CounterPermission.CAMPAIGN_SCAN).filter(kind=Organisation.Kind.SCHOOL))


def turn_context(turn: Turn) -> dict[str, Any]:
    desk, card = turn.desk, turn.card
    tone, icon, word = _TONE_WORDS[turn.say.tone] if turn.say is not None else ("", "", "")
    keys = tile_keys(card.tiles)
    return {
        "page_title": "Counter",
        "turn": turn,
        "desk": desk,
        "card": card,
        "step": desk.step.value,
        "sealed": sealed(desk, turn.actor),
        "stages": desks.stages(desk) if not desk.is_return else [],
        "field_label": _LABELS[desk.step],
        "field_placeholder": _PLACEHOLDERS.get(desk.step, "Scan or type"),
        "expected": desks.expected(desk.step),
        "say_tone": tone,
        "say_icon": icon,
        "say_word": word,
        "tiles": [(key, one) for key, one in keys.items() if key not in HAZARD_KEYS],
        "hazards": [(key, one) for key, one in keys.items() if key in HAZARD_KEYS],
        "picks": ",".join(str(person.pk) for person in turn.picks),
        "undo_url": undo_url(turn.done.undo) if turn.done is not None and turn.done.undo is not None else "",
        "due": _due(turn),
        "now": timezone.now(),
    }


def _due(turn: Turn) -> Any:
    return timezone.localtime(turn.card.check.due_at) if turn.card.check and turn.card.check.due_at else None
