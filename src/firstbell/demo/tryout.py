"""What the seeded demo holds for trying out, read from the folder that the seed wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from firstbell.core.actor import Actor
from firstbell.inventory.models import Status
from firstbell.library.models import Copy
from firstbell.library.permissions import LibraryPermission

SAMPLES = {
    "oneroster.zip": "Tonight's roster (OneRoster zip)",
    "chromebooks.csv": "Tonight's Chromebooks (Google Admin export)",
}


@dataclass(frozen=True, slots=True)
class Code:
    """Something to scan: what it is and what its label carries."""

    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    label: str


def scan_codes() -> list[Code]:
    """The badge, the device and a loaner of the demo's student; nothing when the seed left none."""
    try:
        district = json.loads((Path(settings.DATA) / "files" / "district.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    stu, loaner = district["cast"].get("stu", {}), district.get("loaner", {})
    found = [
        Code("Stu's badge", stu.get("badge", "")),
        Code("Stu's Chromebook", stu.get("device_asset_tag", "")),
        Code("A loaner", loaner.get("asset_tag", "")),
    ]
    return [one for one in found if one.code]


def book_codes(actor: Actor) -> list[Code]:
    """Two books on the shelves of where the actor catalogues."""
    scope = actor.scope(LibraryPermission.CATALOGUE_WORK)
    here = Copy.objects.filter(scope.q("organisation__path"), status=Status.AVAILABLE).select_related("product")
    return [Code(copy.product.name, copy.barcode) for copy in here.order_by("pk")[:2]]


def sample_files() -> list[Sample]:
    return [Sample(name, label) for name, label in SAMPLES.items() if sample_path(name).exists()]


def sample_path(name: str) -> Path:
    """Where a sample lies; ``name`` must be one of :data:`SAMPLES`."""
    if name not in SAMPLES:
        raise KeyError(name)
    return Path(settings.DATA) / "tonight" / name
