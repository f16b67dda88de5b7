"""The school's own words: saved as a new version, or put back to those that came with the program."""

from __future__ import annotations

from django.db.models import Max

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.models import KindSwitch, Wording
from firstbell.core.models.notifications import Channel
from firstbell.core.notifications import wording
from firstbell.core.notifications.events import KindSwitched, WordingReverted, WordingSaved
from firstbell.core.notifications.kinds import NoticeKind, kind_named
from firstbell.core.notifications.languages import SHIPPED
from firstbell.core.notifications.queries import may_write
from firstbell.core.notifications.rendering import own_words, words_of
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE


def save_wording(kind: str, *, channel: str, language: str, title: str, body: str = "", by: Actor) -> Wording:
    """Use these words from now on; the older versions stay to be looked at.

    Raises Forbidden (``core.notice.manage`` everywhere, or the kind's ``words_by``), NotFound, Invalid with the line of a mistake.
    """
    sort = kind_named(kind)
    _require_words(sort, by)
    _check_place(channel, language)
    title, body = title.strip(), body.strip().replace("\r\n", "\n")
    if not title:
        raise Invalid("The first line is empty.", remedy="Say in a few words what this is about.", field="title")
    if channel == Channel.EMAIL and not body:
        raise Invalid("The mail has no text.", remedy="Write it, or take the shipped words.", field="body")
    wording.check(title, sort.names, field="title")
    wording.check(body, sort.names, field="body")
    with change(by) as unit:
        rows = Wording.objects.filter(kind=kind, channel=channel, language=language)
        before = words_of(sort, language, own_words(sort))
        rows.filter(is_current=True).update(is_current=False)
        latest = rows.aggregate(latest=Max("version"))["latest"] or 0
        saved = Wording.objects.create(
            kind=kind, channel=channel, language=language, version=latest + 1, title=title[:300], body=body,
            written_by=by.name[:200],
        )  # fmt: skip
        old = (before.line, "") if channel == Channel.IN_APP else (before.title, before.body)
        changes = {"Title": (old[0], title)} | ({"Text": (old[1], body)} if channel == Channel.EMAIL else {})
        unit.publish(WordingSaved(subject=saved.ref, org_path=EVERYWHERE, changes=changes))
    return saved


def revert_wording(kind: str, *, channel: str, language: str, by: Actor) -> None:
    """Use the words that came with the program. Raises Forbidden, NotFound, Conflict when they are in use already."""
    _require_words(kind_named(kind), by)
    _check_place(channel, language)
    with change(by) as unit:
        current = Wording.objects.filter(kind=kind, channel=channel, language=language, is_current=True).first()
        if current is None:
            raise Conflict("The shipped words are in use already.", remedy="Nothing to do.")
        current.is_current = False
        current.save(update_fields=["is_current"])
        unit.publish(
            WordingReverted(subject=current.ref, org_path=EVERYWHERE, changes={"Title": (current.title, None)})
        )


def switch_kind(
    kind: str, *, is_on: bool, organisation_id: int = 0, org_path: str = EVERYWHERE, org_label: str = "", by: Actor
) -> KindSwitch:
    """Send a kind of notice at this organisation and below, or do not. Raises Forbidden, NotFound."""
    by.require(CorePermission.NOTICE_MANAGE, at=org_path)
    sort = kind_named(kind)
    with change(by) as unit:
        row = KindSwitch.objects.filter(kind=kind, org_path=org_path).first()
        row = row or KindSwitch(kind=kind, org_path=org_path)
        row.organisation_id, row.org_label, row.is_on, row.changed_by = organisation_id, org_label, is_on, by.name[:200]
        row.save()
        words = {True: "sent", False: "not sent"}
        unit.publish(
            KindSwitched(
                subject=Ref(KindSwitch.KIND_REF, row.pk, sort.label),
                org_path=org_path,
                changes={org_label or "Everywhere": (words[not is_on], words[is_on])},
            )
        )
    return row


def _require_words(kind: NoticeKind, by: Actor) -> None:
    if not may_write(kind, by):
        by.require(CorePermission.NOTICE_MANAGE, at=EVERYWHERE)


def _check_place(channel: str, language: str) -> None:
    if channel not in (Channel.IN_APP, Channel.EMAIL) or language not in SHIPPED:
        raise Invalid(
            f"There are no words for {channel} in “{language}”.", remedy="Choose from the page of the notice."
        )
