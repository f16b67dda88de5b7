"""The cards that come with the program: the YAML files in ``cards/``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from firstbell.guides.content import CardContent

FOLDER = Path(__file__).parent / "cards"


def shipped_cards() -> Iterator[CardContent]:
    """Every card of every file, in the files' order. Raises ValidationError: a test reads them all."""
    for path in sorted(FOLDER.glob("*.yaml")):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for document in yaml.load(path.read_text(encoding="utf-8"), Loader=loader):  # noqa: S506  a safe loader
            yield CardContent.model_validate(document)


def digest_of(content: CardContent) -> str:
    """The same for the same content, whatever its layout in a file."""
    text = json.dumps(content.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
