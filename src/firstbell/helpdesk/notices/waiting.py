"""What time does to tickets that wait: see actions.waiting."""

from __future__ import annotations

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Words, register
from firstbell.helpdesk.notices.variables import DAY, NUMBER, TICKET

TICKET_ASKS_AGAIN = register(
    NoticeKind(
        key="helpdesk.ticket_asks_again",
        label="A ticket that waited asks again",
        who="whoever works on it",
        variables=(TICKET, NUMBER),
        words={
            "en": Words(
                line="The day has come: {{ ticket }}",
                title="{{ number }} asks again",
                body="Hello {{ recipient }},\n\nthe day you set has come: {{ ticket }} is in the queue again.",
            ),
            "es": Words(
                line="Llegó el día: {{ ticket }}",
                title="{{ number }} vuelve a pedir atención",
                body="Hola, {{ recipient }}:\n\nLlegó el día que usted puso: {{ ticket }} está otra vez en la lista.",
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
        variables=(TICKET, NUMBER, DAY),
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
        variables=(TICKET, NUMBER, DAY),
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
        variables=(TICKET, NUMBER),
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
