"""What people write into one line or a few, as it is kept. For this folder only."""

from __future__ import annotations

from firstbell.core.errors import Invalid


def line(value: object, field: str, longest: int, *, is_needed: bool = True) -> str:
    """One line. Raises Invalid when it is empty though needed, or too long."""
    said = " ".join(str(value or "").replace("\x00", "").split())
    return _checked(said, field, longest, is_needed)


def text(value: object, field: str, longest: int, *, is_needed: bool = True) -> str:
    """Some lines. Raises Invalid as ``line`` does."""
    said = str(value or "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return _checked(said, field, longest, is_needed)


def _checked(said: str, field: str, longest: int, is_needed: bool) -> str:
    if is_needed and not said:
        raise Invalid("There is nothing in it.", remedy="Write a few words.", field=field)
    if len(said) > longest:
        raise Invalid(f"It has {len(said):,} letters.", remedy=f"Keep it under {longest:,}.", field=field)
    return said
