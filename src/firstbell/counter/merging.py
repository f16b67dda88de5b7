"""What the counter says when two persons or two items turn out to be one: scans are never rewritten, so they stay."""

from __future__ import annotations

from firstbell.core.merging import keep_with_loser

keep_with_loser("counter.Scan", "person")
keep_with_loser("counter.Scan", "item")
