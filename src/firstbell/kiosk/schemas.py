"""What REST shows and takes of kiosks. No secret of a browser, and no PIN, ever comes out."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.kiosk.content import Language


class KioskFilter(Filter):
    organisation_id: int | None = None
    use: str = Field("", max_length=10)
    is_revoked: bool = False


class KioskOut(Schema):
    """``use``: own, self_check. ``pin_rule``, of a self-check: always, if_set, never."""

    id: int
    organisation_id: int
    place_id: int | None
    name: str
    use: str
    pin_rule: str
    registered_at: dt.datetime
    registered_by: str
    seen_at: dt.datetime | None
    revoked_at: dt.datetime | None


class KioskPatch(Schema):
    """What is left out stays."""

    use: Literal["own", "self_check"] | None = None
    pin_rule: Literal["always", "if_set", "never"] | None = None


class KioskPinIn(Schema):
    pin: str = Field(max_length=20, description="4 to 8 digits")


class SelfCheckTextOut(Schema):
    """``organisation_id``: whose words they are; null: as shipped."""

    key: str
    language: Language
    text: str
    organisation_id: int | None


class SelfCheckTextIn(Schema):
    """Both languages. Empty, or the same as above: as the organisations above say it, or as shipped."""

    en: str = Field("", max_length=300)
    es: str = Field("", max_length=300)
