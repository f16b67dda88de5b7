"""The one thing that is ever sent back: that a mail has arrived, at most once per ticket and day."""

from __future__ import annotations

from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register

MAIL_ARRIVED = register(
    NoticeKind(
        key="mail.arrived",
        label="A mail to the help desk has arrived",
        who="whoever wrote it, when they are known; never a program, a list or a stranger",
        variables=(Variable("number", "The ticket's number", en="T-12"),),
        words={
            "en": Words(
                line="Your mail is here: {{ number }}",
                title="We have your mail [{{ number }}]",
                body="Hello {{ recipient }},\n\nwe have your mail. It is ticket {{ number }}.\n\n"
                "To add something, answer this mail.",
            ),
            "es": Words(
                line="Recibimos su correo: {{ number }}",
                title="Recibimos su correo [{{ number }}]",
                body="Hola, {{ recipient }}:\n\nRecibimos su correo. Es la solicitud {{ number }}.\n\n"
                "Si quiere agregar algo, responda a este correo.",
            ),
        },
        in_app=Choice.OFF,
        may_wait=False,
    )
)
