"""Resumption tokens: where a harvest stands, signed and carried by the harvester. Nothing is kept here."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.core import signing

from firstbell.connectors.sru.harvesting.arguments import Refused

LIFETIME = dt.timedelta(days=1)
_SALT = "firstbell.sru.harvesting"


@dataclass(frozen=True, slots=True)
class Standing:
    """``stage`` is “t” while titles are listed, “g” for those that are gone. ``at`` and ``pk`` are the last one sent.

    ``start`` and ``end`` are moments in ISO form, "" for none; ``sent`` counts records before this answer.
    """

    verb: str
    prefix: str
    set_spec: str
    start: str
    end: str
    total: int
    stage: str = "t"
    at: str = ""
    pk: int = 0
    sent: int = 0


def sealed(standing: Standing) -> str:
    return signing.dumps(asdict(standing), salt=_SALT, compress=True)


def opened(token: str, verb: str) -> Standing:
    """Raises Refused (badResumptionToken)."""
    try:
        standing = Standing(**signing.loads(token, salt=_SALT, max_age=LIFETIME))
    except (signing.BadSignature, TypeError, ValueError):
        raise Refused("badResumptionToken", "The token is not ours, or it is older than a day: begin again.") from None
    if standing.verb != verb:
        raise Refused("badResumptionToken", f"The token belongs to {standing.verb}.")
    return standing
