"""Photos of people: keep one, replace it, take it off; decide where they are kept; want none."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.core.pictures import NoPicture
from firstbell.core.refs import Ref
from firstbell.core.retention import held_people
from firstbell.people.actions._photo_files import files_of, let_go, sweep
from firstbell.people.events import PhotoAllowed, PhotoKept, PhotoRefused, PhotoRuleEdited, PhotosRemoved
from firstbell.people.models import Organisation, Person, PersonPhoto, PhotoRefusal, PhotoRule
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.photos import may_refuse, photo_obstacles
from firstbell.people.queries.portraits import Portrait, make_portrait

_AT_ONCE = 500


def set_photo(person: Person, portrait: Portrait | bytes, *, source: str = "by hand", by: Actor) -> PersonPhoto:
    """Keep this picture of the person, instead of a former one. The same picture again changes nothing.

    Raises Forbidden (``people.photo.edit``), Conflict when none may be kept, Invalid (``file``) when it is no picture.
    """
    by.require(PeoplePermission.PHOTO_EDIT, at=person.organisation.scope_path)
    if isinstance(portrait, bytes):
        portrait = _made(portrait)
    with change(by) as unit:
        person = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
        obstacle = photo_obstacles([person]).get(person.pk)
        if obstacle is not None:
            raise Conflict(obstacle.text, remedy=obstacle.remedy, code=obstacle.code)
        former = _photo_of(person)
        if former is not None and former.sha256 == portrait.sha256:
            return former
        photo = former or PersonPhoto(person=person)
        old = files_of([photo]) if former is not None else []
        photo.sha256, photo.source, photo.kept_at = portrait.sha256, source[:60], timezone.now()
        photo.file.save("large.jpg", ContentFile(portrait.file), save=False)
        photo.small.save("small.jpg", ContentFile(portrait.small), save=False)
        photo.save()
        let_go(old)
        path = person.organisation.scope_path
        unit.publish(PhotoKept(subject=person.ref, org_path=path, note=source, replaced=former is not None))
    return photo


def remove_photo(person: Person, *, by: Actor) -> None:
    """No picture any more. Raises Forbidden (``people.photo.edit``), Conflict when there is none or it is on hold."""
    by.require(PeoplePermission.PHOTO_EDIT, at=person.organisation.scope_path)
    with change(by):
        photos = PersonPhoto.objects.filter(person=person)
        if not photos.exists():
            raise Conflict(f"There is no photo of {person}.", remedy="Nothing to do.")
        if not _remove(_free(photos), why="by hand", by=by):
            raise Conflict(f"Everything about {person} is on hold.", remedy="Lift the hold first.", code="on_hold")


def refuse_photo(person: Person, *, asked_by: str = "", note: str = "", by: Actor) -> PhotoRefusal:
    """No photo of this person, now or later; one that is kept goes (under a legal hold it is hidden, and goes after).

    Staff with ``people.photo.edit`` record it, and the person or a guardian may say it alone. Raises Forbidden, Conflict when
    it is known already, Invalid when staff do not say whose wish it is.
    """
    is_family = may_refuse(person, by)
    path = person.organisation.scope_path
    if not by.can(PeoplePermission.PHOTO_EDIT, at=path) and not is_family:
        raise Forbidden(PeoplePermission.PHOTO_EDIT, path)
    words = " ".join(asked_by.split())[:100] or (by.name[:100] if is_family else "")
    if not words:
        raise Invalid("Say whose wish it is.", remedy="A guardian's name, or the person's own.", field="asked_by")
    with change(by) as unit:
        wish, is_new = PhotoRefusal.objects.get_or_create(
            person=person, defaults={"asked_by": words, "note": note.strip()[:200], "recorded_at": timezone.now()}
        )
        if not is_new:
            raise Conflict(f"That no photo of {person} is wanted is known.", remedy="Nothing to do.")
        unit.publish(PhotoRefused(subject=person.ref, org_path=path, note=f"Asked by {wish.asked_by}"))
        _remove(_free(PersonPhoto.objects.filter(person=person)), why="none is wanted", by=by)
    return wish


def allow_photo(person: Person, *, note: str, by: Actor) -> None:
    """The wish is taken back; a photo may be kept from now on, none comes back by itself.

    Raises Forbidden (``people.photo.edit``), Conflict when there is no such wish, Invalid without who took it back.
    """
    by.require(PeoplePermission.PHOTO_EDIT, at=person.organisation.scope_path)
    if not note.strip():
        raise Invalid("Say who took the wish back.", remedy="A guardian's name, or the person's own.", field="note")
    with change(by) as unit:
        if not PhotoRefusal.objects.filter(person=person).delete()[0]:
            raise Conflict(f"Nobody asked for no photo of {person}.", remedy="Nothing to do.")
        path = person.organisation.scope_path
        unit.publish(PhotoAllowed(subject=person.ref, org_path=path, note=note.strip()[:200]))


def set_photo_rule(organisation: Organisation, *, keeps: bool | None, source: str = "", by: Actor) -> int:
    """Keep photos there and below, keep none, or (None) do as the organisation above. Notes today as last checked.

    What may no longer be kept is removed at once, but for people under a legal hold, whose photos are hidden. Returns how many
    were removed. Raises Forbidden (``people.photo.decide``), Invalid without a source when photos are to be kept.
    """
    path = organisation.scope_path
    by.require(PeoplePermission.PHOTO_DECIDE, at=path)
    if keeps and not source.strip():
        raise Invalid(
            "Say who decided that photos are kept.", remedy="A board's decision, a policy, a name.", field="source"
        )
    with change(by) as unit:
        rule = PhotoRule.objects.select_for_update().filter(organisation=organisation).first()
        old = rule.is_on if rule is not None else None
        if keeps is None:
            PhotoRule.objects.filter(organisation=organisation).delete()
        else:
            rule = rule or PhotoRule(organisation=organisation)
            rule.is_on, rule.source, rule.last_checked = keeps, source.strip()[:200], timezone.localdate()
            rule.save()
        below = PersonPhoto.objects.filter(person__organisation__path__startswith=path)
        removed = _remove(_free(below.kept(is_kept=False)), why=f"{organisation} keeps none", by=by)
        changes = {"photos of people": (_TOLD[old], _TOLD[keeps])} if old != keeps else {}
        unit.publish(PhotoRuleEdited(subject=organisation.ref, org_path=path, changes=changes, note=source.strip()))
    return removed


_TOLD = {True: "kept", False: "not kept", None: "as above"}


def let_photos_go(photos: QuerySet[PersonPhoto], *, by: Actor) -> int:
    """Retention's: remove them. The caller has left out whoever is under a hold. Returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    sweep()
    return _remove(photos, why="its time is over", by=by)


def _made(data: bytes) -> Portrait:
    try:
        return make_portrait(data)
    except NoPicture as problem:
        raise Invalid(
            f"The picture cannot be kept: {problem}.", remedy="Take it again, or save it as JPEG or PNG.", field="file"
        ) from None


def _photo_of(person: Person) -> PersonPhoto | None:
    return PersonPhoto.objects.filter(person=person).first()


def _free(photos: QuerySet[PersonPhoto]) -> QuerySet[PersonPhoto]:
    """Without those of people under a legal hold."""
    return photos.exclude(person_id__in=held_people())


def _remove(photos: QuerySet[PersonPhoto], *, why: str, by: Actor) -> int:
    """Rows now, files once it is stored; one audit entry for up to :data:`_AT_ONCE` people of one organisation."""
    found = list(photos.select_related("person__organisation").order_by("person__organisation_id", "pk"))
    batches: dict[int, list[PersonPhoto]] = {}
    for photo in found:
        batches.setdefault(photo.person.organisation_id, []).append(photo)
    with change(by) as unit:
        for of_one in batches.values():
            path = of_one[0].person.organisation.scope_path
            for start in range(0, len(of_one), _AT_ONCE):
                part = of_one[start : start + _AT_ONCE]
                refs = [photo.person.ref for photo in part]
                subject: Ref = refs[0] if len(refs) == 1 else part[0].person.organisation.ref
                about = () if len(refs) == 1 else tuple(refs)
                PersonPhoto.objects.filter(pk__in=[photo.pk for photo in part]).delete()
                unit.publish(PhotosRemoved(subject=subject, about=about, org_path=path, note=why, count=len(part)))
        let_go(files_of(found))
    return len(found)
