"""Whom a question was about is forgotten with it. For this folder only."""

from __future__ import annotations

from firstbell.core.merging import forget_moved
from firstbell.counter.models import ScanConflict
from firstbell.people.models import Person


def forget_reader(conflict: ScanConflict) -> None:
    """The caller saves the conflict. What a merge remembers of it goes as well: that would still name the reader."""
    conflict.reader = None
    forget_moved(Person.KIND_REF, ScanConflict._meta.label, [conflict.pk])
