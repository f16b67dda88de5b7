"""The example of docs/how-to/use-the-api.md, run as it stands there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from firstbell.circulation.tests.factories import make_loan
from firstbell.inventory.models import Device
from firstbell.inventory.tests.factories import make_loaner, make_model
from firstbell.people.tests.factories import make_cast
from firstbell_client import caller as calling
from tests.api.callers import DjangoTransport, token_of
from tests.architecture import house

pytestmark = pytest.mark.django_db


def test_the_example_does_what_the_page_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cache.clear()
    cast = make_cast()
    make_model()
    loan = make_loan(make_loaner(cast.school), cast.stu.person)
    monkeypatch.setattr(calling, "UrlTransport", DjangoTransport)
    text = (house.ROOT / "docs/how-to/use-the-api.md").read_text()
    example = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert example is not None
    run: Callable[..., Any] = exec
    run(
        example[1].replace("fb_…", token_of(cast.tess)).replace("https://firstbell.example.org", "http://testserver"),
        {},
    )

    told = capsys.readouterr().out
    assert loan.item.label in told
    assert re.search(r"^404 .*999999", told, re.MULTILINE)
    assert "0 201 taken in" in told
    assert re.search(r"^1 409 .*5CD1234ABC", told, re.MULTILINE)
    assert Device.objects.filter(serial="5CD1234ABC").count() == 1
