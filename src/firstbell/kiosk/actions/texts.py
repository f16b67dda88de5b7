"""Change what readers read at self-checks."""

from __future__ import annotations

import string
from collections.abc import Mapping

from django.db.models import Max

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.kiosk.content import LANGUAGES, TEXTS, say
from firstbell.kiosk.events import SelfCheckTextSaved
from firstbell.kiosk.models import SelfCheckText
from firstbell.kiosk.permissions import KioskPermission
from firstbell.kiosk.queries.texts import texts_at
from firstbell.people.models import Organisation

LONGEST = 160


def save_self_check_words(organisation: Organisation, key: str, *, words: Mapping[str, str], by: Actor) -> None:
    """A text in several languages (``words`` by language), all or none. Raises as :func:`save_self_check_text`."""
    with change(by):
        for language, text in words.items():
            save_self_check_text(organisation, key, language=language, text=text, by=by)


def save_self_check_text(organisation: Organisation, key: str, *, language: str, text: str, by: Actor) -> str:
    """Say it so from now on at this organisation and below; as above or as shipped when ``text`` is empty or says the same.

    The older versions stay to be looked at. Returns what is said. Raises Forbidden (``kiosk.text.edit``), NotFound for a text there
    is not, Invalid (too long, a word in braces that it has not).
    """
    by.require(KioskPermission.TEXT_EDIT, at=organisation.scope_path)
    if key not in TEXTS or language not in LANGUAGES:
        raise NotFound("There is no such text.")
    wanted = " ".join(text.split())
    _check(wanted, say(key, language), language)
    with change(by) as unit:
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)  # two at once: one after the other
        rows = SelfCheckText.objects.filter(organisation=organisation, key=key, language=language)
        before = texts_at(organisation).text(key, language)
        current = rows.filter(is_current=True).first()
        inherited = texts_at(organisation, own=False).text(key, language)
        is_own = wanted not in {"", inherited}
        if current is not None and not (is_own and current.text == wanted):
            current.is_current = False
            current.save(update_fields=["is_current"])
        if is_own and (current is None or current.text != wanted):
            latest = rows.aggregate(latest=Max("version"))["latest"] or 0
            SelfCheckText.objects.create(
                organisation=organisation, key=key, language=language, version=latest + 1, text=wanted,
                written_by=by.name[:200],
            )  # fmt: skip
        now = wanted if is_own else inherited
        if now != before:
            subject = Ref(SelfCheckText.KIND_REF, list(TEXTS).index(key) + 1, f"{say(key, 'en')} ({language})")
            unit.publish(
                SelfCheckTextSaved(subject=subject, org_path=organisation.scope_path, changes={"text": (before, now)})
            )
    return now


def _check(text: str, shipped: str, language: str) -> None:
    if len(text) > LONGEST:
        raise Invalid(f"A text has room for {LONGEST} letters.", remedy="Say it shorter.", field=language)
    known = _words_in(shipped)
    try:
        used = _words_in(text)
    except ValueError:
        used = {text}
    if not used <= known:
        names = " and ".join(f"{{{name}}}" for name in sorted(known))
        remedy = f"Only {names} can stand in it." if known else "No words in braces can stand in it."
        raise Invalid("It has a word in braces that nothing is put in for.", remedy=remedy, field=language)


def _words_in(text: str) -> set[str]:
    """The words in braces. One with a format of its own counts as another: it could ask for a million blanks."""
    parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    return {name if not spec and not turned else f"{name}:" for _, name, spec, turned in parts if name is not None}
