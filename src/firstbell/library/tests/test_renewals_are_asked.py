"""46 and 47: what a family asked, or a limit says, after something was lent counts when it is to be renewed, at every entrance."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.circulation.actions import LendingRefused, lend_item, renew_due_loans, renew_loan
from firstbell.circulation.models import Loan, QuietOverride
from firstbell.circulation.tests.factories import make_loan, make_rule
from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden
from firstbell.core.models import AuditEntry, Notice
from firstbell.library.actions.age_limits import save_age_limit
from firstbell.library.models import Copy
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.library.tests.wishing import make_witches, wish
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast, signed_in
from firstbell.rooms.queries import zone_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def witches(cast: Cast) -> Copy:
    return make_witches(cast)


@pytest.fixture
def loan(cast: Cast, witches: Copy) -> Loan:
    """Lent last week; the family writes today."""
    due = timezone.now() + dt.timedelta(minutes=5)
    made = make_loan(witches, cast.stu.person, lent_at=timezone.now() - 7 * DAY, due_at=due, purpose="checkout")
    wish(cast, "title", witches.product.title, note="Grandmother died")
    return made


def test_46_a_wish_that_came_after_the_loan_is_asked_when_it_is_renewed(cast: Cast, loan: Loan) -> None:
    with pytest.raises(LendingRefused) as staff:
        renew_loan(loan, by=cast.lib.actor)
    assert (staff.value.code, staff.value.findings[0].text) == (
        "family_asked", "Not for this reader: please see the librarian.",
    )  # fmt: skip
    with pytest.raises((LendingRefused, Forbidden)):
        renew_loan(loan, override_reason="Please", by=cast.tess.actor)
    renew_loan(loan, override_reason="Ana Núñez agreed by phone", by=cast.lib.actor)
    kept = QuietOverride.objects.get(loan=loan)
    assert (kept.codes, kept.reason, loan.renewals) == (["family_asked"], "Ana Núñez agreed by phone", 1)
    told = " ".join(f"{one.summary} {one.note} {one.changes}" for one in AuditEntry.objects.all())
    assert not any(word in told for word in ("Núñez", "family_asked", "Overridden", "Grandmother"))


def test_46_what_was_passed_at_lending_and_at_renewing_stands_in_one_place(cast: Cast, witches: Copy) -> None:
    wish(cast, "title", witches.product.title)
    lent = lend_item(witches, to=cast.stu.person, override_reason="For a project", by=cast.lib.actor)
    Loan.objects.filter(pk=lent.pk).update(due_at=timezone.now() + dt.timedelta(minutes=5))
    renew_loan(lent, override_reason="A week more", by=cast.lib.actor)
    assert QuietOverride.objects.get(loan=lent).reason == "For a project · A week more"


def test_46_readers_renew_on_their_own_page_and_hear_what_they_hear_of_a_block(cast: Cast, loan: Loan) -> None:
    Person.objects.filter(pk=cast.stu.person.pk).update(language="es")
    browser, there = signed_in(cast.stu), f"/circulation/loans/{loan.pk}/"
    page = browser.get(there).content.decode()
    assert f"{there}renew/" in page
    assert "override_reason" not in page, "an exception is the desk's"
    said = browser.post(f"{there}renew/", follow=True).content.decode()
    assert "Pregunte en la biblioteca por qué." in said
    assert not any(word in said for word in ("family", "wish", "Grandmother", "librarian"))
    other = make_copy(cast.school, make_title("Dune"), "D-1")
    mine = make_loan(other, cast.stu.person, due_at=timezone.now() + dt.timedelta(minutes=5), purpose="checkout")
    assert "Renewed." in browser.post(f"/circulation/loans/{mine.pk}/renew/", follow=True).content.decode()
    theirs = make_loan(make_copy(cast.school), cast.tia.person, due_at=timezone.now() + DAY, purpose="checkout")
    assert browser.post(f"/circulation/loans/{theirs.pk}/renew/").status_code == 404


def test_46_the_desk_reads_the_same_words_on_the_loans_page(cast: Cast, loan: Loan) -> None:
    refused = signed_in(cast.lib).post(f"/circulation/loans/{loan.pk}/renew/", {"override_reason": ""})
    assert refused.status_code == 422
    assert "Not for this reader: please see the librarian." in refused.content.decode()
    assert "Grandmother" not in refused.content.decode()


def test_46_nor_does_it_renew_by_itself_and_the_reader_is_told_to_ask(cast: Cast, loan: Loan) -> None:
    make_rule("auto_renew", "yes", item_type=loan.item.item_type)
    by, now = system_actor("tests"), timezone.now().astimezone(zone_of(cast.school))
    assert renew_due_loans(cast.school, now=now, by=by) == 0
    notice = Notice.objects.get()
    assert (notice.kind, "Please ask the library why." in notice.line) == ("circulation.loan_not_renewed", True)
    assert "family" not in f"{notice.line} {notice.body}"


def test_47_an_age_limit_that_came_after_the_loan(cast: Cast, witches: Copy) -> None:
    Person.objects.filter(pk=cast.stu.person.pk).update(grade="05")
    lent = make_loan(witches, cast.stu.person, due_at=timezone.now() + dt.timedelta(minutes=5), purpose="checkout")
    values = {"name": "Older readers", "organisation": cast.school, "lowest_grade": 7, "is_on": True, "source": "Board"}
    save_age_limit(None, values=values | {"item_type": witches.item_type}, by=cast.lib.actor)
    with pytest.raises(LendingRefused) as refused:
        renew_loan(lent, by=cast.stu.actor)
    assert (refused.value.code, str(refused.value)) == ("age_limit", "Please ask the librarian about this one.")
    assert renew_loan(lent, override_reason="In the club", by=cast.lib.actor).renewals == 1
