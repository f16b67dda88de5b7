"""The rules for places began here; every source shares them now (``connectors.base``)."""

from firstbell.connectors.base.actions.rules import place_unit, remove_rule, save_rule

__all__ = ["place_unit", "remove_rule", "save_rule"]
