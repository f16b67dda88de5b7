"""What readers read at a self-check, in English and Spanish: short, no debts, no reasons, nobody else's things.

These are the texts Firstbell comes with; a school changes them on *Self-check texts*. ``{name}`` and ``{day}`` are put in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")
SOURCE = "Firstbell's own words"
LAST_CHECKED = dt.date(2026, 11, 26)

#: One key, English, Spanish.
TEXTS: Mapping[str, tuple[str, str]] = {
    "other": ("Español", "English"),
    "start": ("Scan your card", "Escanea tu tarjeta"),
    "start_hint": ("To borrow, to renew, or to see what you have.", "Para pedir prestado, renovar o ver lo que tienes."),
    "card": ("Your card", "Tu tarjeta"),
    "go": ("Go on", "Seguir"),
    "bring": ("Bring back books", "Devolver libros"),
    "pin": ("Your PIN", "Tu PIN"),
    "not_me": ("Start again", "Empezar de nuevo"),
    "hello": ("Hello, {name}", "Hola, {name}"),
    "scan": ("Scan a book to borrow it", "Escanea un libro para llevártelo"),
    "book": ("The book’s barcode", "El código del libro"),
    "borrow": ("Borrow", "Llevar"),
    "yours": ("You have", "Tienes"),
    "nothing": ("Nothing at the moment.", "Nada por ahora."),
    "due": ("due {day}", "devolver: {day}"),
    "open": ("no due date", "sin fecha"),
    "renew": ("Renew", "Renovar"),
    "ready": ("Waiting for you", "Te espera"),
    "ready_hint": ("Ask for it at the desk.", "Pídelo en el mostrador."),
    "done": ("Done", "Listo"),
    "goodbye": ("Goodbye, {name}", "Hasta luego, {name}"),
    "forgets": ("This screen forgets it in a moment.", "Esta pantalla lo olvida en un momento."),
    "bring_title": ("Scan the books you bring back", "Escanea los libros que devuelves"),
    "bring_hint": ("No card is needed.", "No hace falta tarjeta."),
    "still": ("Still there? Press any key.", "¿Sigues ahí? Toca una tecla."),
    # What came of a scan.
    "lent": ("It is yours until {day}.", "Es tuyo hasta el {day}."),
    "lent_open": ("It is yours.", "Es tuyo."),
    "renewed": ("Renewed until {day}.", "Renovado hasta el {day}."),
    "returned": ("Thank you. Put it into the box.", "Gracias. Ponlo en la caja."),
    "unknown_card": ("Card or PIN not recognized. Try again, or ask.", "Tarjeta o PIN no reconocidos. Prueba otra vez o pregunta."),
    "paused": ("Please ask at the desk.", "Pregunta en el mostrador."),
    "card_first": ("This is a book. Scan your card first.", "Esto es un libro. Escanea primero tu tarjeta."),
    "unknown_item": ("This barcode is not the library’s. Please ask.", "Este código no es de la biblioteca. Pregunta."),
    "already": ("You have this one already.", "Este ya lo tienes."),
    "elsewhere": ("Please hand this in at the desk.", "Entrégalo en el mostrador."),
    "limit": ("You have as many as you may.", "Ya tienes todos los que puedes llevar."),
    "not_now": ("This one cannot be borrowed now.", "Este no se puede llevar ahora."),
    "ask": ("Please ask the librarian.", "Pregunta a la persona de la biblioteca."),
    "too_soon": ("It is too early to renew this.", "Aún es pronto para renovarlo."),
    "no_more": ("No renewals left.", "Ya no se puede renovar más."),
    "wanted": ("Somebody waits for it. Please bring it back in time.", "Alguien lo espera. Devuélvelo a tiempo."),
}  # fmt: skip


def say(key: str, language: str, **words: str) -> str:
    """One shipped text with its words put in; :mod:`queries.texts` knows the own ones."""
    text = TEXTS[key][1 if language == "es" else 0]
    return text.format(**words) if words else text
