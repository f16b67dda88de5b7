"""Makes tables of one's own known to the import machine, and the step of old tickets to the page about moving in."""

from firstbell.connectors.base.moving import MovingStep, register_step
from firstbell.connectors.tables.bells import BellsTable
from firstbell.connectors.tables.connector import ItemsTable, PeopleTable
from firstbell.connectors.tables.places import PlacesTable
from firstbell.connectors.tables.tickets import TicketsTable
from firstbell.core.actor import Actor
from firstbell.core.imports.source import register
from firstbell.helpdesk.models import Ticket

for source in (ItemsTable(), PeopleTable(), PlacesTable(), BellsTable(), TicketsTable()):
    register(source)


def _old_tickets(actor: Actor) -> int:
    return Ticket.objects.visible_to(actor).filter(origin=Ticket.Origin.IMPORT).count()


register_step(MovingStep(
    90, "Tickets and their history", "osTicket, Zammad or any table: with their old numbers, dates and conversation. People, rooms and devices come first.",
    _old_tickets, "tickets from before", "firstbell import osticket osticket.zip --dry-run", optional=True,
))  # fmt: skip
