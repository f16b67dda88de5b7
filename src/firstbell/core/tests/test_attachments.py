"""Uploads: what the bytes say, how large, and who may fetch them."""

from __future__ import annotations

import zlib

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstbell.core import attachments
from firstbell.core.attachments import attach_file, may_see
from firstbell.core.errors import Invalid
from firstbell.core.refs import Ref
from firstbell.core.tests.actors import actor

pytestmark = pytest.mark.django_db

OWNER = Ref("test.thing", 5, "Thing 5")


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"")
    )


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", _png()), ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40), ("n.txt", b"hello\n")],
)
def test_a_good_file_is_kept_with_the_type_of_its_bytes(name: str, content: bytes) -> None:
    kept = attach_file(OWNER, upload(name, content), org_path="1.", by=actor())
    assert kept.content_type == attachments.ALLOWED_TYPES[f".{name.rsplit('.', 1)[1]}"]
    with kept.file.open("rb") as stored:
        assert stored.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html>"),
        ("pic.svg", b"<svg onload=alert(1)>"),
        ("pic.png", b"<script>alert(1)</script>"),
        ("pic.jpg", _png()),
        ("notes.txt", b"<!DOCTYPE html><script>"),
        ("notes.txt", b"\x00\x01"),
        ("a.pdf", b"MZ\x90\x00"),
        ("run.exe", b"MZ"),
        ("none", b"x"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid, match=name.rsplit("/", maxsplit=1)[-1]):
        attach_file(OWNER, upload(name, content), org_path="1.", by=actor())


def test_a_path_in_the_name_is_dropped_and_size_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = attach_file(OWNER, upload("../../etc/notes.txt", b"hi"), org_path="1.", by=actor())
    assert kept.filename == "notes.txt"
    monkeypatch.setattr(attachments, "MAX_BYTES", 3)
    with pytest.raises(Invalid, match="MB"):
        attach_file(OWNER, upload("n.txt", b"long"), org_path="1.", by=actor())


def test_only_those_who_see_the_owner_see_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = attach_file(OWNER, upload("n.txt", b"hi"), org_path="1.", by=actor())
    assert not may_see(kept, actor())
    monkeypatch.setitem(attachments._owners, "test.thing", lambda _id, by: by.key == "account:1")
    assert may_see(kept, actor())
    assert not may_see(kept, actor(key="account:2"))


def test_a_file_that_is_gone_from_the_disk_is_not_found(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a restore of a backup without files."""
    kept = attach_file(OWNER, upload("n.txt", b"hello"), org_path="1.", by=actor())
    kept.file.storage.delete(str(kept.file.name))
    monkeypatch.setattr("firstbell.core.views.attachments.may_see", lambda *_: True)
    client.force_login(
        get_user_model().objects.create_user("a"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get(f"/attachments/{kept.pk}/").status_code == 404
