"""Makes Snipe-IT's exports known to the import machine."""

from firstbell.connectors.snipe_it.connector import SnipeItAssets
from firstbell.core.imports.source import register

register(SnipeItAssets())
