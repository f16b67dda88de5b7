"""What the pages of those who read articles say, in English and Spanish."""

from __future__ import annotations

from firstbell.core.http import Request
from firstbell.people.models import Person

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Articles", "Artículos"),
    "search": ("What do you want to know?", "¿Qué quiere saber?"),
    "find": ("Search", "Buscar"),
    "found": ("Found", "Encontrado"),
    "all": ("All articles", "Todos los artículos"),
    "with_tag": ("About", "Sobre"),
    "nothing": ("Nothing was found", "No se encontró nada"),
    "nothing_help": (
        "Try another word. The technicians see which words were missing, not who looked for them.",
        "Pruebe con otra palabra. Los técnicos ven qué palabras faltaron, no quién las buscó.",
    ),
    "none": ("No articles yet", "Todavía no hay artículos"),
    "none_help": ("What the school writes down appears here.", "Aquí aparece lo que la escuela escribe."),
    "ask": ("Get help", "Pedir ayuda"),
    "more": ("More", "Más"),
    "before": ("Back", "Atrás"),
    "changed": ("Last changed", "Último cambio"),
    "for": ("For", "Para"),
    "other": ("Español", "English"),
    "files": ("Files", "Archivos"),
    "tags": ("Search also for", "Busque también"),
    "helpful": ("Was this helpful?", "¿Le sirvió?"),
    "yes": ("Yes", "Sí"),
    "no": ("No", "No"),
    "why": ("What was missing? (if you like)", "¿Qué faltó? (si quiere decirlo)"),
    "why_help": ("Write no names. Nobody sees who wrote it.", "No escriba nombres. Nadie ve quién lo escribió."),
    "send": ("Send", "Enviar"),
    "thanks": ("Thank you. It counts without your name.", "Gracias. Cuenta sin su nombre."),
    "print": ("Print", "Imprimir"),
    "still": ("It still does not work", "Todavía no funciona"),
}


def reading_language(request: Request) -> str:
    """``?lang=``, remembered in the session as the help pages do; else the person's own language. One query at most."""
    asked = request.GET.get("lang") or request.POST.get("lang")
    if asked in ("en", "es"):
        request.session["help_language"] = asked
    kept = request.session.get("help_language")
    if kept:
        return str(kept)
    spoken = Person.objects.filter(pk=request.actor.person_id or 0).values_list("language", flat=True).first() or ""
    return "es" if spoken.lower().startswith("es") else "en"


def words_in(language: str) -> dict[str, str]:
    return {key: pair[language == "es"] for key, pair in _WORDS.items()}
