"""How often one may ask: what every answer says of it, one token's own rate, and the client that waits."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.config.rates import rates_of
from firstbell.people.models import ApiToken
from firstbell.people.tests.factories import Cast, make_cast
from firstbell_client import Answer, Firstbell, Problem
from tests.api.callers import DjangoTransport, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    cache.clear()
    monkeypatch.setattr("firstbell.core.api.limits.time.time", lambda: 1_800_000_010.0)
    return make_cast()


def test_every_answer_says_what_is_left(cast: Cast, settings: Any) -> None:
    settings.FIRSTBELL_API_RATES = {"token": (3, 60), "stranger": (30, 60)}
    client = Client(headers={"Authorization": f"Bearer {token_of(cast.tess)}"})
    answers = [client.get(f"/api/v1/{path}") for path in ("me", "items/999999", "me", "me")]
    assert [one.status_code for one in answers] == [200, 404, 200, 429]
    assert [one.headers["RateLimit"] for one in answers] == [f'"token";r={left};t=50' for left in (2, 1, 0, 0)]
    assert {one.headers["RateLimit-Policy"] for one in answers} == {'"token";q=3;w=60'}
    assert answers[-1].headers["Retry-After"] == "50"
    assert "RateLimit" not in Client().get("/api/v1/me").headers


def test_one_token_may_have_a_rate_of_its_own(cast: Cast, settings: Any) -> None:
    text = token_of(cast.tess)
    own = f"token:{ApiToken.objects.latest('pk').pk}"
    settings.FIRSTBELL_API_RATES = {"token": (1, 60), "stranger": (30, 60), own: (2, 60)}
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert [client.get("/api/v1/me").status_code for _ in range(3)] == [200, 200, 429]


def test_the_setting_is_read_from_the_environment() -> None:
    assert rates_of("token=3000/60 token:12=6000/60") == {"token": (3000, 60), "token:12": (6000, 60)}
    assert rates_of("") == {}
    for wrong in ("token", "token=1", "token=x/60", "token=0/60"):
        with pytest.raises(ValueError, match="FIRSTBELL_API_RATES"):
            rates_of(wrong)


def test_the_client_waits_as_long_as_it_is_told(cast: Cast, settings: Any) -> None:
    settings.FIRSTBELL_API_RATES = {"token": (1, 60), "stranger": (30, 60)}
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        cache.clear()  # the window is over

    patient = Firstbell(
        "http://testserver", token=token_of(cast.tess), transport=DjangoTransport(), sleep=sleep, longest_wait=60
    )
    assert [patient.read_me()["name"] for _ in range(2)] == ["Tess Torres (Test)"] * 2
    assert slept == [50.0]


def test_the_client_tries_again_with_the_same_key_and_gives_up_in_the_end() -> None:
    keys: list[str] = []

    def away(method: str, url: str, headers: Any, body: bytes | None) -> Answer:
        keys.append(headers["Idempotency-Key"])
        if len(keys) == 1:
            raise ConnectionResetError
        return Answer(503, {"retry-after": "1"}, b"")

    firstbell = Firstbell("https://x.example", token="fb_x", transport=away, attempts=3, sleep=lambda _: None)
    with pytest.raises(Problem) as refused:
        firstbell.read_all_notices()
    assert refused.value.status == 503
    assert len(keys) == 3
    assert len(set(keys)) == 1
