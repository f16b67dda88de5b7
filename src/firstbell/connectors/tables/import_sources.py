"""Makes tables of one's own known to the import machine."""

from firstbell.connectors.tables.bells import BellsTable
from firstbell.connectors.tables.connector import ItemsTable, PeopleTable
from firstbell.connectors.tables.places import PlacesTable
from firstbell.core.imports.source import register

for source in (ItemsTable(), PeopleTable(), PlacesTable(), BellsTable()):
    register(source)
