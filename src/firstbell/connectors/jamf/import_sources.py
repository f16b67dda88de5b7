"""Makes Jamf's lists known to the import machine."""

from firstbell.connectors.jamf.connector import JamfSource
from firstbell.core.imports.source import register

register(JamfSource())
