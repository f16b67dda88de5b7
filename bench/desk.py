"""The counter and the REST API: scans and swaps at both sizes."""

from __future__ import annotations

from bench.measures import Bench


def counter(bench: Bench) -> None:
    raise NotImplementedError


def api(bench: Bench) -> None:
    raise NotImplementedError
