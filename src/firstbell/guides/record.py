"""What guides know of somebody: the walks through cards about their trouble."""

from __future__ import annotations

from firstbell.core.record import Part, not_in_record, record_section
from firstbell.guides.models import Walk
from firstbell.people.models import Person

not_in_record("guides.Article.owner", "Who keeps an article right does so for the school")


@record_section("guides.walks", "Fix cards gone through", covers=("guides.Walk.person",), order=51)
def walks(person: Person, _internal: bool) -> Part:
    rows = Walk.objects.filter(person=person).select_related("card", "place").order_by("pk")
    return Part([{"When": one.started_at, "Card": one.card.title_en, "Said": one.said, "Where": one.place.name if one.place else "",
                  "Ended": one.get_state_display()} for one in rows])  # fmt: skip
