"""Photos by the zip: to the right thing, made small and clean, once; whatever else lies in the zip is told."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden
from firstbell.core.imports.actions import apply_import, preview_import, upload_import
from firstbell.core.models import Attachment, ImportRun
from firstbell.core.pictures import LONGEST_SIDE, NoPicture, cleaned
from firstbell.inventory.tests.factories import make_device
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast

BY = system_actor("the tests")


def picture(width: int = 40, height: int = 20, kind: str = "JPEG", colour: str = "red") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), colour)
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Someone's phone"
    image.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def look(data: bytes) -> ImportRun:
    return preview_import(
        upload_import(io.BytesIO(data), filename="p.zip", organisation_id=0, org_path="", by=BY), by=BY
    )


def counted(run: ImportRun) -> dict[str, int]:
    return counted_of(run, "photos")


def counted_of(run: ImportRun, entity: str) -> dict[str, int]:
    return {kind: sum(places.values()) for kind, places in run.counts.get(entity, {}).items() if sum(places.values())}


def test_a_picture_in_sixteen_bits_keeps_its_greys() -> None:
    out = io.BytesIO()
    Image.new("I;16", (300, 400), 0x4000).save(out, "PNG")
    with Image.open(io.BytesIO(cleaned(out.getvalue()))) as made:
        assert made.convert("L").getpixel((150, 200)) in range(0x3E, 0x43)


def test_a_large_picture_is_made_smaller_before_it_is_copied() -> None:
    out = io.BytesIO()
    image = Image.new("RGBA", (5200, 3400), "red")
    image.paste("blue", (0, 0, 2600, 3400))
    image.save(out, "PNG", exif=_lying(), compress_level=1)
    with Image.open(io.BytesIO(cleaned(out.getvalue()))) as made:
        assert made.size == (round(LONGEST_SIDE * 3400 / 5200), LONGEST_SIDE)
        # Turned upright: what was left is above.
        assert [made.convert("HSV").getchannel("H").getpixel((500, y)) > 100 for y in (100, 1500)] == [True, False]  # type: ignore[operator]


def _lying() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def test_a_picture_is_small_upright_and_says_nothing_of_its_camera() -> None:
    with Image.open(io.BytesIO(cleaned(picture(4000, 2000)))) as made:
        assert made.size == (LONGEST_SIDE // 2, LONGEST_SIDE)
        assert not made.getexif()
    with Image.open(io.BytesIO(cleaned(picture(30, 20, "PNG")))) as made:
        assert (made.format, made.size) == ("JPEG", (30, 20))


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    for one in (data, b"\xff\xd8\xff\xe0" + data, b"\x89PNG\r\n\x1a\n" + data, b"GIF89a" + data):
        with pytest.raises(NoPicture):
            cleaned(one)


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(NoPicture):
        cleaned(out.getvalue())


@pytest.mark.django_db
def test_pictures_go_to_their_things_and_only_once() -> None:
    cast: Cast = make_cast()
    tagged, other = make_device(cast.school, "1042"), make_device(cast.school, serial="SER9")
    data = zipped(
        **{"1042.jpg": picture(), "1042_front.png": picture(30, 30, "PNG"), "ser9 (2).jpg": picture(colour="blue")}
    )
    run = apply_import(look(data), by=BY)
    assert (run.source_key, counted(run)) == ("photos", {"new": 3})
    assert Attachment.objects.filter(owner_id=tagged.pk).count() == 2
    kept = Attachment.objects.get(owner_id=other.pk)
    assert (kept.content_type, kept.org_path) == ("image/jpeg", cast.school.scope_path)
    again = look(data)
    assert (again.writes, counted(again)) == (0, {"same": 3})


@pytest.mark.django_db
def test_everything_else_in_the_zip_is_told() -> None:
    cast = make_cast()
    make_device(cast.school, "1042")
    Person.objects.filter(pk=cast.stu.person.pk).update(identifier="90017")
    data = zipped(
        **{
            "1042.jpg": b"no picture",
            "90017.jpg": picture(),
            "99.jpg": picture(),
            "deep__1042.jpg": picture(),
            "2.png": picture(),
        }
    )
    run = look(data)
    assert (run.writes, counted(run), counted_of(run, "portraits")) == (0, {"quarantined": 4}, {"quarantined": 1})
    assert {group["code"] for group in run.groups} == {"no_picture", "person_photos_off", "unknown_item", "nested"}


@pytest.mark.django_db
def test_paths_that_climb_out_are_refused() -> None:
    bad = io.BytesIO()
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../1042.jpg", picture())
    run = preview_import(
        upload_import(
            io.BytesIO(bad.getvalue()), filename="p.zip", source_key="photos", organisation_id=0, org_path="", by=BY
        ),
        by=BY,
    )
    assert run.state == ImportRun.State.REJECTED


@pytest.mark.django_db
def test_who_may_not_edit_things_may_not_bring_photos() -> None:
    cast = make_cast()
    with pytest.raises(Forbidden):
        upload_import(
            io.BytesIO(zipped(**{"1.jpg": picture()})),
            filename="p.zip",
            organisation_id=0,
            org_path="",
            by=cast.tia.actor,
        )
