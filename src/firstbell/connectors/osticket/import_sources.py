"""Makes osTicket's files known to the import machine."""

from firstbell.connectors.osticket.connector import OsTicketTables
from firstbell.connectors.osticket.queue import OsTicketQueue
from firstbell.core.imports.source import register

for source in (OsTicketTables(), OsTicketQueue()):
    register(source)
