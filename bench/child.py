"""The process behind `bench.children.Child`: reads requests from standard input, answers on standard output.

A request is one line of JSON, ``{"work": "imports.run", "arguments": {...}}``; so is the answer.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import django


def peak_mb() -> float:
    """The most memory this very program held, in MiB.

    ``ru_maxrss`` survives exec and would show the parent's; Linux says it better in ``VmHWM``.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024) if sys.platform == "darwin" else used / 1024


def answer(request: dict[str, Any]) -> dict[str, Any]:
    module, _, function = str(request["work"]).partition(".")
    try:
        result = getattr(import_module(f"bench.work.{module}"), function)(**request["arguments"])
    except Exception as error:
        traceback.print_exc()
        return {"problem": f"{type(error).__name__}: {str(error)[:300]}"}
    return {**(result or {}), "peak_mb": peak_mb()}


def main() -> None:
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not mix with the replies
    django.setup()
    for line in sys.stdin:
        replies.write(json.dumps(answer(json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
