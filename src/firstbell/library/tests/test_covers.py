"""Covers: cleaned and kept, drawn where there is none, fetched only where somebody switched a service on."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from firstbell.core.errors import Forbidden, Invalid
from firstbell.library.actions.covers import LONGEST_SIDE, add_covers_from_zip, fetch_covers, remove_cover, set_cover
from firstbell.library.actions.templates import save_cover_service
from firstbell.library.models import Cover, CoverService
from firstbell.library.tasks.covers import covers as covers_job
from firstbell.library.tests.factories import make_title
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(width: int = 600, height: int = 900, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, form)
    return out.getvalue()


def test_a_picture_is_made_small_and_clean_and_the_former_one_goes(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    title = make_title("Hatchet")
    assert callable(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        set_cover(title, picture(), by=cast.lib.actor)
        cover = set_cover(title, picture(1000, 500, "JPEG"), by=cast.lib.actor)
    assert (cover.width, cover.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert len(list(tmp_path.rglob("*.jpg"))) == 1
    page = Client().get(reverse("library:cover", args=[title.pk]))
    assert page["Content-Type"] == "image/jpeg"
    assert page.content.startswith(b"\xff\xd8")
    for wrong in (b"GIF89a nonsense", b"<svg/>", picture(3, 3)):
        with pytest.raises(Invalid):
            set_cover(title, wrong, by=cast.lib.actor)
    with pytest.raises(Forbidden):
        set_cover(title, picture(), by=cast.tess.actor)
    remove_cover(title, by=cast.lib.actor)
    assert Client().get(reverse("library:cover", args=[title.pk]))["Content-Type"] == "image/svg+xml"


def test_without_a_picture_one_is_drawn_and_hidden_titles_have_none_for_strangers(cast: Cast) -> None:
    title, hidden = make_title("Tom & Jerry <live>"), make_title("Hidden", is_hidden=True)
    drawn = Client().get(reverse("library:cover", args=[title.pk])).content.decode()
    assert "Tom &amp; Jerry" in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert Client().get(reverse("library:cover", args=[hidden.pk])).status_code == 404
    assert signed_in(cast.lib).get(reverse("library:cover", args=[hidden.pk])).status_code == 200


def test_a_zip_named_by_isbn_fills_what_it_can_and_names_the_rest(cast: Cast) -> None:
    title = make_title("Hatchet", isbn="9780689840920")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("covers/978-0-689-84092-0.PNG", picture())
        archive.writestr("9780804429573.jpg", picture())
        archive.writestr("readme.txt", "hello")
        archive.writestr("../9780689840920.gif", b"no picture")
    done = add_covers_from_zip(out, by=cast.lib.actor)
    assert done.kept == 1
    assert Cover.objects.get(title=title).source == "zip"
    assert len(done.refused) == 3
    with pytest.raises(Invalid, match="no ZIP"):
        add_covers_from_zip(io.BytesIO(b"PK nonsense"), by=cast.lib.actor)
    upload = SimpleUploadedFile("covers.zip", out.getvalue(), "application/zip")
    page = signed_in(cast.lib).post(reverse("library:covers_zip"), {"file": upload}).content.decode()
    assert "no title here has the ISBN 9780804429573" in page


@pytest.fixture
def service(settings: Any) -> Iterator[tuple[CoverService, list[str]]]:
    """A real server on this machine that knows one number, by a redirect."""
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            known = "9780689840920" in self.path
            if known and not self.path.startswith("/there"):
                self.send_response(302)
                self.send_header("Location", f"/there{self.path}")
                self.end_headers()
                return
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(picture() if known else b"not here")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    CoverService.objects.all().delete()
    url = f"http://127.0.0.1:{server.server_port}/b/{{isbn}}.jpg"
    settings.FIRSTBELL_PRIVATE_HOOKS = True
    yield CoverService.objects.create(name="Here", url_pattern=url, seconds=5), asked
    server.shutdown()
    server.server_close()


def test_nobody_is_asked_until_a_service_is_switched_on(cast: Cast, service: tuple[CoverService, list[str]]) -> None:
    here, asked = service
    known, unknown = make_title("Hatchet", isbn="9780689840920"), make_title("The river", isbn="9780804429573")
    assert covers_job(known.created_at) == "No cover service is switched on"
    assert asked == []
    CoverService.objects.update(is_on=True)
    assert covers_job(known.created_at) == "1 covers kept, 1 titles without one"
    assert Cover.objects.get(title=known).source == "Here"
    assert Cover.objects.get(title=unknown).finding == "No service knows it."
    here.refresh_from_db()
    assert here.finding == "It answers."
    count = len(asked)
    assert fetch_covers(by=cast.dita.actor) == (0, 0)  # what was not found is not asked for again so soon
    assert len(asked) == count


def test_a_service_on_the_own_network_is_not_asked_and_says_why(
    cast: Cast, service: tuple[CoverService, list[str]], settings: Any
) -> None:
    here, asked = service
    settings.FIRSTBELL_PRIVATE_HOOKS = False
    CoverService.objects.update(is_on=True)
    make_title("Hatchet", isbn="9780689840920")
    fetch_covers(by=cast.dita.actor)
    here.refresh_from_db()
    assert asked == []
    assert here.finding.startswith("It cannot be asked")


@pytest.mark.parametrize(
    "url", ["http://example.org/{isbn}", "https://{isbn}.example.org/a", "https://example.org/a.jpg"]
)
def test_the_address_of_a_service_is_looked_at(cast: Cast, url: str) -> None:
    with pytest.raises(Invalid):
        save_cover_service(None, values={"name": "X", "url_pattern": url}, by=cast.lib.actor)
