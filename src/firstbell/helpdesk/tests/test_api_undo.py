"""Over REST: what a program did within the minute is taken back by that program, and files come out whole."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.helpdesk.tests.test_talk import PNG
from firstbell.people.tests.factories import Api, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_merge_is_undone_once_by_who_made_it(cast: Cast) -> None:
    keeper, other = (make_ticket(cast.school, cast.stu.person) for _ in range(2))
    tess, dita = Api(cast.tess), Api(cast.dita)
    tess.post(f"tickets/{keeper.pk}/merge", {"other_id": other.pk, "reason": "One screen"}, status=201)
    (offer,) = tess.get("undo")
    assert dita.get("undo") == []
    dita.post(f"undo/{offer['token']}", status=404)
    assert other.number in tess.post(f"undo/{offer['token']}")["undone"]
    assert Ticket.objects.get(pk=other.pk).state == other.state
    tess.post(f"undo/{offer['token']}", status=409)
    assert tess.get("undo") == []


def test_a_file_is_for_who_may_see_its_ticket(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.lib.person)
    lib, sam = Api(cast.lib), Api(cast.sam)
    (kept,) = lib.upload(f"tickets/{ticket.pk}/files", [SimpleUploadedFile("a.png", PNG)])
    answer = lib.client.get(f"/api/v1/attachments/{kept['id']}")
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streaming response
    assert (answer.status_code, answer["Content-Type"], whole) == (200, "image/png", PNG)
    assert 'filename="a.png"' in answer["Content-Disposition"]
    sam.get(f"attachments/{kept['id']}", status=404)
