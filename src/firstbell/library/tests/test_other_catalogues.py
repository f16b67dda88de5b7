"""Copy cataloguing: several catalogues at once, one slow, one broken; what is here already; taking a record over."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.core.errors import Invalid
from firstbell.library import ports
from firstbell.library.marc.record import Field, Form, Record
from firstbell.library.marc.writing import write_iso2709
from firstbell.library.models import FormerRecord, Title
from firstbell.library.models import Record as StoredRecord
from firstbell.library.ports import CatalogueAnswer, CatalogueQuery, FoundRecord, register_sources
from firstbell.library.queries.asking import ask, carried
from firstbell.library.tests.factories import make_title
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db

RIVER = write_iso2709(
    Record(
        "00000cam a2200000 a 4500",
        [
            Field("008", "910403s1991    nyu    j      000 1 eng  "),
            Field.of("020", "  ", ("a", "9780804429573")),
            Field.of("100", "1 ", ("a", "Paulsen, Gary.")),
            Field.of("245", "14", ("a", "The river /"), ("c", "Gary Paulsen.")),
            Field.of("520", "  ", ("a", "Brian goes back.")),
        ],
    )
)


@dataclass
class Catalogue:
    """A strict stand-in: it is asked once, with a timeout, outside any transaction of ours."""

    key: str
    label: str
    answer: CatalogueAnswer | None = None
    holds: threading.Event | None = None
    asked: list[CatalogueQuery] = field(default_factory=list)

    def search(self, query: CatalogueQuery, timeout: float) -> CatalogueAnswer:
        assert timeout > 0
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append(query)
        if self.holds is not None:
            self.holds.wait(5)
        if self.answer is None:
            raise RuntimeError("no network")
        return self.answer


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def sources() -> Iterator[list[Catalogue]]:
    found = CatalogueAnswer(
        (FoundRecord(RIVER, Form.ISO2709, "utf-8", 1), FoundRecord(b"no record", Form.ISO2709, "", 2)), 7
    )
    made = [Catalogue("good", "State library", found), Catalogue("broken", "County library")]
    register_sources("for tests", lambda _actor: list(made))
    yield made
    ports._registered.pop("for tests")


def test_a_slow_and_a_broken_catalogue_hold_nobody_up(sources: list[Catalogue]) -> None:
    holds = threading.Event()
    slow = Catalogue("slow", "City library", CatalogueAnswer(), holds)
    began = time.monotonic()
    good, broken, late = ask(CatalogueQuery(isbn="9780804429573"), [*sources, slow], timeout=0.2)
    took = time.monotonic() - began
    holds.set()
    assert took < 3
    assert [one.said.full_title for one in good.candidates] == ["The river"]
    assert good.total == 7
    assert good.errors[0].startswith("Record 2: ")
    assert "RuntimeError" in broken.errors[0]
    assert "did not answer" in late.errors[0]


def test_what_is_here_is_shown_beside_what_was_found(cast: Cast, sources: list[Catalogue]) -> None:
    ours = make_title("The river", isbn="9780804429573")
    lib = signed_in(cast.lib)
    page = lib.get(reverse("library:other_catalogues"), {"isbn": "0-8044-2957-X"}).content.decode()
    assert sources[0].asked[0].isbn == "9780804429573"
    assert "Here already" in page
    assert reverse("library:work_title", args=[ours.pk]) in page
    (good, _) = ask(CatalogueQuery(title="river"), sources)
    one = good.candidates[0]
    assert one.ours == [ours]
    sent = {"data": one.packed, "form": "iso2709", "encoding": "utf-8", "source": "State library", "title": ours.pk}
    side_by_side = lib.post(reverse("library:found_record"), sent).content.decode()
    assert "Brian goes back." in side_by_side
    lib.post(reverse("library:found_take"), sent)
    ours.refresh_from_db()
    assert ours.summary == "Brian goes back."
    assert bytes(StoredRecord.objects.get(title=ours).data) == RIVER
    assert StoredRecord.objects.get(title=ours).source == "State library"
    assert not FormerRecord.objects.filter(title=ours).exists()  # it had none


def test_a_record_that_is_new_here_becomes_a_title_and_leads_to_its_copies(
    cast: Cast, sources: list[Catalogue]
) -> None:
    lib = signed_in(cast.lib)
    one = ask(CatalogueQuery(title="river"), sources)[0].candidates[0]
    sent = {"data": one.packed, "form": "iso2709", "encoding": "", "source": "State library"}
    went = lib.post(reverse("library:found_take"), sent)
    title = Title.objects.get(full_title="The river")
    assert went["Location"] == reverse("library:copy_add", args=[title.pk])
    assert signed_in(cast.tess).post(reverse("library:found_take"), sent).status_code == 403


@pytest.mark.parametrize(
    ("data", "form"), [("%%%", "iso2709"), ("AAAA", "iso2709"), ("AAAA", "nonsense"), ("", "marcxml")]
)
def test_a_page_that_was_tampered_with_says_so(cast: Cast, data: str, form: str) -> None:
    with pytest.raises(Invalid):
        carried(data, form, "", "x")
    answer = signed_in(cast.lib).post(reverse("library:found_take"), {"data": data, "form": form})
    assert answer.status_code == 302
    assert not Title.objects.exists()


def test_without_a_connected_catalogue_the_page_says_so(cast: Cast) -> None:
    client: Client = signed_in(cast.lib)
    assert "No other catalogue is connected" in client.get(reverse("library:other_catalogues")).content.decode()
