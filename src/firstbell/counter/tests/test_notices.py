"""What families and students are told of a swap, in their language, and what is taken back with it."""

from __future__ import annotations

import pytest

from firstbell.core.models import Delivery, Notice
from firstbell.core.undo import latest_offer, use_undo
from firstbell.counter.tests.factories import make_desk, perform
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import make_guardian

pytestmark = pytest.mark.django_db
