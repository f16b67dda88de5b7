"""A reader and a book whose numbers and names cannot be in a file by chance, and the moments that privacy turns on."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache
from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.core.actor import system_actor
from firstbell.people.tests.factories import Cast, ensure_role_rules, make_cast

#: Six bytes long in the file, so that they cannot be there by chance.
READER, TITLE, COPY = 0x5EC2E7A1B2C3, 0x4D3C2B1A0F5E, 0x3A9B8C7D6E5F
SURNAME, NAME, TAG = "Quillfeather", "The Zanzibar Umbrella", "QZX-77"
CLOCK = system_actor("tests")


def fresh_cast() -> Cast:
    """A school whose roster gives roles, and no cached answer of another test."""
    cache.clear()
    ensure_role_rules()
    return make_cast()


def a_minute_later() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=61)


def nearly_due(loan: Loan) -> dt.datetime:
    assert loan.due_at is not None
    return loan.due_at - dt.timedelta(hours=1)
