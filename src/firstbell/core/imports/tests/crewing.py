"""Work for a crew: what it is told, and by which process."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

BAD, DEADLY = "bad", "deadly"


def doubler(setup: int) -> Callable[[list[Any]], tuple[Any, list[tuple[Any, ...]]]]:
    """Doubles words; ``setup`` is the process that asks. Raises on :data:`BAD`; a helper does not survive :data:`DEADLY`."""

    def work(block: list[Any]) -> tuple[Any, list[tuple[Any, ...]]]:
        if BAD in block:
            raise ValueError("no such word")
        is_helper = os.getpid() != setup
        if is_helper and DEADLY in block:
            os._exit(3)
        return (is_helper, [word * 2 for word in block]), [(word,) for word in block]

    return work
