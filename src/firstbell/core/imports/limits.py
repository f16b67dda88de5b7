"""How much an upload may ask of the machine. Settings may change every number (``FIRSTBELL_IMPORT_LIMITS``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes unless the name says otherwise."""

    upload: int = 1 * GIB
    """The file as it is uploaded."""
    entries: int = 200
    """Files inside one zip."""
    entry: int = 2 * GIB
    """One file inside a zip, unpacked."""
    unpacked: int = 4 * GIB
    """All files of a zip, unpacked."""
    ratio: int = 200
    """Unpacked size over packed size, looked at from ``ratio_from`` on."""
    ratio_from: int = 16 * MIB
    directory: int = 1 * MIB
    """The zip's own table of contents."""
    record: int = 1 * MIB
    """One row of a CSV file, over however many lines."""
    record_lines: int = 500
    """Lines that one row may span before its quote counts as never closed."""
    open_quotes: int = 500
    """Rows with a quote that is never closed before the whole file is refused."""
    issues_per_reason: int = 2000
    """Issues kept in the database for each reason; the quarantine file has all of them."""
    groups: int = 500
    """Different groups of issues kept per run."""
    samples: int = 25
    """Example changes shown per entity."""
    helpers: int = 3
    """Processes that read a large file beside the own, where there are so many more cores; 0: none."""
    inline: int = 2 * MIB
    """Uploads up to this size are previewed at once, larger ones in the background."""


def limits(**overrides: int) -> Limits:
    """The limits of this installation."""
    configured: Mapping[str, Any] = getattr(settings, "FIRSTBELL_IMPORT_LIMITS", {})
    return replace(Limits(), **{**configured, **overrides})
