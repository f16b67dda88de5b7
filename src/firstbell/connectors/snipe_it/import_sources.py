"""Makes Snipe-IT's exports known to the import machine, and their steps to the page about moving in."""

from firstbell.connectors.base.moving import MovingStep, register_step
from firstbell.connectors.snipe_it.connector import SNIPE_IT, SnipeItAssets
from firstbell.connectors.snipe_it.history import SnipeItHistory
from firstbell.connectors.snipe_it.users import SnipeItUsers
from firstbell.core.actor import Actor
from firstbell.core.imports.source import register
from firstbell.inventory.models import Item, PastEvent, RegisterRecord
from firstbell.people.models import Person


def _assets(actor: Actor) -> int:
    here = Item.objects.visible_to(actor)
    return RegisterRecord.objects.filter(register=SNIPE_IT.key, item__in=here).count()


def _provisional(actor: Actor) -> int:
    return Person.objects.visible_to(actor).filter(is_provisional=True).count()


def _history(actor: Actor) -> int:
    return PastEvent.objects.filter(register=SNIPE_IT.key, item__in=Item.objects.visible_to(actor)).count()


for source in (SnipeItAssets(), SnipeItUsers(), SnipeItHistory()):
    register(source)

register_step(MovingStep(
    40, "People outside the roster", "Snipe-IT, People, Export: matched with the roster. Who is missing comes in only if you say so.",
    _provisional, "provisional people", "firstbell import snipe-it-users users.csv --dry-run", optional=True,
))  # fmt: skip
register_step(MovingStep(
    50, "Things from Snipe-IT", "Assets, Export, or the custom asset report with all columns: models, prices, warranties, custom fields.",
    _assets, "things from Snipe-IT", "firstbell import snipe-it assets.csv --dry-run",
))  # fmt: skip
register_step(MovingStep(
    60, "What happened before", "Reports, Activity Report, Download: stands on each thing's page as the system before told it.",
    _history, "past events", "firstbell import snipe-it-history activity.csv", optional=True,
))  # fmt: skip
