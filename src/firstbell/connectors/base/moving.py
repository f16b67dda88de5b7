"""Moving in, step by step: what is here already, what is missing, which file brings it. Connectors add their steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item, ManagementRecord
from firstbell.people.models import Person
from firstbell.rooms.models import BellSchedule, Place


@dataclass(frozen=True)
class MovingStep:
    """``count(actor)``: how much of it is here, as far as the actor sees; ``unit`` names what is counted.

    ``command``: the same on the command line. A step that is ``optional`` is not missing when nothing of it is here.
    """

    order: int
    title: str
    text: str
    count: Callable[[Actor], int]
    unit: str
    command: str
    optional: bool = False


@dataclass(frozen=True)
class StepState:
    """A step with what is here of it."""

    step: MovingStep
    found: int

    @property
    def is_done(self) -> bool:
        return self.found > 0

    @property
    def word(self) -> str:
        return "Done" if self.is_done else "If you have it" if self.step.optional else "Missing"

    @property
    def tone(self) -> str:
        return "good" if self.is_done else "neutral" if self.step.optional else "warn"


_steps: dict[str, MovingStep] = {}


def register_step(step: MovingStep) -> None:
    """Make a step known; done by a connector's ``import_sources`` module at start-up."""
    _steps[step.title] = step


def moving_steps(actor: Actor) -> list[StepState]:
    """Every step in order; one query for each."""
    return [StepState(step, step.count(actor)) for step in sorted(_steps.values(), key=lambda one: one.order)]


def _roster(actor: Actor) -> int:
    return Person.objects.visible_to(actor).exclude(source=None).count()


def _records(actor: Actor) -> int:
    return ManagementRecord.objects.filter(device__in=Item.objects.visible_to(actor)).count()


def _bells(actor: Actor) -> int:
    places = Place.objects.visible_to(actor).values("organisation_id")
    return BellSchedule.objects.filter(organisation_id__in=places).count()


register_step(MovingStep(
    10, "People", "Last night's OneRoster zip from the student system. Everything else finds its people and schools by it.",
    _roster, "people of the roster", "firstbell import oneroster roster.zip",
))  # fmt: skip
register_step(MovingStep(
    20, "Rooms and carts", "A table with a name and a school for each: things are then found where they are, carts with their slots.",
    lambda actor: Place.objects.visible_to(actor).count(), "places", "firstbell import places rooms.csv",
))  # fmt: skip
register_step(MovingStep(
    30, "Bell schedules", "A table with one row for each period. Due times and the desk's day follow it.",
    _bells, "kinds of day", "firstbell import bells bells.csv", optional=True,
))  # fmt: skip
register_step(MovingStep(
    70, "What the consoles know", "The device lists of Google Admin, Intune or Jamf: last sign-in, end of updates, differences to ours.",
    _records, "devices known to a console", "firstbell import google-csv devices.csv",
))  # fmt: skip
register_step(MovingStep(
    80, "Who has what", "Choose “make the assignments” on the preview of a list: each thing goes to whom it names, by the lending rules.",
    lambda actor: Loan.objects.visible_to(actor).open().count(), "things handed out", "firstbell import snipe-it assets.csv --assign",
))  # fmt: skip
