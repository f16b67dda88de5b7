"""Makes Zammad's files known to the import machine."""

from firstbell.connectors.zammad.connector import ZammadDocuments
from firstbell.connectors.zammad.report import ZammadReport
from firstbell.core.imports.source import register

for source in (ZammadDocuments(), ZammadReport()):
    register(source)
