"""Canned answers: a person's own, or shared at a school and below."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.notifications import wording
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.events import CannedAnswerRemoved, CannedAnswerSaved
from firstbell.helpdesk.models import CannedAnswer
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import PLACEHOLDERS
from firstbell.people.models import Organisation


def save_answer(
    answer: CannedAnswer | None,
    *,
    title: str,
    text_en: str,
    text_es: str = "",
    organisation: Organisation | None = None,
    is_own: bool = False,
    is_active: bool = True,
    source: str = "",
    by: Actor,
) -> CannedAnswer:
    """Add (None) or change one. One's own needs ``ticket.work`` somewhere; a shared one ``catalogue.edit`` where it is shared.

    Raises Forbidden, NotFound for somebody else's own, Invalid with the line that cannot be filled.
    """
    if answer is not None:
        _may_change(answer, by)
    kept = answer if answer is not None else CannedAnswer()
    _check(title, text_en, text_es)
    with change(by) as unit:
        kept.title, kept.text_en, kept.text_es, kept.is_active = title.strip()[:80], text_en, text_es, is_active
        kept.organisation = None if is_own else organisation
        kept.owner_id = by.account_id if is_own else None
        kept.source, kept.last_checked = (source.strip() or f"Written by {by.name}")[:200], timezone.localdate()
        _may_change(kept, by)
        kept.save()
        unit.publish(CannedAnswerSaved(subject=kept.ref, org_path=kept.scope_path))
    return kept


def remove_answer(answer: CannedAnswer, *, by: Actor) -> None:
    """Delete one. What was sent with it stays as it was written."""
    _may_change(answer, by)
    with change(by) as unit:
        subject, path = answer.ref, answer.scope_path
        answer.delete()
        unit.publish(CannedAnswerRemoved(subject=subject, org_path=path))


def _may_change(answer: CannedAnswer, by: Actor) -> None:
    if answer.owner_id is not None:
        by.require(May.TICKET_WORK)
        if answer.owner_id != by.account_id:
            raise NotFound("There is no such canned answer.", remedy="It is somebody else's own.")
        return
    by.require(May.CATALOGUE_EDIT, at=answer.scope_path if answer.organisation is not None else EVERYWHERE)


def _check(title: str, text_en: str, text_es: str) -> None:
    if not title.strip():
        raise Invalid("The answer has no title.", remedy="A few words to find it by.", field="title")
    if not text_en.strip():
        raise Invalid("There is no English text.", remedy="Write it; Spanish may stay empty.", field="text_en")
    wording.check(text_en, PLACEHOLDERS, field="text_en")
    wording.check(text_es, PLACEHOLDERS, field="text_es")
