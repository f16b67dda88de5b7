"""What REST shows of the catalogue for others, and takes for it."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from firstbell.core.api import Schema


class CatalogueAccessPatch(Schema):
    """What is left out stays. ``contact``: whom others may write to; empty: where this installation's mail comes from."""

    sru_is_on: bool = True
    oai_is_on: bool = True
    name: str = Field("", max_length=100)
    description: str = Field("", max_length=500)
    contact: str = Field("", max_length=254)
    most_records: int = Field(50, ge=1, le=200, description="In one answer")


class CatalogueAccessOut(Schema):
    """Whether others may search the catalogue (SRU) and gather its records (OAI-PMH)."""

    sru_is_on: bool
    oai_is_on: bool
    name: str
    description: str
    contact: str
    most_records: int
    source: str
    last_checked: dt.date | None
