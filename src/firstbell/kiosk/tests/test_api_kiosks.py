"""Kiosks, PINs and self-check texts over REST: nothing secret comes out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.core.models import IdempotentReply
from firstbell.kiosk.actions.kiosks import register_kiosk
from firstbell.kiosk.content import TEXTS
from firstbell.kiosk.models import Kiosk, Pin
from firstbell.kiosk.permissions import KioskPermission as May
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


class Program:
    def __init__(self, member: Member, *, lacking: str = "") -> None:
        held = sorted({one for grant in member.actor.grants for one in grant.permissions if one != lacking})
        token = create_token(member.account, name="Program", permissions=held, by=member.actor)
        self.client = Client(headers={"Authorization": f"Bearer {token.text}"})

    def __call__(self, method: str, path: str, body: Any = None, *, expect: int = 200, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = getattr(self.client, method)(f"/api/v1/{path}", body or {}, "application/json", headers=headers)
        assert answer.status_code == expect, answer.content
        return answer.json() if answer.content else None

    def get(self, path: str, *, expect: int = 200) -> Any:
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == expect, answer.content
        return answer.json()


def test_a_kiosk_is_read_changed_and_revoked(cast: Cast) -> None:
    made = register_kiosk(cast.school, name="Library", by=cast.tess.actor)
    tess, there = Program(cast.tess), f"kiosks/{made.kiosk.pk}"
    read = tess.get(there)
    assert (read["name"], read["use"], read["pin_rule"]) == ("Library", "own", "always")
    assert made.kiosk.digest not in str(read)
    assert tess("patch", there, {"use": "self_check"})["use"] == "self_check"
    assert tess("patch", there, {"pin_rule": "never"})["use"] == "self_check"
    tess("patch", there, {"use": "games"}, expect=422)
    assert [one["id"] for one in tess.get("kiosks?use=self_check")["items"]] == [made.kiosk.pk]
    Program(cast.sam).get(there, expect=404)
    Program(cast.tess, lacking=May.KIOSK_EDIT)("patch", there, {"use": "own"}, expect=403)
    assert tess("post", f"{there}/revoke")["revoked_at"]
    tess("post", f"{there}/revoke", expect=409)
    assert tess.get("kiosks")["items"] == []
    assert [one["id"] for one in tess.get("kiosks?is_revoked=true")["items"]] == [made.kiosk.pk]
    assert Kiosk.objects.get().revoked_at


def test_a_pin_is_set_and_never_told_nor_to_be_guessed_from_what_is_kept(cast: Cast) -> None:
    tess, address = Program(cast.tess), f"people/{cast.stu.person.pk}/kiosk-pin"
    assert tess("put", address, {"pin": "4829"}, expect=204, key="one") is None
    kept = IdempotentReply.objects.get(key="one")
    plain = hashlib.sha256(f"PUT /api/v1/{address}\n{json.dumps({'pin': '4829'})}".encode()).hexdigest()
    assert (kept.body, kept.fingerprint == plain) == ("", False)
    tess("put", address, {"pin": "1111"}, expect=422)
    tess("put", f"people/{cast.tia.person.pk}/kiosk-pin", {"pin": "4829"}, expect=409)
    Program(cast.sam)("put", address, {"pin": "4829"}, expect=404)
    Program(cast.tess, lacking=May.PIN_SET)("delete", address, expect=403)
    tess("delete", address, expect=204)
    assert not Pin.objects.exists()
    tess("delete", address, expect=204)


def test_self_check_texts_are_said_with_whose_they_are(cast: Cast) -> None:
    dita, tess = Program(cast.dita), Program(cast.lib if cast.lib.actor.can(May.TEXT_EDIT) else cast.tess)
    district, here = (f"organisations/{one.pk}/self-check-texts" for one in (cast.district, cast.school))
    dita("put", f"{district}/start", {"en": "Show your card"})
    said = tess("put", f"{here}/start", {"en": "Scan it", "es": ""})
    assert [(one["language"], one["text"], one["organisation_id"]) for one in said] == [
        ("en", "Scan it", cast.school.pk), ("es", "Escanea tu tarjeta", None),
    ]  # fmt: skip
    listed = tess.get(here)
    assert len(listed) == 2 * len(TEXTS)
    assert [one["key"] for one in listed if one["organisation_id"]] == ["start"]
    assert tess("put", f"{here}/start", {})[0]["organisation_id"] == cast.district.pk
    tess("put", f"{here}/hello", {"en": "Hi {nick}", "es": "Hola"}, expect=422)
    tess("put", f"{here}/nothing-like-it", {"en": "Hi"}, expect=404)
    Program(cast.sam)("put", f"{here}/start", {"en": "Ours"}, expect=404 if cast.sam.actor.can(May.TEXT_EDIT) else 403)
    Program(cast.dita, lacking=May.TEXT_EDIT).get(here, expect=403)
