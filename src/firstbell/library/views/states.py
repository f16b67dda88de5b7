"""How a copy's state is said: in the library's words, never with who has it."""

from __future__ import annotations

from django.utils.safestring import SafeString

from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Tone
from firstbell.inventory.models import Status
from firstbell.library.models import Copy

TONES: dict[str, Tone] = {
    Status.AVAILABLE: "good", Status.ON_LOAN: "brass", Status.MISSING: "bad", Status.LOST: "bad", Status.STOLEN: "bad",
    Status.IN_REPAIR: "warn", Status.IN_TRIAGE: "warn", Status.QUARANTINE: "warn",
}  # fmt: skip


def state_words(copy: Copy) -> str:
    """A copy's state; what inventory calls retiring the library calls withdrawn."""
    return "Withdrawn" if copy.status == Status.RETIRING else str(copy.get_status_display())


def state_badge(copy: Copy) -> SafeString:
    return marks.badge(state_words(copy), tone=TONES.get(copy.status, "neutral"))
