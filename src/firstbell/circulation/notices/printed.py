"""What the library prints for homerooms, classes and families: strips by the line, letters by the mail."""

from __future__ import annotations

from firstbell.circulation.notices.variables import CHILD, DUE, SCHOOL
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.core.notifications.languages import Cents

THINGS = Variable(
    "device", "What it is, one in a line; or how many", en="2 library items", es="2 materiales de la biblioteca"
)

LETTER_OVERDUE = register(
    NoticeKind(
        key="circulation.letter_overdue",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="Printed: library material is overdue",
        who="families and homerooms, on paper",
        variables=(CHILD, THINGS, SCHOOL),
        words={
            "en": Words(
                line="{{ child }}: please bring back {{ device }}",
                title="Please send back what is from the library",
                body="To the {{ recipient }},\n\n{{ child }} still has this from our library:\n\n{{ device }}\n\n"
                "Please send it back to school. Is it lost, or back at school? Tell us. We can help.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ child }}: por favor, devuelve {{ device }}",
                title="Por favor, devuelva lo que es de la biblioteca",
                body="A la {{ recipient }}:\n\n{{ child }} todavía tiene esto de nuestra biblioteca:\n\n{{ device }}\n\n"
                "Por favor, envíelo a la escuela. ¿Se perdió, o ya lo devolvió? Díganos. Podemos ayudar.\n\n{{ school }}",
            ),
        },
        is_family=True,
        is_printed=True,
    )
)

LETTER_HOLD_READY = register(
    NoticeKind(
        key="circulation.letter_hold_ready",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="Printed: library material waits to be picked up",
        who="homerooms and families, on paper",
        variables=(CHILD, THINGS, SCHOOL),
        words={
            "en": Words(
                line="{{ child }}: the library has {{ device }} for you",
                title="Something waits at the library",
                body="To the {{ recipient }},\n\n{{ child }} asked for this. It is here now:\n\n{{ device }}\n\n"
                "{{ child }} can pick it up at the library.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ child }}: la biblioteca tiene {{ device }} para ti",
                title="Algo espera en la biblioteca",
                body="A la {{ recipient }}:\n\n{{ child }} pidió esto. Ya está aquí:\n\n{{ device }}\n\n"
                "{{ child }} puede recogerlo en la biblioteca.\n\n{{ school }}",
            ),
        },
        is_family=True,
        is_printed=True,
    )
)

LETTER_LOST = register(
    NoticeKind(
        key="circulation.letter_lost",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="Printed: library material counts as lost",
        who="families, on paper",
        variables=(CHILD, THINGS, Variable("amount", "What it costs", en=Cents(1899)), SCHOOL),
        words={
            "en": Words(
                line="{{ child }}: please look for {{ device }}, or come and talk to us",
                title="Lost library material",
                body="To the {{ recipient }},\n\nthis did not come back, so we count it as lost:\n\n{{ device }}\n\n"
                "{{#amount}}The price is {{ amount }}. {{/amount}}If you find it, send it in. Then we take the price off. "
                "If you can't pay, talk to us. We can help.\n\n{{ school }}",
            ),
            "es": Words(
                line="{{ child }}: por favor, busca {{ device }}, o ven a hablar con nosotros",
                title="Material de la biblioteca perdido",
                body="A la {{ recipient }}:\n\nEsto no volvió, y lo damos por perdido:\n\n{{ device }}\n\n"
                "{{#amount}}El precio es {{ amount }}. {{/amount}}Si lo encuentra, envíelo. Entonces quitamos el precio. "
                "Si no puede pagar, hable con nosotros. Podemos ayudar.\n\n{{ school }}",
            ),
        },
        is_family=True,
        is_printed=True,
    )
)

LETTER_OUT = register(
    NoticeKind(
        key="circulation.letter_out",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        label="Printed: what a reader has of the library",
        who="homerooms, classes that visited the library, and families, on paper",
        variables=(CHILD, THINGS, DUE, SCHOOL),
        words={
            "en": Words(
                line="{{ child }} has {{ device }} at the moment.{{#due}} The next is due {{ due }}.{{/due}}",
                title="What {{ child }} has from the library",
                body="To the {{ recipient }},\n\n{{ child }} has this from our library now:\n\n{{ device }}\n\n"
                "Enjoy reading together. Please send it back by its day.\n\n{{ school }}",
            ),
            "es": Words(
                line="En este momento {{ child }} tiene {{ device }}.{{#due}} Hay que devolver lo próximo el {{ due }}.{{/due}}",
                title="Lo que {{ child }} tiene de la biblioteca",
                body="A la {{ recipient }}:\n\n{{ child }} tiene ahora esto de nuestra biblioteca:\n\n{{ device }}\n\n"
                "Disfruten de la lectura. Por favor, envíelo a más tardar el día indicado.\n\n{{ school }}",
            ),
        },
        is_family=True,
        is_printed=True,
    )
)
