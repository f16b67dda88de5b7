"""How often one may ask the REST API, as the environment says it."""

from __future__ import annotations


def rates_of(text: str) -> dict[str, tuple[int, int]]:
    """``token=1200/60 token:12=6000/60``: requests per seconds, by whom. Raises ValueError naming the part at fault."""
    rates = {}
    for part in text.replace(",", " ").split():
        name, _, rate = part.partition("=")
        requests, _, seconds = rate.partition("/")
        try:
            rates[name] = (int(requests), int(seconds))
        except ValueError:
            raise ValueError(f"FIRSTBELL_API_RATES: “{part}” is not like token=1200/60") from None
        if min(rates[name]) < 1:
            raise ValueError(f"FIRSTBELL_API_RATES: both numbers of “{part}” must be at least 1")
    return rates
