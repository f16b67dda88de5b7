"""The rules for places began here; every source shares them now (``connectors.base``)."""

from firstbell.connectors.base.models import LocationRule

__all__ = ["LocationRule"]
