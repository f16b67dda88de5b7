"""How each kind of provider speaks. Nothing here writes; nothing here knows a request."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.core.errors import FirstbellError


@dataclass(frozen=True, slots=True)
class OutsideIdentity:
    """What a provider says about whoever signed in there. ``subject`` is never given to somebody else."""

    subject: str
    address: str
    is_verified: bool


class Untrusted(FirstbellError):
    """What came back is not proof: a wrong signature, audience, time, nonce, or an answer to another question."""

    code = "untrusted"
    status = 401


class Unreachable(FirstbellError):
    """The provider does not answer, or not in its language."""

    code = "unreachable"
    status = 502


__all__ = ["OutsideIdentity", "Unreachable", "Untrusted"]
