"""schemathesis over every operation: whatever fits the document is answered as the document says, and never by a fault.

In-process and the same every time. Each operation gets examples with objects that exist in its address, as many with made-up
ones, and as many that do not fit the document; `FIRSTBELL_API_EXAMPLES=200` looks harder. What an example wrote is rolled back before the next one.
"""

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from firstbell.people.models import Account, ApiToken
from firstbell.people.queries import actor_of_account
from tests.api.test_scope import token
from tests.api.walk import operations
from tests.architecture import district, routes

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FIRSTBELL_API_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: a request does not close the connection that holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def full_token(account: Account) -> str:
    actor = actor_of_account(account)
    return token(account, *{permission for grant in actor.grants for permission in grant.permissions})


def faults(operation: Any, headers: dict[str, str], mode: GenerationMode, **known: Any) -> str:
    """What the first failing example of an operation did wrong; empty when none does."""

    @given(case=operation.as_strategy(generation_mode=mode, **known))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: Case[Any]) -> None:
        with transaction.atomic():
            try:
                response = case.call(headers=headers)
                case.validate_response(response, checks=CHECKS)
            finally:
                transaction.set_rollback(True)

    try:
        tried()
    except Unsatisfiable:  # nothing can be wrong with an operation that takes nothing
        return "" if mode is GenerationMode.NEGATIVE else f"{operation.label}: no example fits"
    except (Exception, BaseExceptionGroup) as wrong:  # one finding, not the end of the walk
        return f"{operation.label}: {wrong} {getattr(wrong, 'exceptions', '')}"
    return ""


@pytest.mark.usefixtures("_one_connection")
def test_every_operation_keeps_to_the_document(settings: Any) -> None:
    cache.clear()
    settings.FIRSTBELL_API_RATES = {"token": (1_000_000, 60), "stranger": (1_000_000, 60)}
    settings.ALLOWED_HOSTS = ["*"]
    people = district.furnish(3)
    headers = {"Authorization": f"Bearer {full_token(people.dita)}"}
    # Every example is rolled back, so each would be the first to note that the token is used.
    ApiToken.objects.update(last_used_at=timezone.now() + dt.timedelta(days=1))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), headers=headers)
    by_label = {f"{one.method} {one.path}": one for one in operations()}
    walked, found = 0, []
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        ours = by_label[operation.label]
        known = routes.shown(ours.route, people.chosen)
        found.append(faults(operation, headers, GenerationMode.POSITIVE, path_parameters=known))
        found.append(faults(operation, headers, GenerationMode.POSITIVE))
        found.append(faults(operation, headers, GenerationMode.NEGATIVE))
        walked += 1
    assert walked == len(by_label)
    wrong = [one for one in found if one]
    assert not wrong, "\n\n".join(wrong)
