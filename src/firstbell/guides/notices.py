"""What guides tell people: an article is due to be looked at."""

from __future__ import annotations

import datetime as dt

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.guides.permissions import GuidesPermission

ARTICLE_DUE = register(
    NoticeKind(
        key="guides.article_due",
        needs=GuidesPermission.ARTICLE_EDIT,
        label="An article is due for review",
        who="its owner; whoever may write there when it has none",
        variables=(
            Variable("article", "Its title", en="Connect to the school Wi-Fi", es="Conectarse al Wi-Fi de la escuela"),
            Variable("day", "The day it was to be looked at", en=dt.date(2026, 11, 24)),
        ),
        words={
            "en": Words(
                line="Is it still right? {{ article }}",
                title="Please look at “{{ article }}”",
                body="Hello {{ recipient }},\n\nthe article “{{ article }}” was to be looked at by {{ day }}.\n\n"
                "Read it once. If it is still right, say so on its page; if not, mend it or withdraw it.",
            ),
            "es": Words(
                line="¿Sigue siendo correcto? {{ article }}",
                title="Por favor, revise «{{ article }}»",
                body="Hola, {{ recipient }}:\n\nEl artículo «{{ article }}» debía revisarse para el {{ day }}.\n\n"
                "Léalo una vez. Si sigue siendo correcto, dígalo en su página; si no, corríjalo o retírelo.",
            ),
        },
        email=Choice.DIGEST,
    )
)
