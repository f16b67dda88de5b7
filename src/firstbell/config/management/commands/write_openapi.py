"""``firstbell manage write_openapi``: keep docs/reference/openapi.json true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from firstbell.config.api import api

SNAPSHOT = Path("docs/reference/openapi.json")


def document() -> str:
    """The API's document as it is stored: sorted, indented, with a line end."""
    return (
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )


class Command(BaseCommand):
    help = "Write the REST API's OpenAPI document to docs/reference/openapi.json, or only compare it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the stored document is not true any more")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        path = settings.SOURCE.parent.parent / SNAPSHOT
        now = document()
        if check:
            if not path.exists() or path.read_text() != now:
                raise CommandError(f"{SNAPSHOT} is out of date: run `firstbell manage write_openapi`.")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now)
        self.stdout.write(f"{SNAPSHOT} written.")
