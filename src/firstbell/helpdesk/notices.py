"""What the help desk tells people about their tickets. A private ticket is named by its number only."""

from __future__ import annotations

import datetime as dt

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register

_TICKET = Variable("ticket", "Number and title; a private one's number", en="T-12 Screen: Chromebook EHS-1042")
_NUMBER = Variable("number", "The number", en="T-12")
_RATE = Variable(
    "rate", "Link to say whether it was good; works once", en="https://desk.example.org/helpdesk/rate/abc/"
)
_DAY = Variable("day", "The day", en=dt.date(2026, 11, 24))
_WHO = Variable("who", "Who wrote", en="Tess Okafor")
_PERIOD = Variable("period", "The period", en="4")

TICKET_OPENED_FOR_YOU = register(
    NoticeKind(
        key="helpdesk.ticket_opened_for_you",
        label="A ticket was opened on somebody's behalf",
        who="the requester",
        variables=(_TICKET, _NUMBER, Variable("who", "Who opened it", en="Tess Okafor")),
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
        variables=(_TICKET, _NUMBER, Variable("who", "Who wrote", en="Tess Okafor")),
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
        variables=(_TICKET, _NUMBER, _RATE),
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
        variables=(_TICKET, _NUMBER),
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

# --- what time does; see actions.waiting ------------------------------------------------------------------------------

TICKET_ASKS_AGAIN = register(
    NoticeKind(
        key="helpdesk.ticket_asks_again",
        label="A ticket that waited asks again",
        who="whoever works on it",
        variables=(_TICKET, _NUMBER),
        words={
            "en": Words(
                line="The day has come: {{ ticket }}",
                title="{{ number }} asks again",
                body="Hello {{ recipient }},\n\nthe day you set has come: {{ ticket }} is at the top of the queue again.",
            ),
            "es": Words(
                line="Llegó el día: {{ ticket }}",
                title="{{ number }} vuelve a pedir atención",
                body="Hola, {{ recipient }}:\n\nLlegó el día que usted puso: {{ ticket }} está otra vez al principio "
                "de la lista.",
            ),
        },
        email=Choice.DIGEST,
    )
)

TICKET_STILL_WAITS = register(
    NoticeKind(
        key="helpdesk.ticket_still_waits",
        label="A ticket waits for the requester: reminder",
        who="the requester",
        variables=(_TICKET, _NUMBER, _DAY),
        words={
            "en": Words(
                line="We wait for your answer: {{ ticket }}",
                title="We wait for your answer on {{ number }}",
                body="Hello {{ recipient }},\n\nwe asked you something about {{ ticket }} and have no answer yet.\n\n"
                "Please open the ticket and write a line. Without an answer we close it on {{ day }}.",
            ),
            "es": Words(
                line="Esperamos su respuesta: {{ ticket }}",
                title="Esperamos su respuesta en {{ number }}",
                body="Hola, {{ recipient }}:\n\nLe preguntamos algo sobre {{ ticket }} y todavía no tenemos respuesta.\n\n"
                "Por favor, abra la solicitud y escriba una línea. Sin respuesta la cerramos el {{ day }}.",
            ),
        },
    )
)

TICKET_WILL_CLOSE = register(
    NoticeKind(
        key="helpdesk.ticket_will_close",
        label="A ticket waits for the requester: it will be closed",
        who="the requester",
        variables=(_TICKET, _NUMBER, _DAY),
        words={
            "en": Words(
                line="Closed on {{ day }} without your answer: {{ ticket }}",
                title="{{ number }} will be closed on {{ day }}",
                body="Hello {{ recipient }},\n\nwe still have no answer about {{ ticket }} and will close it on {{ day }}.\n\n"
                "Does it still not work? Write a line on the ticket and it stays open.",
            ),
            "es": Words(
                line="Se cierra el {{ day }} sin su respuesta: {{ ticket }}",
                title="{{ number }} se cierra el {{ day }}",
                body="Hola, {{ recipient }}:\n\nSeguimos sin respuesta sobre {{ ticket }} y la cerramos el {{ day }}.\n\n"
                "¿Todavía no funciona? Escriba una línea en la solicitud y queda abierta.",
            ),
        },
        may_wait=False,
    )
)

TICKET_CLOSED_NO_REPLY = register(
    NoticeKind(
        key="helpdesk.ticket_closed_no_reply",
        label="A ticket was closed without a reply",
        who="the requester",
        variables=(_TICKET, _NUMBER),
        words={
            "en": Words(
                line="Closed without an answer: {{ ticket }}",
                title="{{ number }} is closed",
                body="Hello {{ recipient }},\n\nwe had no answer about {{ ticket }}, so it is closed.\n\n"
                "Does it still not work? Open the ticket and press “Reopen”.",
            ),
            "es": Words(
                line="Cerrada sin respuesta: {{ ticket }}",
                title="{{ number }} está cerrada",
                body="Hola, {{ recipient }}:\n\nNo tuvimos respuesta sobre {{ ticket }}, por eso está cerrada.\n\n"
                "¿Todavía no funciona? Abra la solicitud y pulse «Reopen».",
            ),
        },
    )
)

# --- people around a ticket -------------------------------------------------------------------------------------------

TICKET_MENTIONED = register(
    NoticeKind(
        key="helpdesk.ticket_mentioned",
        label="Somebody was named in a note",
        who="who was named",
        variables=(_TICKET, _NUMBER, _WHO),
        words={
            "en": Words(
                line="{{ who }} named you on {{ ticket }}",
                title="{{ who }} named you on {{ number }}",
                body="Hello {{ recipient }},\n\n{{ who }} named you in a note on {{ ticket }}.",
            ),
            "es": Words(
                line="{{ who }} le nombró en {{ ticket }}",
                title="{{ who }} le nombró en {{ number }}",
                body="Hola, {{ recipient }}:\n\n{{ who }} le nombró en una nota de {{ ticket }}.",
            ),
        },
    )
)

WATCHED_ENDED = register(
    NoticeKind(
        key="helpdesk.watched_ended",
        label="A watched ticket was resolved",
        who="those who watch it",
        variables=(_TICKET, _NUMBER),
        words={
            "en": Words(
                line="Resolved, you watch it: {{ ticket }}",
                title="{{ number }}, which you watch, is resolved",
                body="Hello {{ recipient }},\n\nyou watch {{ ticket }}. It is resolved.",
            ),
            "es": Words(
                line="Resuelta, usted la sigue: {{ ticket }}",
                title="{{ number }}, que usted sigue, está resuelta",
                body="Hola, {{ recipient }}:\n\nUsted sigue {{ ticket }}. Está resuelta.",
            ),
        },
        email=Choice.DIGEST,
        hold_seconds=90,
    )
)

TICKET_NOT_GOOD = register(
    NoticeKind(
        key="helpdesk.ticket_not_good",
        label="A requester was not content with the end",
        who="whoever worked on it",
        variables=(_TICKET, _NUMBER),
        words={
            "en": Words(
                line="Not good, says the requester: {{ ticket }}",
                title="The requester of {{ number }} is not content",
                body="Hello {{ recipient }},\n\nthe requester says of {{ ticket }}: not good. Why stands on the ticket.",
            ),
            "es": Words(
                line="No estuvo bien, dice quien pidió: {{ ticket }}",
                title="Quien pidió {{ number }} no está conforme",
                body="Hola, {{ recipient }}:\n\nQuien pidió {{ ticket }} dice: no estuvo bien. El porqué está en la solicitud.",
            ),
        },
        email=Choice.DIGEST,
    )
)

VISIT_PLANNED = register(
    NoticeKind(
        key="helpdesk.visit_planned",
        label="A technician will come",
        who="the requester",
        variables=(
            _TICKET, _NUMBER, _DAY, _PERIOD,
            Variable("at", "From and to", en="10:05–10:55"),
            Variable("room", "The room", en="Room 204"),
            Variable("why", "Why then", en="your room is empty", es="su salón está vacío"),
        ),
        words={
            "en": Words(
                line="{{ day }}, period {{ period }}: we come to {{ room }}, {{ why }} ({{ number }})",
                title="We come on {{ day }}, period {{ period }}",
                body="Hello {{ recipient }},\n\nabout {{ ticket }}: we come on {{ day }}, period {{ period }} ({{ at }}), to "
                "{{ room }}. Then {{ why }}.\n\nDoes it not suit you? Open the ticket and press “Does not suit”.",
            ),
            "es": Words(
                line="{{ day }}, periodo {{ period }}: vamos a {{ room }}, {{ why }} ({{ number }})",
                title="Vamos el {{ day }}, periodo {{ period }}",
                body="Hola, {{ recipient }}:\n\nSobre {{ ticket }}: vamos el {{ day }}, periodo {{ period }} ({{ at }}), a "
                "{{ room }}. A esa hora {{ why }}.\n\n¿No le conviene? Abra la solicitud y pulse «Does not suit».",
            ),
        },
        may_wait=False,
    )
)  # fmt: skip

VISIT_DECLINED = register(
    NoticeKind(
        key="helpdesk.visit_declined",
        label="A visit does not suit the requester",
        who="who would have come",
        variables=(_TICKET, _NUMBER),
        words={
            "en": Words(
                line="The visit does not suit: {{ ticket }}",
                title="The visit of {{ number }} does not suit",
                body="Hello {{ recipient }},\n\nthe requester of {{ ticket }} says that the visit does not suit. Choose "
                "another period.",
            ),
            "es": Words(
                line="La visita no conviene: {{ ticket }}",
                title="La visita de {{ number }} no conviene",
                body="Hola, {{ recipient }}:\n\nA quien pidió {{ ticket }} no le conviene la visita. Elija otro periodo.",
            ),
        },
    )
)

HELPER_JOB_GIVEN = register(
    NoticeKind(
        key="helpdesk.helper_job_given",
        label="A student helper has something to do",
        who="the student helper",
        variables=(_NUMBER, Variable("room", "Where", en="Room 204")),
        words={
            "en": Words(
                line="Something to do for you: {{ number }}, {{ room }}",
                title="Something to do for you",
                body="Hello {{ recipient }},\n\na technician has something for you to do: {{ number }}, {{ room }}.",
            ),
            "es": Words(
                line="Hay algo para usted: {{ number }}, {{ room }}",
                title="Hay algo para usted",
                body="Hola, {{ recipient }}:\n\nUn técnico le dio algo para hacer: {{ number }}, {{ room }}.",
            ),
        },
    )
)

HELPER_JOB_DONE = register(
    NoticeKind(
        key="helpdesk.helper_job_done",
        label="A student helper's work waits for sign-off",
        who="whoever works on the ticket",
        variables=(_TICKET, _NUMBER, _WHO),
        words={
            "en": Words(
                line="{{ who }} is done: {{ ticket }}",
                title="{{ number }} waits for your sign-off",
                body="Hello {{ recipient }},\n\n{{ who }} says that {{ ticket }} is done. Sign it off, or give it back.",
            ),
            "es": Words(
                line="{{ who }} terminó: {{ ticket }}",
                title="{{ number }} espera su visto bueno",
                body="Hola, {{ recipient }}:\n\n{{ who }} dice que {{ ticket }} está listo. Dé el visto bueno o devuélvalo.",
            ),
        },
    )
)
