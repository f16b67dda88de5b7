"""Makes Intune's export known to the import machine."""

from firstbell.connectors.intune.connector import IntuneSource
from firstbell.core.imports.source import register

register(IntuneSource())
