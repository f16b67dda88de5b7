"""What circulation tells people: loans that are due, fees, and what somebody who left still has.

Texts for families use short words, and name a child by first name and a thing by its tag.
"""

from __future__ import annotations

from firstbell.circulation.notices.printed import LETTER_HOLD_READY, LETTER_LOST, LETTER_OUT, LETTER_OVERDUE
from firstbell.circulation.notices.variables import CHILD, DEVICE, DUE, SCHOOL, THING
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.core.notifications.languages import Cents

LOAN_DUE_SOON = register(
    NoticeKind(
        key="circulation.loan_due_soon",
        label="A loan is due soon",
        who="the borrower",
        variables=(DEVICE, DUE, SCHOOL),
        words={
            "en": Words(
                line="{{ device }} is due on {{ due }}",
                title="{{ device }} is due on {{ due }}",
                body="Hello {{ recipient }},\n\nplease bring back {{ device }} on {{ due }}.\n\n{{ school }}",
            ),
            "es": Words(
                line="Hay que devolver {{ device }} el {{ due }}",
                title="Devuelva {{ device }} el {{ due }}",
                body="Hola, {{ recipient }}:\n\nPor favor, devuelva {{ device }} el {{ due }}.\n\n{{ school }}",
            ),
        },
    )
)

LOAN_DUE_TODAY = register(
    NoticeKind(
        key="circulation.loan_due_today",
        label="A loan is due today",
        who="the borrower",
        variables=(DEVICE, DUE, SCHOOL),
        words={
            "en": Words(
                line="{{ device }} is due today",
                title="{{ device }} is due today",
                body="Hello {{ recipient }},\n\n{{ device }} is due today, {{ due }}. Please bring it back.\n\n{{ school }}",
            ),
            "es": Words(
                line="Hoy hay que devolver {{ device }}",
                title="Hoy hay que devolver {{ device }}",
                body="Hola, {{ recipient }}:\n\nHoy, {{ due }}, hay que devolver {{ device }}.\n\n{{ school }}",
            ),
        },
    )
)

LOAN_OVERDUE = register(
    NoticeKind(
        key="circulation.loan_overdue",
        label="A loan is overdue",
        who="the borrower",
        variables=(DEVICE, DUE, SCHOOL),
        words={
            "en": Words(
                line="{{ device }} was due on {{ due }}",
                title="Please bring back {{ device }}",
                body="Hello {{ recipient }},\n\n{{ device }} was due on {{ due }}. Please bring it back now.\n\n"
                "If you can't find it, tell us. We can help.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ device }} debía devolverse el {{ due }}",
                title="Por favor, devuelva {{ device }}",
                body="Hola, {{ recipient }}:\n\n{{ device }} debía devolverse el {{ due }}. Por favor, devuélvalo ya.\n\n"
                "Si no lo encuentra, avísenos. Podemos ayudar.\n\n{{ school }}",
            ),
        },
    )
)

CHILD_LOAN_OVERDUE = register(
    NoticeKind(
        key="circulation.child_loan_overdue",
        label="A child's loan is overdue",
        who="the guardians",
        variables=(CHILD, DEVICE, DUE, SCHOOL),
        words={
            "en": Words(
                line="{{ child }} still has {{ device }}, due on {{ due }}",
                title="Please send back {{ device }}",
                body="Hello {{ recipient }},\n\n{{ child }} has {{ device }} from school. It was due on {{ due }}.\n\n"
                "Please send it back with {{ child }}. If it is lost or broken, tell us. We can help.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ child }} todavía tiene {{ device }}; debía devolverse el {{ due }}",
                title="Por favor, devuelva {{ device }}",
                body="Hola, {{ recipient }}:\n\n{{ child }} tiene {{ device }} de la escuela. Debía devolverse el {{ due }}.\n\n"
                "Por favor, envíelo con {{ child }}. Si se perdió o se rompió, avísenos. Podemos ayudar.\n\n{{ school }}",
            ),
        },
        is_family=True,
    )
)

FEE_CHARGED = register(
    NoticeKind(
        key="circulation.fee_charged",
        label="A fee was charged",
        who="the person, and a student's guardians",
        variables=(
            Variable("child", "A child's first name; empty when it is one's own", en="Ana"),
            Variable("amount", "How much", en=Cents(4500)),
            Variable("reason", "What for, as the desk wrote it", en="Broken screen", es="Pantalla rota"),
            SCHOOL,
        ),
        words={
            "en": Words(
                line="A fee of {{ amount }}{{#child}} for {{ child }}{{/child}}: {{ reason }}",
                title="A fee of {{ amount }}",
                body="Hello {{ recipient }},\n\nthere is a fee of {{ amount }}{{#child}} for {{ child }}{{/child}}.\n\n"
                "What it is for: {{ reason }}\n\nIf you have a question, or can't pay now, ask us.\n\n{{ school }}",
            ),
            "es": Words(
                line="Un cargo de {{ amount }}{{#child}} de {{ child }}{{/child}}: {{ reason }}",
                title="Un cargo de {{ amount }}",
                body="Hola, {{ recipient }}:\n\nHay un cargo de {{ amount }}{{#child}} de {{ child }}{{/child}}.\n\n"
                "Motivo: {{ reason }}\n\nSi tiene una pregunta, o no puede pagar ahora, díganos.\n\n{{ school }}",
            ),
        },
        is_family=True,
        is_optional=False,
        hold_seconds=90,
    )
)

HOLD_READY = register(
    NoticeKind(
        key="circulation.hold_ready",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="A hold is ready",
        who="the person who waits",
        variables=(
            THING,
            Variable("until", "The last day to pick it up", en="Friday, December 4", es="viernes 4 de diciembre"),
            SCHOOL,
        ),
        words={
            "en": Words(
                line="{{ thing }} waits for you at {{ school }} until {{ until }}",
                title="You can pick up {{ thing }}",
                body="Hello {{ recipient }},\n\n{{ thing }} that you asked for is here. Pick it up by {{ until }}.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ thing }} le espera en {{ school }} hasta el {{ until }}",
                title="Puede recoger {{ thing }}",
                body="Hola, {{ recipient }}:\n\nYa está aquí {{ thing }} que pidió. Recójalo hasta el {{ until }}.\n\n{{ school }}",
            ),
        },
    )
)

HOLD_ENDED = register(
    NoticeKind(
        key="circulation.hold_ended",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="A hold has ended without a loan",
        who="the person who waited",
        variables=(
            THING,
            Variable("reason", "Why", en="It was not picked up in time.", es="No se recogió a tiempo."),
            SCHOOL,
        ),
        words={
            "en": Words(
                line="You no longer wait for {{ thing }}: {{ reason }}",
                title="You no longer wait for {{ thing }}",
                body="Hello {{ recipient }},\n\nyou no longer wait for {{ thing }}. {{ reason }}\n\n"
                "Do you still want it? Ask for it again.\n\n{{ school }}",
            ),
            "es": Words(
                line="Ya no espera {{ thing }}: {{ reason }}",
                title="Ya no espera {{ thing }}",
                body="Hola, {{ recipient }}:\n\nYa no espera {{ thing }}. {{ reason }}\n\n"
                "¿Todavía lo quiere? Pídalo otra vez.\n\n{{ school }}",
            ),
        },
    )
)

LOAN_RECALLED = register(
    NoticeKind(
        key="circulation.loan_recalled",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="A loan is asked back earlier",
        who="the borrower",
        variables=(DEVICE, DUE, SCHOOL),
        words={
            "en": Words(
                line="Somebody waits for {{ device }}: it is due on {{ due }} now",
                title="Please bring back {{ device }} by {{ due }}",
                body="Hello {{ recipient }},\n\nsomebody waits for {{ device }}. Please bring it back by {{ due }}. "
                "That is earlier than we told you.\n\n{{ school }}",
            ),
            "es": Words(
                line="Otra persona espera {{ device }}: ahora hay que devolverlo el {{ due }}",
                title="Por favor, devuelva {{ device }} hasta el {{ due }}",
                body="Hola, {{ recipient }}:\n\nOtra persona espera {{ device }}. Por favor, devuélvalo hasta el {{ due }}. "
                "Es antes de lo que le dijimos.\n\n{{ school }}",
            ),
        },
    )
)

LOAN_RENEWED = register(
    NoticeKind(
        key="circulation.loan_renewed",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="A loan was renewed by itself",
        who="the borrower",
        variables=(DEVICE, DUE, SCHOOL),
        words={
            "en": Words(
                line="{{ device }} was renewed: it is due on {{ due }} now",
                title="{{ device }} was renewed until {{ due }}",
                body="Hello {{ recipient }},\n\nyou may keep {{ device }} longer: it is due on {{ due }} now.\n\n{{ school }}",
            ),
            "es": Words(
                line="Se renovó {{ device }}: ahora hay que devolverlo el {{ due }}",
                title="Se renovó {{ device }} hasta el {{ due }}",
                body="Hola, {{ recipient }}:\n\nPuede quedarse más tiempo con {{ device }}: ahora hay que devolverlo "
                "el {{ due }}.\n\n{{ school }}",
            ),
        },
        email=Choice.DIGEST,
    )
)

LOAN_NOT_RENEWED = register(
    NoticeKind(
        key="circulation.loan_not_renewed",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="A loan could not be renewed by itself",
        who="the borrower",
        variables=(
            DEVICE,
            DUE,
            Variable("reason", "Why", en="Somebody else waits for it.", es="Otra persona lo espera."),
            SCHOOL,
        ),
        words={
            "en": Words(
                line="{{ device }} is not renewed and is due on {{ due }}: {{ reason }}",
                title="Please bring back {{ device }} by {{ due }}",
                body="Hello {{ recipient }},\n\n{{ device }} is due on {{ due }}. This time we did not renew it. {{ reason }}\n\n"
                "{{ school }}",
            ),
            "es": Words(
                line="{{ device }} no se renueva y hay que devolverlo el {{ due }}: {{ reason }}",
                title="Por favor, devuelva {{ device }} hasta el {{ due }}",
                body="Hola, {{ recipient }}:\n\nHay que devolver {{ device }} el {{ due }}. Esta vez no lo renovamos. {{ reason }}\n\n"
                "{{ school }}",
            ),
        },
        email=Choice.DIGEST,
    )
)

LEFT_WITH_ITEMS = register(
    NoticeKind(
        key="circulation.left_with_items",
        needs=CirculationPermission.LOAN_RETURN,
        label="People who left still have things",
        who="those who take things back at the school",
        variables=(
            Variable("people", "How many people", en="2"),
            Variable("items", "How many things", en="3"),
            SCHOOL,
        ),
        words={
            "en": Words(
                line="Left {{ school }} and still have something: {{ people }} people, {{ items }} items",
                title="People who left still have things: {{ items }}",
                body="People who left {{ school }} and still have something: {{ people }}. Items: {{ items }}.\n\n"
                "Their loans are in the list of loans.",
            ),
            "es": Words(
                line="Dejaron {{ school }} y todavía tienen algo: {{ people }} personas, {{ items }} artículos",
                title="Personas que se fueron todavía tienen artículos: {{ items }}",
                body="Personas que dejaron {{ school }} y todavía tienen algo: {{ people }}. Artículos: {{ items }}.\n\n"
                "Sus préstamos están en la lista de préstamos.",
            ),
        },
        email=Choice.DIGEST,
        for_teams=True,
    )
)

__all__ = [
    "CHILD_LOAN_OVERDUE",
    "FEE_CHARGED",
    "HOLD_ENDED",
    "HOLD_READY",
    "LEFT_WITH_ITEMS",
    "LETTER_HOLD_READY",
    "LETTER_LOST",
    "LETTER_OUT",
    "LETTER_OVERDUE",
    "LOAN_DUE_SOON",
    "LOAN_DUE_TODAY",
    "LOAN_NOT_RENEWED",
    "LOAN_OVERDUE",
    "LOAN_RECALLED",
    "LOAN_RENEWED",
]
