"""The sections of what is shelved by genre, and where a school puts one title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.folding import fold
from firstbell.library.actions._genre_shelves import settle_shelves
from firstbell.library.events import GenreSectionRemoved, GenreSectionSaved, TitleGenreSet
from firstbell.library.marc.headings import trimmed
from firstbell.library.models import Copy, GenreSection, Title, TitleGenre
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.genre_sections import choices_of
from firstbell.people.models import Organisation

FACTS = {"name": "Name", "label": "On the spine", "position": "Position", "terms": "Genre terms"}
MOST_TERMS = 60
_DASHES = re.compile(r"\s*(?:--|—)\s*")


def save_genre_section(
    section: GenreSection | None, *, organisation: Organisation, values: Mapping[str, Any], by: Actor
) -> GenreSection:
    """Add a section (None) or change one; ``values`` by :data:`FACTS`, ``terms`` as records write them. Copies move along.

    Raises Forbidden (``library.rule.edit``), Invalid with ``field``, Conflict for a name that the school has.
    """
    by.require(LibraryPermission.RULE_EDIT, at=organisation.scope_path)
    kept = section or GenreSection(organisation=organisation)
    told: dict[str, tuple[Any, Any]] = {}
    for name, value in _checked(values).items():
        old = getattr(kept, name) if section is not None else None
        if old != value:
            told[FACTS[name]] = (_shown(old), _shown(value))
        setattr(kept, name, value)
    if not kept.name:
        raise Invalid("A section needs a name.", remedy="e.g. Mystery.", field="name")
    kept.label = kept.label or kept.name.upper()[:12].strip()
    with change(by) as unit:
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:
            text = f"{organisation.short} has a section “{kept.name}” already."
            raise Conflict(text, remedy="Choose another name.", field="name") from None
        if told:
            unit.publish(GenreSectionSaved(subject=kept.ref, org_path=organisation.scope_path, changes=told))
            settle_shelves(Copy.objects.filter(organisation=organisation))
    return kept


def remove_genre_section(section: GenreSection, *, by: Actor) -> None:
    """What stood in it stands where another section, or none, says. Raises Forbidden (``library.rule.edit``)."""
    school = section.organisation
    by.require(LibraryPermission.RULE_EDIT, at=school.scope_path)
    with change(by) as unit:
        unit.publish(GenreSectionRemoved(subject=section.ref, org_path=school.scope_path))
        section.delete()
        settle_shelves(Copy.objects.filter(organisation=school))


def set_title_genre(title: Title, organisation: Organisation, *, section: GenreSection | None, by: Actor) -> None:
    """Where the school puts this title; None: where its record says. Raises Forbidden (``library.copy.edit``), Invalid."""
    by.require(LibraryPermission.COPY_EDIT, at=organisation.scope_path)
    if section is not None and section.organisation_id != organisation.pk:
        raise Invalid(f"“{section}” is a section of another school.", remedy="Choose one of this.", field="section")
    asked = (organisation.pk, title.pk)
    with change(by) as unit:
        before = choices_of([asked])[asked].section
        if section is None:
            TitleGenre.objects.filter(title=title, organisation=organisation).delete()
        else:
            TitleGenre.objects.update_or_create(title=title, organisation=organisation, defaults={"section": section})
        after = choices_of([asked])[asked].section
        settle_shelves(Copy.objects.filter(product_id=title.pk, organisation=organisation))
        if before != after:
            changes = {organisation.short: (_shown(before), _shown(after))}
            unit.publish(TitleGenreSet(subject=title.ref, org_path=organisation.scope_path, changes=changes))


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(FACTS))
    if unknown:
        raise Invalid(f"A section has no fact called {unknown[0]}.", field=unknown[0])
    found = dict(values)
    for name, longest in (("name", 60), ("label", 12)):
        if name in found:
            found[name] = " ".join(str(found[name]).split())
            if len(found[name]) > longest:
                raise Invalid(f"{FACTS[name]}: at most {longest} letters.", remedy="Shorten it.", field=name)
    if "terms" in found:
        found["terms"] = list(dict.fromkeys(term for one in found["terms"] if (term := _term(str(one)))))
        if len(found["terms"]) > MOST_TERMS:
            raise Invalid(f"At most {MOST_TERMS} terms.", remedy="Make two sections of it.", field="terms")
    if "position" in found and not 0 <= int(found["position"]) <= 32767:
        raise Invalid("A position is a number from 0 to 32767.", remedy="10, 20, 30 leave room.", field="position")
    return found


def _term(text: str) -> str:
    """As headings are kept: “Mystery fiction.” and “Mystery fiction--Juvenile” of a record are found like any other."""
    return fold(trimmed(_DASHES.sub(" -- ", " ".join(text.split()))))[:400]


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(value)
    return value if value is None or isinstance(value, int | str) else str(value)
