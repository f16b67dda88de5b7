"""What the demo's readers do in the catalogue: lists, reviews of which some wait, a search to keep, a class set that is wanted."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import ANONYMOUS, Actor
from firstbell.core.errors import FirstbellError
from firstbell.demo.generator import DistrictManifest
from firstbell.library.actions.book_lists import add_book_list, put_on_book_list, show_book_list
from firstbell.library.actions.class_sets import ask_class_set
from firstbell.library.actions.reading_lists import add_reading_list, put_on_reading_list
from firstbell.library.actions.reviews import decide_review, save_review_settings, write_review
from firstbell.library.actions.saved_searches import save_search
from firstbell.library.models import Copy, Title, sections_of
from firstbell.library.queries.search import Asked, search_catalogue
from firstbell.people.models import Account, Person
from firstbell.people.queries import actor_of_account

#: (name, in one sentence, words of a search, language, why the first is on it)
LISTS = (
    ("Staff picks", "What we press into everybody's hands.", "", "en", "Read the first page. You will not stop."),
    ("Animals that are heroes", "Dogs, horses and a few wild ones.", "animals", "en", "Begin with this one."),
    ("Cuentos en español", "Para leer en casa.", "en español", "es", "Empiece por este."),
)
#: (who, which of the titles, stars, words, what the library did with it)
REVIEWS = (
    ("stu", 0, 5, "I read it in one night with a flashlight.", "shown"),
    ("tia", 0, 4, "A good one for reluctant readers; the middle is slow.", "shown"),
    ("lib", 0, 4, "Asked for more often than any other this fall.", "shown"),
    ("stu", 1, 5, "The best one so far!", ""),
    ("stu", 2, 2, "In the end the dog dies.", "back"),
    ("tia", 3, 4, "Works well as a read-aloud.", ""),
)


def make_readers(manifest: DistrictManifest) -> None:
    """At the school of the demo's librarian; whatever a school's rules refuse is passed over."""
    lib, tia, stu = (_account(manifest, name) for name in ("lib", "tia", "stu"))
    if lib.person is None:
        return
    by, school = actor_of_account(lib), lib.person.organisation
    titles = list(
        Title.objects.filter(pk__in=Copy.objects.filter(organisation=school).values("product_id"), is_hidden=False).order_by("-year", "pk")[:8]
    )  # fmt: skip
    if not titles:
        return
    for name, summary, words, language, why in LISTS:
        found = [hit.title for hit in search_catalogue(Asked(words), actor=ANONYMOUS).hits][:8] if words else titles
        if not found:
            continue
        values = {"name": name, "summary": summary, "language": language, "keywords": words, "is_pick": True}
        made = add_book_list(organisation=school, values=values, by=by)
        for number, title in enumerate(found):
            put_on_book_list(made, title, note=why if not number else "", by=by)
        show_book_list(made, is_shown=True, by=by)
    _reviews(titles, {"lib": by, "tia": actor_of_account(tia), "stu": actor_of_account(stu)})
    _keep(titles, actor_of_account(stu), actor_of_account(tia))


def _reviews(titles: list[Title], cast: dict[str, Actor]) -> None:
    """Three of one title, so that it has an average; two wait, one went back. Who may not write is passed over."""
    by = cast["lib"]
    school = Person.objects.select_related("organisation").get(pk=by.person_id or 0).organisation
    save_review_settings(
        school, values={"is_on": True, "signature": "grade", "source": "Library committee of the demo"}, by=by
    )
    for who, which, stars, words, what in REVIEWS:
        try:
            review = write_review(titles[min(which, len(titles) - 1)], stars=stars, text=words, by=cast[who])
        except FirstbellError:
            continue
        if what:
            answer = "Please do not give away the end." if what == "back" else ""
            decide_review(review, to=what, answer=answer, by=by)


def _keep(titles: list[Title], stu: Actor, tia: Actor) -> None:
    kept = add_reading_list(name="To read", by=stu)
    for title in titles[1:4]:
        put_on_reading_list(kept, title, by=stu)
    save_search(name="Space", text="space", by=stu)
    section = sections_of(tia).select_related("organisation").order_by("pk").first()
    monday = timezone.localdate() + dt.timedelta(days=7 - timezone.localdate().weekday())
    if section is not None:
        ask_class_set(
            titles[0], section=section, count=20, first_day=monday, last_day=monday + dt.timedelta(days=11),
            note="For our novel unit; paperbacks are fine.", by=tia,
        )  # fmt: skip


def _account(manifest: DistrictManifest, name: str) -> Account:
    return Account.objects.select_related("person__organisation").get(username=manifest.cast[name]["username"])
