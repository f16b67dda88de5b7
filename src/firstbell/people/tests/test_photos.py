"""Photos of people: nowhere until somebody decides, small and clean, seen by few, and gone when they should be."""

from __future__ import annotations

import base64
import datetime as dt
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Merge, RetentionRule
from firstbell.core.retention import preview, run_retention
from firstbell.people.actions.forgetting import forget_people
from firstbell.people.actions.holds import lift_hold, set_hold
from firstbell.people.actions.merges import merge_persons, split_persons
from firstbell.people.actions.persons import withdraw_person
from firstbell.people.actions.photos import allow_photo, refuse_photo, remove_photo, set_photo, set_photo_rule
from firstbell.people.actions.records import hand_out_record
from firstbell.people.models import Enrollment, Organisation, Person, PersonPhoto, PhotoRefusal
from firstbell.people.queries import actor_of_account, keeps_photos, photo_urls
from firstbell.people.tests.factories import (
    Cast,
    make_account,
    make_cast,
    make_guardian,
    make_organisation,
    make_person,
    make_photo,
    make_picture,
    make_section,
    signed_in,
)
from firstbell.people.tests.test_api_people import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


def decide(cast: Cast, where: Organisation, keeps: bool | None = True) -> int:
    return set_photo_rule(where, keeps=keeps, source="Board, May 4", by=cast.dita.actor)


def files(cast_folder: Path) -> int:
    return len(list(cast_folder.rglob("*.jpg")))


# --- where they are kept ----------------------------------------------------------------------------------------------


def test_nobody_has_a_photo_until_somebody_decides(cast: Cast) -> None:
    with pytest.raises(Conflict, match="keeps no photos"):
        set_photo(cast.stu.person, make_picture(), by=cast.tess.actor)
    assert not PersonPhoto.objects.exists()
    for member in (cast.tess, cast.lib, cast.pat, cast.tia):
        with pytest.raises(Forbidden):
            set_photo_rule(cast.school, keeps=True, source="I say so", by=member.actor)
    with pytest.raises(Invalid, match="who decided"):
        set_photo_rule(cast.school, keeps=True, by=cast.dita.actor)
    decide(cast, cast.school)
    assert set_photo(cast.stu.person, make_picture(), by=cast.tess.actor).pk
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["people.photo_rule.edited", "people.photo.kept"]


def test_the_nearest_decision_counts(cast: Cast) -> None:
    wing = make_organisation("North wing", kind="department", parent=cast.school)
    child, other = make_person(wing), make_person(cast.other_school)
    decide(cast, cast.district)
    decide(cast, cast.school, keeps=False)
    assert [keeps_photos(one) for one in (cast.district, cast.school, wing, cast.other_school)] == [
        True,
        False,
        False,
        True,
    ]
    for one in (cast.stu.person, child, other):
        make_photo(one, keeps=False)
    assert {*PersonPhoto.objects.kept().values_list("person", flat=True)} == {other.pk}
    decide(cast, wing)
    assert {*PersonPhoto.objects.kept().values_list("person", flat=True)} == {other.pk, child.pk}
    assert {*PersonPhoto.objects.kept(is_kept=False).values_list("person", flat=True)} == {cast.stu.person.pk}


def test_switched_off_they_are_deleted_but_for_a_hold(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    held = make_person(cast.school, "Held", "Child")
    for one in (cast.stu.person, held):
        make_photo(one)
    set_hold(held, reason="A dispute", by=cast.dita.actor)
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(cast, cast.school, keeps=False) == 1
    assert [photo.person for photo in PersonPhoto.objects.all()] == [held]
    assert files(tmp_path) == 2
    assert not PersonPhoto.objects.visible_to(cast.tess.actor).exists()
    assert cast.stu.person.pk in AuditEntry.objects.filter(verb="people.photo.removed").values_list(
        "subject_id", flat=True
    )
    lift_hold(held, by=cast.dita.actor)
    with django_capture_on_commit_callbacks(execute=True):
        run_retention(now=timezone.now(), by=cast.dita.actor)
    assert (PersonPhoto.objects.count(), files(tmp_path)) == (0, 0)


# --- the picture ------------------------------------------------------------------------------------------------------


def test_a_picture_is_small_clean_and_replaced_whole(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    decide(cast, cast.school)
    exif = Image.Exif()
    exif[0x010F] = "Someone's phone"
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "red").save(out, "JPEG", exif=exif)
    stu, tess = cast.stu.person, cast.tess.actor
    with django_capture_on_commit_callbacks(execute=True):
        first = set_photo(stu, out.getvalue(), by=tess)
        again = set_photo(stu, out.getvalue(), by=tess)
        assert first.sha256 == again.sha256
        other = set_photo(stu, make_picture(90, 80, form="PNG"), by=cast.lib.actor)
    assert (other.pk, files(tmp_path)) == (first.pk, 2)
    for kept, size in ((other.file, (240, 320)), (other.small, (96, 96))):
        with Image.open(kept.open()) as made:
            assert (made.format, made.size, len(made.getexif())) == ("JPEG", size, 0)
        assert Path(str(kept.name)).stem not in (str(stu.pk), stu.identifier)
    said = AuditEntry.objects.filter(verb="people.photo.kept").order_by("id").values_list("summary", flat=True)
    assert list(said) == [f"Photo of {stu} kept", f"Photo of {stu} replaced"]
    for wrong in (b"GIF89a nonsense", b"", b"<svg/>", make_picture(20, 20)):
        with pytest.raises(Invalid, match="cannot be kept"):
            set_photo(stu, wrong, by=tess)
    for stranger in (cast.sam, cast.tia, cast.stu, cast.cora):
        with pytest.raises(Forbidden):
            set_photo(stu, make_picture(), by=stranger.actor)
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(stu, by=tess)
    assert files(tmp_path) == 0
    with pytest.raises(Conflict, match="no photo"):
        remove_photo(stu, by=tess)


# --- who sees it ------------------------------------------------------------------------------------------------------


def test_staff_see_whom_they_serve_teachers_their_classes_children_only_themselves(cast: Cast) -> None:
    stu = cast.stu.person
    mate = make_person(cast.school, "Mate", "Of Stu")
    section = make_section(cast.school, teacher=cast.tia.person, students=[stu])
    guardian = make_guardian(stu)
    family = actor_of_account(make_account(guardian))
    for one in (stu, mate):
        make_photo(one)
    both = {stu.pk, mate.pk}
    for actor, seen in (
        (cast.tess.actor, both), (cast.lib.actor, both), (cast.dita.actor, both), (cast.tia.actor, {stu.pk}),
        (cast.stu.actor, {stu.pk}), (cast.pat.actor, set()), (cast.cora.actor, set()), (cast.sam.actor, set()), (family, set()),
    ):  # fmt: skip
        assert {*photo_urls([*both], actor)} == seen, actor.name
    Enrollment.objects.filter(section=section, person=stu).update(end_date=timezone.localdate())
    assert not photo_urls([*both], cast.tia.actor)
    Person.objects.filter(pk=stu.pk).update(homeroom=section)
    assert {*photo_urls([*both], cast.tia.actor)} == {stu.pk}


def test_the_picture_is_served_to_those_alone_and_not_stored(cast: Cast) -> None:
    stu = cast.stu.person
    photo = make_photo(stu)
    address = f"/people/{stu.pk}/photo/small/"
    answer = signed_in(cast.tess).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(cast.tess).get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert signed_in(cast.stu).get(f"/people/{stu.pk}/photo/picture/").status_code == 200
    for stranger in (cast.sam, cast.tia, cast.cora):
        assert signed_in(stranger).get(address).status_code == 404
    photo.small.storage.delete(str(photo.small.name))
    assert signed_in(cast.tess).get(address).status_code == 404
    before = AuditEntry.objects.count()
    signed_in(cast.tess).get(f"/people/{stu.pk}/photo/picture/")
    assert AuditEntry.objects.count() == before


# --- no photo ---------------------------------------------------------------------------------------------------------


def test_a_guardian_says_no_on_their_own_page(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    stu = cast.stu.person
    make_photo(stu)
    guardian = make_guardian(stu, "Rosa", "Dent", language="es")
    account = make_account(guardian)
    mother = signed_in(type(cast.stu)(guardian, account, actor_of_account(account)))
    assert "Sin foto, por favor" in mother.get("/people/me/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert mother.post(f"/people/{stu.pk}/photo/not-wanted/").status_code == 302
    assert (PhotoRefusal.objects.get().asked_by, PersonPhoto.objects.count(), files(tmp_path)) == ("Rosa Dent", 0, 0)
    assert "no se guarda ninguna foto, como se pidió" in mother.get("/people/me/").content.decode()
    with pytest.raises(Conflict, match="is wanted"):
        set_photo(stu, make_picture(), by=cast.tess.actor)
    assert signed_in(cast.tia).post(f"/people/{stu.pk}/photo/not-wanted/").status_code == 404
    with pytest.raises(Forbidden):
        allow_photo(stu, note="I changed my mind", by=actor_of_account(account))
    allow_photo(stu, note="Rosa Dent, by phone", by=cast.tess.actor)
    assert set_photo(stu, make_picture(), by=cast.tess.actor).pk


def test_staff_note_the_wish_with_whose_it_is_and_a_hold_keeps_the_picture_hidden(cast: Cast) -> None:
    stu, tess = cast.stu.person, cast.tess.actor
    make_photo(stu)
    set_hold(stu, reason="A dispute", by=cast.dita.actor)
    with pytest.raises(Invalid, match="whose wish"):
        refuse_photo(stu, by=tess)
    refuse_photo(stu, asked_by="Rosa Dent", by=tess)
    assert PersonPhoto.objects.filter(person=stu).exists()
    assert not photo_urls([stu.pk], tess)
    with pytest.raises(Conflict, match="on hold"):
        remove_photo(stu, by=tess)
    assert preview(now=timezone.now())["people.photos"] == 0
    lift_hold(stu, by=cast.dita.actor)
    assert preview(now=timezone.now())["people.photos"] == 1


# --- leaving, merging, records ----------------------------------------------------------------------------------------


def test_who_left_loses_the_photo_after_the_days_of_the_rule(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    rule = RetentionRule.objects.get(key="people.photos")
    assert (rule.days, rule.is_on) == (30, True)
    stu = cast.stu.person
    make_photo(stu)
    orphan = tmp_path / "people" / "ab" / "left-over.jpg"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"of a change that was rolled back")
    os.utime(orphan, (0, 0))
    withdraw_person(stu, by=cast.tess.actor)
    now = timezone.now()
    assert run_retention(now=now + dt.timedelta(days=29), by=cast.dita.actor)["people.photos"] == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert run_retention(now=now + dt.timedelta(days=32), by=cast.dita.actor)["people.photos"] == 1
    assert (PersonPhoto.objects.count(), files(tmp_path)) == (0, 0)


def test_forgotten_people_have_none(cast: Cast) -> None:
    stu = cast.stu.person
    make_photo(stu)
    PhotoRefusal.objects.create(person=stu, asked_by="Rosa Dent", recorded_at=timezone.now())
    withdraw_person(stu, by=cast.tess.actor)
    forget_people(Person.objects.filter(pk=stu.pk), by=cast.dita.actor)
    assert not PersonPhoto.objects.exists()
    assert not PhotoRefusal.objects.exists()


def test_two_entries_made_one_have_one_photo_and_the_wish_of_either(cast: Cast) -> None:
    stu = cast.stu.person
    twin, third = (make_person(cast.school, "Stu", "Dent", identifier=number) for number in ("S-1", "S-2"))
    make_photo(twin)
    merge: Merge = merge_persons(stu, twin, reason="Asked", by=cast.tess.actor)
    assert {*photo_urls([stu.pk, twin.pk], cast.tess.actor)} == {stu.pk}
    make_photo(third)
    PhotoRefusal.objects.create(person=third, asked_by="Rosa Dent", recorded_at=timezone.now())
    second = merge_persons(stu, third, reason="Asked", by=cast.tess.actor)
    assert not photo_urls([stu.pk, twin.pk, third.pk], cast.tess.actor)
    split_persons(second, by=cast.tess.actor)
    assert {*photo_urls([stu.pk], cast.tess.actor)} == {stu.pk}
    assert PhotoRefusal.objects.get().person == third
    split_persons(merge, by=cast.tess.actor)
    assert {*photo_urls([stu.pk, twin.pk], cast.tess.actor)} == {twin.pk}


def test_the_record_has_the_picture(cast: Cast) -> None:
    stu = cast.stu.person
    photo = make_photo(stu)
    file = hand_out_record(stu, to="Gail", purpose="Asked", basis="guardian", by=cast.dita.actor)
    with zipfile.ZipFile(file) as archive:
        assert archive.read(f"attachments/{photo.pk}-photo-of-the-person.jpg") == photo.file.open().read()
        assert "photo-of-the-person" in archive.read("index.html").decode()


# --- REST -------------------------------------------------------------------------------------------------------------


def test_a_program_keeps_reads_and_removes_a_photo(cast: Cast) -> None:
    stu, tess, dita = cast.stu.person, Program(cast.tess), Program(cast.dita)
    where, rule = f"people/{stu.pk}/photo", f"organisations/{cast.school.pk}/photo-rule"
    image = base64.b64encode(make_picture()).decode()
    assert tess.ask("GET", rule).json()["is_on"] is False
    assert tess.ask("POST", where, {"image": image}).status_code == 409
    assert tess.ask("PUT", rule, {"keeps": True, "source": "Board"}).status_code == 403
    assert dita.ask("PUT", rule, {"keeps": True, "source": "Board"}).json()["decided_at_id"] == cast.school.pk
    kept = tess.ask("POST", where, {"image": image}, key="class-photo-1")
    assert (kept.status_code, "image" in kept.json()) == (201, False)
    with Image.open(io.BytesIO(base64.b64decode(tess.ask("GET", where).json()["image"]))) as made:
        assert made.size == (240, 320)
    for wrong in ("no base64!", base64.b64encode(b"nothing").decode()):
        assert tess.ask("POST", where, {"image": wrong}).status_code == 422
    assert Program(cast.sam).ask("GET", where).status_code == 404
    assert tess.ask("DELETE", where).status_code == 204
    assert tess.ask("POST", f"{where}-refusal", {"asked_by": "Rosa Dent"}).status_code == 201
    assert tess.ask("POST", where, {"image": image}, key="class-photo-2").status_code == 409
    assert tess.ask("POST", f"{where}-refusal/take-back", {"note": "Rosa Dent"}).status_code == 204
    assert tess.ask("GET", where).status_code == 404


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_pages_keep_remove_refuse_and_decide(cast: Cast) -> None:
    stu = cast.stu.person
    dita, tess, page = signed_in(cast.dita), signed_in(cast.tess), f"/people/{cast.stu.person.pk}/photo/"
    assert "Why nowhere at first" in dita.get("/people/photos/").content.decode()
    assert tess.get("/people/photos/").status_code == 403
    assert "Nothing can be kept now" in tess.get(page).content.decode()
    rule = f"/people/photos/{cast.school.pk}/"
    assert dita.post(rule, {"keeps": "on", "source": ""}).status_code == 422
    assert dita.post(rule, {"keeps": "on", "source": "Board"}).status_code == 302
    wrong = tess.post(page, {"file": SimpleUploadedFile("a.jpg", b"no picture")})
    assert (wrong.status_code, b"cannot be kept" in wrong.content) == (422, True)
    assert tess.post(page, {"file": SimpleUploadedFile("a.jpg", make_picture())}).status_code == 302
    assert f"/people/{stu.pk}/photo/picture/" in tess.get(f"/people/{stu.pk}/").content.decode()
    assert tess.post(f"{page}remove/").status_code == 302
    assert tess.post(f"{page}refuse/", {"asked_by": ""}).status_code == 422
    assert tess.post(f"{page}refuse/", {"asked_by": "Rosa"}).status_code == 302
    assert "Taken back?" in tess.get(page).content.decode()
    assert tess.post(f"{page}allow/", {"note": "Rosa"}).status_code == 302
    assert tess.post(page, {"file": SimpleUploadedFile("a.jpg", make_picture())}).status_code == 302
    assert dita.post(rule, {"keeps": ""}).status_code == 302
    assert not PersonPhoto.objects.exists()


def test_a_teacher_sees_the_faces_of_the_own_class_in_one_query(cast: Cast, django_assert_max_num_queries: Any) -> None:
    students = [make_person(cast.school) for _ in range(4)]
    section = make_section(cast.school, teacher=cast.tia.person, students=students)
    for one in students[:3]:
        make_photo(one)
    page = signed_in(cast.tia).get(f"/people/sections/{section.pk}/").content.decode()
    assert page.count("/photo/small/") == 3
    with django_assert_max_num_queries(1):
        assert len(photo_urls([one.pk for one in students], cast.tia.actor)) == 3
