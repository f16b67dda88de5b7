"""Events are facts: frozen, in the past, each with a verb of its own, said where others look for them."""

import dataclasses
from importlib import import_module

import pytest

from firstbell.core.events import Event
from tests.architecture import house


def event_types() -> list[type[Event]]:
    for path in house.python_files():
        if path.stem == "events":
            import_module(".".join(path.relative_to(house.SOURCE.parent).with_suffix("").parts))
    found: list[type[Event]] = []
    waiting: list[type[Event]] = [Event]
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += [child for child in children if ".tests" not in child.__module__ and hasattr(child, "verb")]
    return sorted(found, key=lambda event: event.verb)


def test_there_are_events() -> None:
    assert len(event_types()) >= 20


@pytest.mark.parametrize("event", event_types(), ids=lambda event: event.verb)
def test_an_event_is_a_frozen_fact_of_its_room(event: type[Event]) -> None:
    parts = event.__module__.split(".")
    assert parts[-1] == "events" or parts[-2] == "events", f"{event.__qualname__} belongs into events.py"
    assert dataclasses.is_dataclass(event)
    assert event.__dataclass_params__.frozen, f"{event.__qualname__} can be changed"  # type: ignore[attr-defined]
    room, _, rest = event.verb.partition(".")
    assert room in parts, f"{event.verb} is not of the room {parts[1]}"
    assert rest.replace(".", "").replace("_", "").isalpha()
    assert rest.islower()


def test_no_two_events_share_a_verb() -> None:
    verbs = [event.verb for event in event_types()]
    assert len(verbs) == len(set(verbs)), sorted({verb for verb in verbs if verbs.count(verb) > 1})
