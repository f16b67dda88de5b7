"""Catalogues to ask in tests."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.catalogues.models import CatalogueTarget


def make_target(name: str = "Next town", **values: Any) -> CatalogueTarget:
    """SRU, off, at an address where nobody answers."""
    given = {"name": name, "url": "http://127.0.0.1:1/sru", **values}
    return CatalogueTarget.objects.create(**given)
