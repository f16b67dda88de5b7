"""core's own kinds of notices: the digest, imports, background work, webhooks."""

from __future__ import annotations

from firstbell.core.models.notifications import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.core.permissions import CorePermission

DIGEST = register(
    NoticeKind(
        key="core.digest",
        label="Daily digest",
        who="whoever put some notices into the digest",
        variables=(
            Variable("count", "How many notices", en="3"),
            Variable("day", "The day", en="Friday, December 4", es="viernes 4 de diciembre"),
            Variable(
                "list",
                "The notices, one a line",
                en="- Loaner EHS-1042 is due.\n- Ticket T-12 was answered.",
                es="- Hay que devolver el equipo EHS-1042.\n- Hay una respuesta a la solicitud T-12.",
            ),
        ),
        words={
            "en": Words(
                line="Your digest of {{ day }}",
                title="Firstbell on {{ day }}: {{ count }} for you",
                body="Hello {{ recipient }},\n\nthis came for you since the last digest:\n\n{{ list }}",
            ),
            "es": Words(
                line="Su resumen del {{ day }}",
                title="Firstbell, {{ day }}: {{ count }} para usted",
                body="Hola, {{ recipient }}:\n\nEsto llegó para usted desde el último resumen:\n\n{{ list }}",
            ),
        },
        in_app=Choice.OFF,
        may_wait=False,
    )
)

_FILE = Variable("file", "The file", en="oneroster.zip")
_PLACE = Variable("place", "For which organisation", en="Prairie District")

IMPORT_HELD = register(
    NoticeKind(
        key="core.import_held",
        needs=CorePermission.IMPORT_RUN,
        label="An import is held",
        who="whoever started it, and those who may release it",
        variables=(_FILE, _PLACE),
        words={
            "en": Words(
                line="Import {{ file }} for {{ place }} is held: it would change unusually much",
                title="Import held: {{ file }}",
                body="The import of {{ file }} for {{ place }} would change unusually much. Nothing was changed.\n\n"
                "Look at the reasons, then release it or discard it.",
            ),
            "es": Words(
                line="La importación {{ file }} para {{ place }} está retenida: cambiaría más de lo normal",
                title="Importación retenida: {{ file }}",
                body="La importación de {{ file }} para {{ place }} cambiaría más de lo normal. No se cambió nada.\n\n"
                "Mire los motivos y luego apruébela o descártela.",
            ),
        },
        for_teams=True,
    )
)

IMPORT_FAILED = register(
    NoticeKind(
        key="core.import_failed",
        needs=CorePermission.IMPORT_RUN,
        label="An import failed",
        who="whoever started it, and district IT",
        variables=(_FILE, _PLACE, Variable("problem", "What was wrong", en="The zip has no users.csv.")),
        words={
            "en": Words(
                line="Import {{ file }} for {{ place }} failed{{#problem}}: {{ problem }}{{/problem}}",
                title="Import failed: {{ file }}",
                body="The import of {{ file }} for {{ place }} failed. Nothing was changed.\n\n{{ problem }}",
            ),
            "es": Words(
                line="La importación {{ file }} para {{ place }} falló{{#problem}}: {{ problem }}{{/problem}}",
                title="La importación falló: {{ file }}",
                body="La importación de {{ file }} para {{ place }} falló. No se cambió nada.\n\n{{ problem }}",
            ),
        },
        for_teams=True,
    )
)

WORK_FAILED = register(
    NoticeKind(
        key="core.work_failed",
        needs=CorePermission.TASK_VIEW,
        label="Background work failed",
        who="those who may see background work",
        variables=(
            Variable("work", "Which work", en="Apply import file"),
            Variable("problem", "What the program said", en="OperationalError: disk full"),
        ),
        words={
            "en": Words(
                line="Background work failed: {{ work }}",
                title="Background work failed: {{ work }}",
                body="“{{ work }}” failed.\n\n{{ problem }}\n\nThe page of background work has the details and a second try.",
            ),
            "es": Words(
                line="Falló un trabajo en segundo plano: {{ work }}",
                title="Falló un trabajo: {{ work }}",
                body="Falló «{{ work }}».\n\n{{ problem }}\n\nEn la página de trabajos en segundo plano están los detalles "
                "y la opción de repetirlo.",
            ),
        },
        email=Choice.DIGEST,
        for_teams=True,
    )
)

WEBHOOK_OFF = register(
    NoticeKind(
        key="core.webhook_off",
        needs=CorePermission.WEBHOOK_MANAGE,
        label="A webhook was switched off",
        who="those who manage webhooks",
        variables=(
            Variable("webhook", "Its name", en="Ticket board"),
            Variable("problem", "Why", en="Every try has failed for 5 days."),
        ),
        words={
            "en": Words(
                line="Webhook “{{ webhook }}” was switched off: {{ problem }}",
                title="Webhook switched off: {{ webhook }}",
                body="The webhook “{{ webhook }}” was switched off.\n\n{{ problem }}\n\n"
                "Mend the receiver, switch the webhook on and send again what it missed.",
            ),
            "es": Words(
                line="El webhook «{{ webhook }}» se desactivó: {{ problem }}",
                title="Webhook desactivado: {{ webhook }}",
                body="El webhook «{{ webhook }}» se desactivó.\n\n{{ problem }}\n\n"
                "Repare el receptor, active el webhook y envíe de nuevo lo que faltó.",
            ),
        },
        for_teams=True,
    )
)
