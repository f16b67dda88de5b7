"""What the people room says on the first page."""

from __future__ import annotations

from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.panels import Context, Panel, register
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import proposed_withdrawals


def home_people(_today: Any, actor: Actor) -> Context | None:
    """People entered by hand and people the roster no longer names, if there are any."""
    provisional = Person.objects.visible_to(actor).filter(is_provisional=True, withdrawn_on=None).count()
    gone = proposed_withdrawals(actor).count()
    return {"provisional": provisional, "gone": gone} if provisional or gone else None


register(
    Panel("core.home", "people", "people/panel_home.html", home_people, PeoplePermission.PERSON_WITHDRAW, order=40)
)
