"""What the library tells people: a pathfinder is due to be looked at."""

from __future__ import annotations

import datetime as dt

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.library.permissions import LibraryPermission

PATHFINDER_DUE = register(
    NoticeKind(
        key="library.pathfinder_due",
        needs=LibraryPermission.PATHFINDER_WRITE,
        label="A pathfinder is due for review",
        who="its owner; whoever edits everybody's when it has none",
        variables=(
            Variable("pathfinder", "Its title", en="Volcanoes", es="Volcanes"),
            Variable("day", "The day it was to be looked at", en=dt.date(2026, 11, 24)),
        ),
        words={
            "en": Words(
                line="Is it still right? {{ pathfinder }}",
                title="Please look at your pathfinder “{{ pathfinder }}”",
                body="Hello {{ recipient }},\n\nthe pathfinder “{{ pathfinder }}” was to be looked at by {{ day }}.\n\n"
                "Try its links. If it is still right, say so on its page; if not, mend it or retire it.",
            ),
            "es": Words(
                line="¿Sigue al día? {{ pathfinder }}",
                title="Por favor, revise su guía «{{ pathfinder }}»",
                body="Hola, {{ recipient }}:\n\nLa guía «{{ pathfinder }}» debía revisarse para el {{ day }}.\n\n"
                "Pruebe sus enlaces. Si sigue al día, dígalo en su página; si no, corríjala o retírela.",
            ),
        },
        email=Choice.DIGEST,
    )
)
