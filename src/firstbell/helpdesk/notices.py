"""What the help desk tells people about their tickets. A private ticket is named by its number only."""

from __future__ import annotations

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register

_TICKET = Variable("ticket", "Number and title; a private one's number", en="T-12 Screen: Chromebook EHS-1042")
_NUMBER = Variable("number", "The number", en="T-12")

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
                body="Hello {{ recipient }},\n\n{{ who }} wrote on your ticket {{ ticket }}.",
            ),
            "es": Words(
                line="{{ who }} escribió en {{ ticket }}",
                title="Una respuesta en {{ number }}",
                body="Hola, {{ recipient }}:\n\n{{ who }} escribió en su solicitud {{ ticket }}.",
            ),
        },
    )
)

TICKET_RESOLVED = register(
    NoticeKind(
        key="helpdesk.ticket_resolved",
        label="A ticket was resolved",
        who="the requester",
        variables=(_TICKET, _NUMBER),
        words={
            "en": Words(
                line="Resolved: {{ ticket }}",
                title="Ticket {{ number }} is resolved",
                body="Hello {{ recipient }},\n\nyour ticket {{ ticket }} is resolved.\n\n"
                "If it still does not work, write on the ticket and we go on.",
            ),
            "es": Words(
                line="Resuelta: {{ ticket }}",
                title="La solicitud {{ number }} está resuelta",
                body="Hola, {{ recipient }}:\n\nSu solicitud {{ ticket }} está resuelta.\n\n"
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

_WHAT = Variable("what", "First answer or resolution", en="Resolution")

PROMISE_NEAR = register(
    NoticeKind(
        key="helpdesk.promise_near",
        label="A ticket is due soon",
        who="whoever works on it, or everybody who could",
        variables=(_TICKET, _NUMBER, _WHAT, Variable("due", "By when", en="Nov 25, 2:30 PM")),
        words={
            "en": Words(
                line="{{ what }} is due {{ due }}: {{ ticket }}",
                title="{{ number }} is due soon",
                body="Hello {{ recipient }},\n\n{{ what }} of {{ ticket }} is due {{ due }}.",
            ),
            "es": Words(
                line="{{ what }}, vence {{ due }}: {{ ticket }}",
                title="{{ number }} vence pronto",
                body="Hola, {{ recipient }}:\n\n{{ ticket }} ({{ what }}) vence {{ due }}.",
            ),
        },
        email=Choice.OFF,
        for_teams=True,
    )
)

PROMISE_BROKEN = register(
    NoticeKind(
        key="helpdesk.promise_broken",
        label="A ticket is overdue",
        who="whoever works on it, or everybody who could",
        variables=(_TICKET, _NUMBER, _WHAT, Variable("due", "By when", en="Nov 25, 2:30 PM")),
        words={
            "en": Words(
                line="{{ what }} was due {{ due }}: {{ ticket }}",
                title="{{ number }} is overdue",
                body="Hello {{ recipient }},\n\n{{ what }} of {{ ticket }} was due {{ due }}.",
            ),
            "es": Words(
                line="{{ what }}, venció {{ due }}: {{ ticket }}",
                title="{{ number }} está vencida",
                body="Hola, {{ recipient }}:\n\n{{ ticket }} ({{ what }}) venció {{ due }}.",
            ),
        },
        for_teams=True,
    )
)

RULE_TELLS = register(
    NoticeKind(
        key="helpdesk.rule_tells",
        label="A rule tells of a ticket",
        who="the team the rule names",
        variables=(_TICKET, _NUMBER, Variable("rule", "The rule", en="Projectors go to Tess")),
        words={
            "en": Words(
                line="{{ rule }}: {{ ticket }}",
                title="{{ number }}: {{ rule }}",
                body="Hello {{ recipient }},\n\nthe rule “{{ rule }}” fits {{ ticket }}.",
            ),
            "es": Words(
                line="{{ rule }}: {{ ticket }}",
                title="{{ number }}: {{ rule }}",
                body="Hola, {{ recipient }}:\n\nLa regla “{{ rule }}” se aplica a {{ ticket }}.",
            ),
        },
        for_teams=True,
    )
)

_REASON = Variable("reason", "Why it was escalated", en="Network core")

ESCALATED = register(
    NoticeKind(
        key="helpdesk.escalated",
        label="A ticket was escalated to the district",
        who="whoever answers for the district",
        variables=(_TICKET, _NUMBER, _REASON, Variable("who", "Who escalated", en="Tess Okafor")),
        words={
            "en": Words(
                line="{{ who }} escalated ({{ reason }}): {{ ticket }}",
                title="Escalated: {{ number }}",
                body="Hello {{ recipient }},\n\n{{ who }} asks for your help with {{ ticket }}.\n\nReason: {{ reason }}. "
                "The evidence is on the ticket.",
            ),
            "es": Words(
                line="{{ who }} pide ayuda ({{ reason }}): {{ ticket }}",
                title="Pide ayuda: {{ number }}",
                body="Hola, {{ recipient }}:\n\n{{ who }} le pide ayuda con {{ ticket }}.\n\nMotivo: {{ reason }}. "
                "Los datos están en la solicitud.",
            ),
        },
        for_teams=True,
    )
)

ESCALATION_ANSWERED = register(
    NoticeKind(
        key="helpdesk.escalation_answered",
        label="The district answered an escalation",
        who="whoever sent it",
        variables=(_TICKET, _NUMBER, Variable("how", "What came of it", en="Returned, incomplete")),
        words={
            "en": Words(
                line="{{ how }}: {{ ticket }}",
                title="{{ number }}: {{ how }}",
                body="Hello {{ recipient }},\n\nthe district answered your escalation of {{ ticket }}: {{ how }}.",
            ),
            "es": Words(
                line="{{ how }}: {{ ticket }}",
                title="{{ number }}: {{ how }}",
                body="Hola, {{ recipient }}:\n\nEl distrito contestó su pedido sobre {{ ticket }}: {{ how }}.",
            ),
        },
    )
)

EVIDENCE = register(
    NoticeKind(
        key="helpdesk.evidence",
        label="Somebody shows a team the evidence of a ticket",
        who="the team that was chosen",
        variables=(
            _TICKET,
            _NUMBER,
            Variable("who", "Who shows it", en="Tess Okafor"),
            Variable("about", "Where and which device", en="Room 12, Acer Chromebook 311"),
        ),
        words={
            "en": Words(
                line="{{ who }} shows you {{ ticket }}",
                title="{{ number }}: evidence",
                body="Hello {{ recipient }},\n\n{{ who }} asks you to look at {{ ticket }}: {{ about }}.",
            ),
            "es": Words(
                line="{{ who }} le muestra {{ ticket }}",
                title="{{ number }}: datos",
                body="Hola, {{ recipient }}:\n\n{{ who }} le pide que vea {{ ticket }}: {{ about }}.",
            ),
        },
        for_teams=True,
    )
)
