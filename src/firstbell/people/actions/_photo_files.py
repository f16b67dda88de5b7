"""The files of photos: deleted with their rows, and what was left behind by accident afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from firstbell.people.models import PersonPhoto, PhotoRefusal
from firstbell.people.models.photos import PHOTO_FOLDER


def forget_photos(people: Sequence[int]) -> None:
    """All about photos of people who are about to become nameless; their audit entry is the forgetting's."""
    photos = PersonPhoto.objects.filter(person__in=people)
    files = files_of(photos)
    photos.delete()
    PhotoRefusal.objects.filter(person__in=people).delete()
    let_go(files)


def files_of(photos: Iterable[PersonPhoto]) -> list[str]:
    return [str(name) for photo in photos for name in (photo.file.name, photo.small.name) if name]


def let_go(names: Sequence[str]) -> None:
    """The files go once the change is stored; until then they are what a rollback needs."""
    if names:
        transaction.on_commit(lambda: _delete(names), robust=True)


def _delete(names: Iterable[str]) -> None:
    storage = PersonPhoto._meta.get_field("file").storage
    for name in names:
        storage.delete(name)


def sweep() -> None:
    """Files that no row names: of a change that was rolled back after they were written, or that could not be deleted then."""
    storage = PersonPhoto._meta.get_field("file").storage
    if not storage.exists(PHOTO_FOLDER):
        return
    named = {name for pair in PersonPhoto.objects.values_list("file", "small") for name in pair}
    yesterday = timezone.now() - dt.timedelta(days=1)
    for folder in storage.listdir(PHOTO_FOLDER)[0]:
        paths = [f"{PHOTO_FOLDER}/{folder}/{name}" for name in storage.listdir(f"{PHOTO_FOLDER}/{folder}")[1]]
        _delete(path for path in paths if path not in named and storage.get_modified_time(path) < yesterday)
