"""What can be done with many rows of a list at once. Rooms hang it on by the list's name, in their ``list_actions.py``.

A :class:`BulkAction` calls the room's ordinary action for each row, says beforehand what that would do (:class:`Verdict`),
and takes it back. A :class:`LeadingAction` changes nothing: it takes the chosen rows to a page, e.g. to print labels.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict

from firstbell.core.actor import Actor

M = TypeVar("M", bound=Model)
Answers = Mapping[str, Any]
MOST_ROWS = 10_000
"""Of one selection: as far as lists count."""
Memory = dict[str, Any]
"""What taking back one row needs; JSON."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would happen to one row, or why nothing would."""

    outcome: Literal["change", "nothing", "refused"]
    text: str


def would_change(text: str) -> Verdict:
    """It would become as ``text`` says, e.g. “Room 12 → Room 14”."""
    return Verdict("change", text)


def nothing(text: str) -> Verdict:
    """It is so already."""
    return Verdict("nothing", text)


def refused(text: str) -> Verdict:
    """A rule or a permission stands against it."""
    return Verdict("refused", text)


class BulkAction(ABC, Generic[M]):
    """One thing to do with many rows. ``permission`` is what somebody must hold somewhere to be offered it;
    where they hold it is judged row by row."""

    key: ClassVar[str]
    label: ClassVar[str]
    permission: ClassVar[str]
    icon: ClassVar[str] = "check"
    note: ClassVar[str] = ""
    """A sentence above the form: what this does and does not."""
    most: ClassVar[int] = MOST_ROWS
    """Rows at a time."""

    @abstractmethod
    def rows(self, actor: Actor) -> QuerySet[M]:
        """Start from ``visible_to(actor)``; ``select_related`` whatever ``judge`` reads."""

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form | None:
        """What has to be known first; None when nothing has."""
        return None

    def prepared(self, rows: list[M], answers: Answers, actor: Actor) -> list[M]:
        """Attach what ``judge`` needs and a join cannot give, in constant queries."""
        return rows

    def label_of(self, row: M) -> str:
        """How a row is called in the preview."""
        return str(row)

    @abstractmethod
    def judge(self, row: M, answers: Answers, actor: Actor) -> Verdict:
        """What ``apply`` would do now. It reads only what ``rows`` and ``prepared`` loaded."""

    @abstractmethod
    def apply(self, row: M, answers: Answers, by: Actor) -> Memory | None:
        """Do it by the room's action; errors a person can cause are told on the row. None: cannot be taken back."""

    def take_back(self, row: M, memory: Memory, by: Actor) -> None:
        """Undo one row by the room's action. Raises Conflict when it has changed since."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class LeadingAction:
    """Leads somewhere with the chosen rows; ``url(selection)`` is given the number the selection is kept under."""

    key: str
    label: str
    permission: str
    url: Callable[[int], str]
    icon: str = "arrow-right"


AnyAction = BulkAction[Any] | LeadingAction
_actions: dict[str, list[AnyAction]] = {}


def register(listing: str, *actions: AnyAction) -> None:
    """Hang actions on the list of that name."""
    _actions.setdefault(listing, []).extend(actions)


def actions_for(listing: str, actor: Actor) -> list[AnyAction]:
    """What this actor may be offered there, in the order it was hung."""
    return [action for action in _actions.get(listing, ()) if actor.can(action.permission)]


def action_named(listing: str, key: str, actor: Actor) -> AnyAction | None:
    """The action of that key, if this actor may be offered it."""
    return next((action for action in actions_for(listing, actor) if action.key == key), None)


def known_listings() -> Sequence[str]:
    """Names of the lists that something hangs on."""
    return tuple(_actions)
