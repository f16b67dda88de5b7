"""A clock to set in tests: ``at(monkeypatch, when)`` makes ``timezone.now`` say so."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone


def local(text: str) -> dt.datetime:
    """“2026-11-25 08:30” on the installation's clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(dt.UTC)


def set_clock(monkeypatch: pytest.MonkeyPatch, text: str) -> dt.datetime:
    moment = local(text)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment
