"""What the counter tells families: a loaner went out, or the own device is back."""

from __future__ import annotations

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.counter.permissions import CounterPermission

_CHILD = Variable("child", "The child's first name", en="Ana")
_LOANER = Variable("loaner", "The loaner's tag", en="EHS-L07")
_DEVICE = Variable("device", "The own device's tag", en="EHS-1042")
_SCHOOL = Variable("school", "The school", en="Elm High School")

LOANER_LENT = register(
    NoticeKind(
        key="counter.loaner_lent",
        label="A loaner was lent to a child",
        who="the guardians",
        variables=(
            _CHILD,
            _LOANER,
            _DEVICE,
            Variable(
                "due",
                "When the loaner is due; empty without a date",
                en="Friday, December 4",
                es="viernes 4 de diciembre",
            ),
            _SCHOOL,
        ),
        words={
            "en": Words(
                line="{{ child }} has a loaner: {{ loaner }}{{#due}}, due on {{ due }}{{/due}}",
                title="{{ child }} has a school loaner",
                body="Hello {{ recipient }},\n\n{{ child }} brought in the school device {{ device }} to be fixed. "
                "While we fix it, {{ child }} has the loaner {{ loaner }}.\n\n"
                "{{#due}}Please send the loaner back on {{ due }}.\n\n{{/due}}You do not need to do anything else.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ child }} tiene un equipo prestado: {{ loaner }}{{#due}}, hasta el {{ due }}{{/due}}",
                title="{{ child }} tiene un equipo prestado de la escuela",
                body="Hola, {{ recipient }}:\n\n{{ child }} trajo el equipo {{ device }} para que lo arreglemos. "
                "Mientras tanto, {{ child }} tiene el equipo prestado {{ loaner }}.\n\n"
                "{{#due}}Por favor, devuelva el equipo prestado el {{ due }}.\n\n{{/due}}No tiene que hacer nada más.\n\n{{ school }}",
            ),
        },
        is_family=True,
        hold_seconds=90,
    )
)

SWAP_UNDONE = register(
    NoticeKind(
        key="counter.swap_undone",
        label="A loaner was not lent after all",
        who="guardians who had been told that it was",
        variables=(_CHILD, _LOANER, _SCHOOL),
        words={
            "en": Words(
                line="{{ child }} does not have the loaner {{ loaner }}: that was a mistake",
                title="{{ child }} has no loaner: please ignore our last message",
                body="Hello {{ recipient }},\n\nwe wrote that {{ child }} has the loaner {{ loaner }}. That was a mistake. "
                "You do not need to do anything.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ child }} no tiene el equipo prestado {{ loaner }}: fue un error",
                title="{{ child }} no tiene equipo prestado: ignore el mensaje anterior",
                body="Hola, {{ recipient }}:\n\nLe escribimos que {{ child }} tiene el equipo prestado {{ loaner }}. "
                "Fue un error. No tiene que hacer nada.\n\n{{ school }}",
            ),
        },
        is_family=True,
        is_optional=False,
    )
)

SWAP_FINISHED = register(
    NoticeKind(
        key="counter.swap_finished",
        label="A child has the own device again",
        who="the guardians",
        variables=(_CHILD, _LOANER, _DEVICE, _SCHOOL),
        words={
            "en": Words(
                line="{{ child }} has the device {{ device }} again; the loaner is back",
                title="{{ child }} has the school device again",
                body="Hello {{ recipient }},\n\nthe school device {{ device }} works again, and {{ child }} has it. "
                "The loaner {{ loaner }} is back at school.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ child }} tiene otra vez el equipo {{ device }}; devolvió el prestado",
                title="{{ child }} tiene otra vez su equipo",
                body="Hola, {{ recipient }}:\n\nEl equipo {{ device }} ya funciona y lo tiene {{ child }}. "
                "El equipo prestado {{ loaner }} está de vuelta en la escuela.\n\n{{ school }}",
            ),
        },
        is_family=True,
        hold_seconds=90,
    )
)

POOL_LOW = register(
    NoticeKind(
        key="counter.pool_low",
        label="Few loaners are left",
        who="those who confirm swaps at the school",
        variables=(
            _SCHOOL,
            Variable("available", "How many are on the shelf", en="2"),
            Variable("minimum", "How many should be", en="5"),
            Variable("overdue", "How many are out too long", en="3"),
        ),
        words={
            "en": Words(
                line="{{ school }}: {{ available }} loaners left, {{ minimum }} should be here",
                title="Few loaners are left: {{ available }}",
                body="{{ school }} has {{ available }} loaners on the shelf; {{ minimum }} should be there. Overdue: {{ overdue }}.",
            ),
            "es": Words(
                line="{{ school }}: quedan {{ available }} equipos para prestar; debería haber {{ minimum }}",
                title="Quedan pocos equipos para prestar: {{ available }}",
                body="{{ school }} tiene {{ available }} equipos para prestar; debería haber {{ minimum }}. Atrasados: {{ overdue }}.",
            ),
        },
        email=Choice.DIGEST,
        for_teams=True,
        needs=CounterPermission.SWAP_CONFIRM,
    )
)
