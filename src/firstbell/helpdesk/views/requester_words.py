"""What a requester reads on the own ticket, in English and Spanish."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    "rate": ("Was it good?", "¿Estuvo bien?"),
    "good": ("Good", "Bien"),
    "not_good": ("Not good", "No estuvo bien"),
    "why": ("Why? (if you like)", "¿Por qué? (si quiere)"),
    "rated_good": ("You said: good. Thank you.", "Usted dijo: bien. Gracias."),
    "rated_not_good": (
        "You said: not good. Thank you for telling us.",
        "Usted dijo: no estuvo bien. Gracias por decirlo.",
    ),
    "visit": ("We come to you", "Vamos a verle"),
    "period": ("period", "periodo"),
    "does_not_suit": ("Does not suit", "No me conviene"),
    "room_empty": ("Your room is empty then.", "A esa hora su salón está vacío."),
    "no_class": ("You have no class then.", "A esa hora usted no tiene clase."),
    "follow_up": ("Is it back?", "¿Volvió a pasar?"),
    "follow_up_help": (
        "This ticket is too old to reopen. One tap opens a new one that is linked to it.",
        "Esta solicitud es demasiado vieja para reabrirla. Un toque abre una nueva unida a esta.",
    ),
    "follow_up_do": ("Open a new ticket", "Abrir una solicitud nueva"),
}


def words_for(language: str) -> dict[str, str]:
    """All of them in one language."""
    return {key: pair[language == "es"] for key, pair in _WORDS.items()}
