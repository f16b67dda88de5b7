"""A class photo day's zip: faces land where they may be kept, and everybody left out is named with the reason."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from firstbell.connectors.photos.tests.test_photos import counted, counted_of, zipped
from firstbell.core.actor import Actor
from firstbell.core.imports.actions import apply_import, discard_import, preview_import, upload_import
from firstbell.core.models import Attachment, AuditEntry, ImportRun, RetentionRule
from firstbell.core.retention import run_retention
from firstbell.inventory.tests.factories import make_device
from firstbell.people.actions.holds import set_hold
from firstbell.people.models import Person, PersonPhoto, PhotoRefusal, PhotoRule
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_person, make_photo, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    made = make_cast()
    PhotoRule.objects.create(organisation=made.school, is_on=True, source="Board")
    return made


def look(cast: Cast, data: bytes, by: Actor) -> ImportRun:
    school = cast.school
    uploaded = upload_import(
        io.BytesIO(data), filename="class.zip", organisation_id=school.pk, org_path=school.scope_path, by=by
    )
    return preview_import(uploaded, by=by)


def test_the_librarians_zip_gives_the_class_its_faces(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    lib = cast.lib.actor
    ada, bo, eve = (
        make_person(cast.school, name, identifier=number)
        for name, number in (("Ada", "70001"), ("Bo", "70002"), ("Eve", "70003"))
    )
    make_badge(bo, "B-77")
    Person.objects.filter(pk=eve.pk).update(sourced_id="src-eve")
    data = zipped(
        **{"70001.jpg": make_picture(), "b-77.png": make_picture(form="PNG"), "src-eve.jpg": make_picture(colour="red")}
    )
    run = look(cast, data, lib)
    assert (run.source_key, run.writes, counted_of(run, "portraits")) == ("photos", 3, {"new": 3})
    assert not PersonPhoto.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        apply_import(run, by=lib)
    assert {*PersonPhoto.objects.values_list("person", "source")} == {(one.pk, "zip") for one in (ada, bo, eve)}
    assert AuditEntry.objects.filter(verb="people.photo.kept").count() == 3
    assert not Attachment.objects.exists()
    # The zip held faces at full size: nothing of it is left.
    assert not Path(run.file.path).exists()
    assert len([*tmp_path.rglob("*.jpg")]) == 6
    again = look(cast, zipped(**{"70001.jpg": make_picture(), "70002.jpg": make_picture(colour="blue")}), lib)
    assert counted_of(again, "portraits") == {"same": 1, "changed": 1}
    with django_capture_on_commit_callbacks(execute=True):
        discard_import(again, by=lib)
    assert not Path(again.file.path).exists()


def test_who_is_left_out_is_named_with_the_reason(cast: Cast) -> None:
    good, shy, gone, held = (make_person(cast.school, identifier=f"7000{number}") for number in range(4))
    make_person(cast.other_school, identifier="80001")
    for _ in range(2):
        make_person(cast.school, identifier="60000")
    make_person(cast.school, identifier="1042")
    make_device(cast.school, "1042")
    PhotoRefusal.objects.create(person=shy, asked_by="Rosa", recorded_at=timezone.now())
    Person.objects.filter(pk=gone.pk).update(withdrawn_on=timezone.localdate())
    make_photo(held)
    set_hold(held, reason="A dispute", by=cast.dita.actor)
    names = ("70000", "70001", "70002", "70003", "80001", "60000", "1042")
    pictures = {f"{name}.jpg": make_picture() for name in names} | {"70000 .png": make_picture(form="PNG")}
    run = look(cast, zipped(**pictures), cast.tess.actor)
    assert counted_of(run, "portraits")["new"] == 1
    codes = {group["code"] for group in run.groups}
    # Who left, and who is at another school, are nobody here.
    assert codes == {
        "person_refused",
        "person_on_hold",
        "several_people",
        "second_portrait",
        "thing_and_person",
        "unknown_item",
    }
    apply_import(run, by=cast.tess.actor)
    assert {*PersonPhoto.objects.values_list("person", flat=True)} == {good.pk, held.pk}
    assert not Attachment.objects.exists()


def test_where_no_photos_of_people_are_kept_a_number_that_is_also_a_tag_means_the_thing(cast: Cast) -> None:
    PhotoRule.objects.update(is_on=False)
    make_person(cast.school, identifier="1042")
    make_device(cast.school, "1042")
    run = apply_import(look(cast, zipped(**{"1042.jpg": make_picture()}), cast.tess.actor), by=cast.tess.actor)
    assert (counted(run), Attachment.objects.count(), PersonPhoto.objects.count()) == ({"new": 1}, 1, 0)


def test_a_zip_that_was_only_looked_at_goes_with_the_rule_for_imported_files(cast: Cast) -> None:
    run = look(cast, zipped(**{"70001.jpg": make_picture()}), cast.lib.actor)
    path = Path(run.file.path)
    later = timezone.now() + dt.timedelta(days=RetentionRule.objects.get(key="core.import_files").days + 1)
    assert run_retention(now=later, by=cast.dita.actor)["core.import_files"] == 1
    run.refresh_from_db()
    assert (path.exists(), run.state) == (False, ImportRun.State.DISCARDED)


def test_a_phones_zip_is_one_of_photos_and_each_that_is_no_picture_we_keep_is_named(cast: Cast) -> None:
    ada, bo = (make_person(cast.school, identifier=number) for number in ("70001", "70002"))
    phone = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    litter = {"Thumbs.db": b"x", "desktop.ini": b"x", ".DS_Store": b"x"}
    pictures = {"70001.HEIC": phone, "70002.svg": drawn}
    run = look(cast, zipped(**pictures, **litter), cast.lib.actor)
    assert (run.source_key, run.writes, counted_of(run, "portraits")) == ("photos", 0, {"quarantined": 2})
    assert {(group["code"], group["count"]) for group in run.groups} == {("no_picture", 2)}
    run = look(cast, zipped(**pictures, **litter, **{"70002.png": make_picture(form="PNG")}), cast.lib.actor)
    apply_import(run, by=cast.lib.actor)
    assert [*PersonPhoto.objects.values_list("person", flat=True)] == [bo.pk], ada
