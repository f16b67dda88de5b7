"""Generated pages: write them, or with `--check` say which differ from what is on disk. For the other tools here."""

import difflib
import sys
from pathlib import Path


def write_or_check(pages: dict[Path, str], arguments: list[str]) -> int:
    """The exit code: 0, or 1 when checking found a page out of date."""
    if arguments not in ([], ["--check"]):
        print("usage: write the pages, or --check them", file=sys.stderr)
        return 2
    stale = {page: text for page, text in pages.items() if not page.exists() or page.read_text() != text}
    for page, text in stale.items():
        if arguments:
            print(f"{page.name} is out of date; run: make docs")
            old = page.read_text() if page.exists() else ""
            difference = difflib.unified_diff(
                old.splitlines(), text.splitlines(), "on disk", "generated", lineterm="", n=0
            )
            print("\n".join(list(difference)[:40]))
        else:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text)
            print(f"wrote {page.name}")
    return 1 if stale and arguments else 0
