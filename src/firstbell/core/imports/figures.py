"""How hard the machine worked."""

from __future__ import annotations

import sys


def peak_memory_kib() -> int:
    """The most memory this process ever held, in KiB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # not a Unix
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
