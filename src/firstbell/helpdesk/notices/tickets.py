"""To the requester and to whoever works on a ticket. A private ticket is named by its number only."""

from __future__ import annotations

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.helpdesk.notices.variables import NUMBER, RATE, TICKET

TICKET_OPENED_FOR_YOU = register(
    NoticeKind(
        key="helpdesk.ticket_opened_for_you",
        label="A ticket was opened on somebody's behalf",
        who="the requester",
        variables=(TICKET, NUMBER, Variable("who", "Who opened it", en="Tess Okafor")),
        words={
            "en": Words(
                line="{{ who }} opened a ticket for you: {{ ticket }}",
                title="Ticket {{ number }} was opened for you",
                body="Hello {{ recipient }},\n\n{{ who }} opened a ticket for you: {{ ticket }}.\n\n"
                "We will tell you when there is an answer.",
            ),
            "es": Words(
                line="{{ who }} abrió una solicitud para usted: {{ ticket }}",
                title="Se abrió la solicitud {{ number }} para usted",
                body="Hola, {{ recipient }}:\n\n{{ who }} abrió una solicitud para usted: {{ ticket }}.\n\n"
                "Le avisaremos cuando haya una respuesta.",
            ),
        },
        email=Choice.DIGEST,
        hold_seconds=90,
    )
)

TICKET_ANSWERED = register(
    NoticeKind(
        key="helpdesk.ticket_answered",
        label="A ticket was answered",
        who="the requester; whoever works on it when the requester writes",
        variables=(TICKET, NUMBER, Variable("who", "Who wrote", en="Tess Okafor")),
        words={
            "en": Words(
                line="{{ who }} wrote on {{ ticket }}",
                title="An answer on {{ number }}",
                body="Hello {{ recipient }},\n\n{{ who }} wrote on {{ ticket }}.",
            ),
            "es": Words(
                line="{{ who }} escribió en {{ ticket }}",
                title="Una respuesta en {{ number }}",
                body="Hola, {{ recipient }}:\n\n{{ who }} escribió en {{ ticket }}.",
            ),
        },
    )
)

TICKET_RESOLVED = register(
    NoticeKind(
        key="helpdesk.ticket_resolved",
        label="A ticket was resolved",
        who="the requester",
        variables=(TICKET, NUMBER, RATE),
        words={
            "en": Words(
                line="Resolved: {{ ticket }}",
                title="Ticket {{ number }} is resolved",
                body="Hello {{ recipient }},\n\nyour ticket {{ ticket }} is resolved.\n\n"
                "Was it good? One tap: {{ rate }}\n\n"
                "If it still does not work, write on the ticket and we go on.",
            ),
            "es": Words(
                line="Resuelta: {{ ticket }}",
                title="La solicitud {{ number }} está resuelta",
                body="Hola, {{ recipient }}:\n\nSu solicitud {{ ticket }} está resuelta.\n\n"
                "¿Estuvo bien? Un toque: {{ rate }}\n\n"
                "Si todavía no funciona, escriba en la solicitud y seguimos.",
            ),
        },
        hold_seconds=90,
    )
)

INCIDENT_SOLVED = register(
    NoticeKind(
        key="helpdesk.incident_solved",
        label="Something that many reported works again",
        who="everybody who said that they have it too",
        variables=(TICKET, NUMBER),
        words={
            "en": Words(
                line="It works again: {{ ticket }}",
                title="It works again",
                body="Hello {{ recipient }},\n\nyou told us that you have this too: {{ ticket }}. It works again.\n\n"
                "If it does not for you, tell us.",
            ),
            "es": Words(
                line="Ya funciona: {{ ticket }}",
                title="Ya funciona",
                body="Hola, {{ recipient }}:\n\nUsted nos dijo que también le pasaba esto: {{ ticket }}. Ya funciona.\n\n"
                "Si a usted no le funciona, díganos.",
            ),
        },
    )
)
