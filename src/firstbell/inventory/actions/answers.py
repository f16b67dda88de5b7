"""The answers a status change was given, checked against what its transition asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from firstbell.core.errors import Invalid
from firstbell.inventory.actions.tags import TagCheck
from firstbell.inventory.lifecycle import Need, Transition
from firstbell.inventory.models import Condition, FundingSource, Item
from firstbell.rooms.models import Place


@dataclass
class Answers:
    """``stored`` goes into the status change as JSON; ``item_values`` are fields of the item; ``place`` where it is."""

    stored: dict[str, Any] = field(default_factory=dict)
    item_values: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None

    @classmethod
    def read(cls, step: Transition, details: Mapping[str, Any], item: Item) -> Answers:
        """Check every need of the transition. Raises Invalid naming the first that is missing or wrong."""
        unknown = set(details) - {need.name for need in step.needs}
        if unknown:
            raise Invalid(f"“{step.button}” does not ask for: {', '.join(sorted(unknown))}.", field=min(unknown))
        answers = cls()
        for need in step.needs:
            answers._take(need, details, item)
        slot = answers.stored.get("slot")
        if slot is not None or step.to == "placed":
            answers.item_values |= {"home": answers.place, "home_slot": slot or ""}
        return answers

    def _take(self, need: Need, details: Mapping[str, Any], item: Item) -> None:
        value = details.get(need.name)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            if need.is_due(details):
                raise Invalid(f"“{need.label}” is missing.", remedy="Fill it in, then try again.", field=need.name)
            return
        getattr(self, f"_{need.kind}")(need, value, item)

    def _text(self, need: Need, value: Any, item: Item) -> None:
        if not isinstance(value, str) or len(value) > 2000:
            raise _wrong(need, value, "Write at most 2,000 characters.")
        self.stored[need.name] = value
        if need.name == "slot" and len(value) > Item._meta.get_field("home_slot").max_length:  # type: ignore[operator]
            raise _wrong(need, value, "A slot has at most 10 characters.")

    _long_text = _text

    def _number(self, need: Need, value: Any, item: Item) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 100_000:
            raise _wrong(need, value, "Give a whole number.")
        self.stored[need.name] = value

    def _date(self, need: Need, value: Any, item: Item) -> None:
        try:
            day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            raise _wrong(need, value, "Give a date as YYYY-MM-DD.") from None
        self.stored[need.name] = day.isoformat()

    def _choice(self, need: Need, value: Any, item: Item) -> None:
        if value not in dict(need.choices):
            raise _wrong(need, value, f"One of: {', '.join(code for code, _ in need.choices)}.")
        self.stored[need.name] = value

    def _yes_no(self, need: Need, value: Any, item: Item) -> None:
        if not isinstance(value, bool):
            raise _wrong(need, value, "Answer yes or no.")
        if need.name == "not_charging" and not value:
            raise Invalid(
                "A battery that may be damaged must not be charged.", remedy="Unplug it first.", field=need.name
            )
        self.stored[need.name] = value

    def _checklist(self, need: Need, value: Any, item: Item) -> None:
        codes = [code for code, _ in need.choices]
        open_lines = [label for code, label in need.choices if code not in value]
        if open_lines:
            raise Invalid(
                f"Not yet checked: {', '.join(open_lines)}.",
                remedy="Check them, or leave the item where it is until they are in order.",
                field=need.name,
            )
        self.stored[need.name] = codes

    def _place(self, need: Need, value: Any, item: Item) -> None:
        if not isinstance(value, Place):
            raise _wrong(need, value, "Choose a place.")
        if value.closed_at is not None:
            raise Invalid(f"{value} is closed.", remedy="Choose a place that is in use.", field=need.name)
        self.place = value
        self.stored[need.name] = {"id": value.pk, "name": value.name}

    def _condition(self, need: Need, value: Any, item: Item) -> None:
        if value not in Condition.values:
            raise _wrong(need, value, f"One of: {', '.join(Condition.values)}.")
        self.stored[need.name] = str(value)
        self.item_values["condition"] = value

    def _barcode(self, need: Need, value: Any, item: Item) -> None:
        tag = TagCheck.current().accepted(str(value), item_id=item.pk, field=need.name)
        self.stored[need.name] = tag.text
        self.item_values |= {"barcode": tag.text, "barcode_norm": tag.code}

    def _funding(self, need: Need, value: Any, item: Item) -> None:
        source = value if isinstance(value, FundingSource) else FundingSource.objects.filter(code=value).first()
        if source is None:
            raise _wrong(need, value, "Choose one of the funding sources, or add it first.")
        self.stored[need.name] = source.code
        self.item_values["funding_source"] = source


def _wrong(need: Need, value: Any, remedy: str) -> Invalid:
    return Invalid(f"“{str(value)[:60]}” is not an answer to “{need.label}”.", remedy=remedy, field=need.name)
