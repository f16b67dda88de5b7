"""What REST shows and takes of cards."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from firstbell.core.api import Schema


class CardOut(Schema):
    code: str
    title_en: str
    title_es: str
    about: str
    category: str
    version: int
    checked_on: dt.date


class CardDetailOut(CardOut):
    content: dict[str, Any]


class MatchIn(Schema):
    text: str = Field(min_length=1, max_length=4000)
    about: str = Field(default="", max_length=20, description="What it is about, e.g. projector, where that is known")
    language: Literal["en", "es"] = "en"
    most: int = Field(default=3, ge=1, le=10)


class MatchOut(Schema):
    code: str
    title: str
    sure: float
