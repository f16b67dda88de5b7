"""Makes the Google export known to the import machine."""

from firstbell.connectors.google_csv.connector import GoogleCsvSource
from firstbell.core.imports.source import register

register(GoogleCsvSource())
