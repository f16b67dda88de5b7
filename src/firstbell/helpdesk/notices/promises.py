"""Clocks, rules, escalations and evidence."""

from __future__ import annotations

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.helpdesk.notices.variables import NUMBER, TICKET

_WHAT = Variable("what", "First answer or resolution", en="Resolution")

PROMISE_NEAR = register(
    NoticeKind(
        key="helpdesk.promise_near",
        label="A ticket is due soon",
        who="whoever works on it, or everybody who could",
        variables=(TICKET, NUMBER, _WHAT, Variable("due", "By when", en="Nov 25, 2:30 PM")),
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
        variables=(TICKET, NUMBER, _WHAT, Variable("due", "By when", en="Nov 25, 2:30 PM")),
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
        variables=(TICKET, NUMBER, Variable("rule", "The rule", en="Projectors go to Tess")),
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
        variables=(TICKET, NUMBER, _REASON, Variable("who", "Who escalated", en="Tess Okafor")),
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
        variables=(TICKET, NUMBER, Variable("how", "What came of it", en="Returned, incomplete")),
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
            TICKET,
            NUMBER,
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
