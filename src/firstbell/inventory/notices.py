"""What inventory tells people: their own device can be fetched."""

from __future__ import annotations

from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register

DEVICE_READY = register(
    NoticeKind(
        key="inventory.device_ready",
        label="A device is ready to be fetched",
        who="whose device it is",
        variables=(
            Variable("device", "The device", en="Chromebook EHS-1042"),
            Variable("place", "Where it lies; empty when nobody said", en="shelf B3", es="estante B3"),
            Variable("school", "The school", en="Elm High School"),
        ),
        words={
            "en": Words(
                line="Your {{ device }} is ready{{#place}}: {{ place }}{{/place}}",
                title="Your {{ device }} is ready",
                body="Hello {{ recipient }},\n\nyour {{ device }} works again. You can fetch it"
                "{{#place}} at {{ place }}{{/place}}.\n\nIf you have a loaner, bring it along.\n\n{{ school }}",
            ),
            "es": Words(
                line="Su {{ device }} está listo{{#place}}: {{ place }}{{/place}}",
                title="Su {{ device }} está listo",
                body="Hola, {{ recipient }}:\n\nSu {{ device }} ya funciona. Puede recogerlo"
                "{{#place}} en {{ place }}{{/place}}.\n\nSi tiene un equipo prestado, tráigalo.\n\n{{ school }}",
            ),
        },
        hold_seconds=90,
    )
)
