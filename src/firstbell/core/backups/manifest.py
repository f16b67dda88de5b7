"""What a backup says about itself, and whether this program may restore it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from firstbell.core.backups.places import Node, known_migrations
from firstbell.core.backups.tables import Sum
from firstbell.core.errors import Conflict, Invalid

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Member:
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``kind`` is ``native`` or ``portable``; ``engine`` the database it came from; ``migrations`` what it had had.

    ``ring`` are fingerprints of the keys that seal stored secrets, newest first; ``has_keys`` whether they are inside.
    """

    program: str
    made_at: str
    engine: str
    engine_version: str
    kind: str
    migrations: list[Node]
    tables: dict[str, Sum]
    members: dict[str, Member] = field(default_factory=dict)
    media_files: int = 0
    ring: list[str] = field(default_factory=list)
    has_keys: bool = False
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def made(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.made_at)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def read_manifest(text: str) -> Manifest:
    """Raises Invalid when it is not one of ours, Conflict when a newer program made it."""
    damaged = Invalid("The backup's manifest is damaged.", remedy="Take another copy of the file, or an older backup.")
    try:
        told: dict[str, Any] = json.loads(text)
        if told["format"] > FORMAT:
            raise _newer(str(told.get("program", "?")))
        return Manifest(
            **{
                **told,
                "migrations": [(str(app), str(name)) for app, name in told["migrations"]],
                "tables": {name: Sum(**one) for name, one in told["tables"].items()},
                "members": {name: Member(**one) for name, one in told["members"].items()},
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged from error


def check_version(manifest: Manifest) -> None:
    """Raises Conflict when the backup knows migrations that this program does not."""
    unknown = sorted(set(manifest.migrations) - known_migrations())
    if unknown:
        raise _newer(manifest.program, f" It knows {unknown[0][0]}.{unknown[0][1]}, this one does not.")


def _newer(program: str, detail: str = "") -> Conflict:
    return Conflict(
        f"A newer Firstbell ({program}) made this backup.{detail}",
        remedy="Update this one, then restore.",
        code="newer",
    )
