"""Who sees which titles and copies."""

import pytest

from firstbell.core.actor import ANONYMOUS
from firstbell.inventory.models import Status
from firstbell.library.models import Copy, Title
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db


def test_the_catalogue_is_for_everybody_and_what_is_hidden_is_not() -> None:
    cast = make_cast()
    shown, hidden = make_title("Hatchet"), make_title("Not yet", is_hidden=True)
    on_shelf = make_copy(cast.school, shown)
    make_copy(cast.school, hidden)
    gone = make_copy(cast.school, shown, status=Status.DISPOSED)
    for actor in (ANONYMOUS, cast.stu.actor, cast.tess.actor):
        assert list(Title.objects.visible_to(actor)) == [shown]
        assert list(Copy.objects.visible_to(actor)) == [on_shelf]
    assert set(Title.objects.visible_to(cast.lib.actor)) == {shown, hidden}
    assert gone in Copy.objects.visible_to(cast.lib.actor)
