"""Makes OneRoster known to the import machine."""

from firstbell.connectors.oneroster.connector import OneRosterSource
from firstbell.core.imports.source import register

register(OneRosterSource())
