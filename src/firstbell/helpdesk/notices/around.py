"""To the people around a ticket: named, watching, visited, helping."""

from __future__ import annotations

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.helpdesk.notices.variables import DAY, NUMBER, PERIOD, TICKET, WHO

TICKET_MENTIONED = register(
    NoticeKind(
        key="helpdesk.ticket_mentioned",
        label="Somebody was named in a note",
        who="who was named",
        variables=(TICKET, NUMBER, WHO),
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
        variables=(TICKET, NUMBER),
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
        variables=(TICKET, NUMBER),
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
            TICKET, NUMBER, DAY, PERIOD,
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
        variables=(TICKET, NUMBER),
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
        variables=(NUMBER, Variable("room", "Where", en="Room 204")),
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
        variables=(TICKET, NUMBER, WHO),
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
