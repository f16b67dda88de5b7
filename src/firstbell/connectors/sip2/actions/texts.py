"""Change what borrowers read on terminals."""

from __future__ import annotations

import string

from firstbell.connectors.sip2.events import ScreenTextSaved
from firstbell.connectors.sip2.models import ScreenText
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.connectors.sip2.texts import LONGEST, SHIPPED
from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE

LANGUAGES = ("en", "es")


def set_screen_text(key: str, language: str, *, text: str, by: Actor) -> str:
    """Say it so from now on, everywhere in the district; as shipped when ``text`` is empty. Returns what is said.

    Raises Forbidden (``sip2.text.edit``), NotFound for a text there is not, Invalid (too long, a placeholder it has not).
    """
    by.require(Sip2Permission.TEXT_EDIT)
    if key not in SHIPPED or language not in LANGUAGES:
        raise NotFound("There is no such screen text.")
    shipped = SHIPPED[key].in_language(language)
    wanted = " ".join(text.split()) or shipped
    _check(wanted, shipped)
    with change(by) as unit:
        stored = ScreenText.objects.filter(key=key, language=language).first()
        before = stored.text if stored is not None else shipped
        if wanted == shipped:
            ScreenText.objects.filter(key=key, language=language).delete()
        else:
            ScreenText.objects.update_or_create(
                key=key, language=language, defaults={"text": wanted, "changed_by": by.name[:200]}
            )
        if before != wanted:
            subject = Ref(ScreenText.KIND_REF, list(SHIPPED).index(key) + 1, f"{SHIPPED[key].when} ({language})")
            unit.publish(ScreenTextSaved(subject=subject, org_path=EVERYWHERE, changes={"text": (before, wanted)}))
    return wanted


def _check(text: str, shipped: str) -> None:
    if len(text) > LONGEST or "|" in text:
        raise Invalid(
            f"A screen has room for {LONGEST} letters, and none for a bar.", remedy="Say it shorter.", field="text"
        )
    known = _words_in(shipped)
    try:
        used = _words_in(text)
    except ValueError:
        used = {text}
    if not used <= known:
        words = "Only {due} can stand in it." if known else "No words in braces can stand in it."
        raise Invalid("It has a word in braces that nothing is put in for.", remedy=words, field="text")


def _words_in(text: str) -> set[str]:
    """The words in braces. One with a format of its own counts as another: it could ask for a million blanks."""
    parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    return {
        name if not spec and conversion is None else f"{name}:"
        for _, name, spec, conversion in parts
        if name is not None
    }
