"""Two counters, one loaner, the same moment: exactly one wins, the other is told who has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from firstbell.circulation.actions import LendingRefused
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Swap
from firstbell.counter.tests.factories import Counter, make_counter
from firstbell.inventory.models import Device
from firstbell.inventory.tests.factories import make_device, make_loaner
from firstbell.people.models import Person
from firstbell.people.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 12


def _at_once(*jobs: Any) -> list[Any]:
    """Run the jobs in threads of their own, let go together; results or errors in order."""
    barrier = Barrier(len(jobs))

    def run(job: Any) -> Any:
        barrier.wait(timeout=10)
        try:
            return job()
        except LendingRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, job) for job in jobs]]


def _job(counter: Counter, person: Person, device: Device, loaner: Device, key: str, by: Actor) -> Any:
    return lambda: perform_swap(person, device, symptom=counter.screen, loaner=loaner, key=key, by=by)


def test_one_loaner_two_counters() -> None:
    counter = make_counter()
    for number in range(TRIES):
        loaner = make_loaner(counter.cast.school)
        jobs = []
        for member in (counter.cast.tess, counter.cast.lib):
            person = make_person(counter.cast.school)
            device = make_device(counter.cast.school, assigned_to=person)
            jobs.append(_job(counter, person, device, loaner, f"{number}", member.actor))
        results = _at_once(*jobs)
        refused = [result for result in results if isinstance(result, LendingRefused)]
        assert len(refused) == 1, results
        assert Loan.objects.open().filter(item_id=loaner.pk).count() == 1
        winner = next(result for result in results if isinstance(result, Swap))
        assert winner.person.name in refused[0].message
        assert winner.by in refused[0].message
    assert Swap.objects.count() == TRIES


def test_one_form_sent_twice_at_once() -> None:
    counter = make_counter()
    for number in range(TRIES):
        person, loaner = make_person(counter.cast.school), make_loaner(counter.cast.school)
        device = make_device(counter.cast.school, assigned_to=person)
        job = _job(counter, person, device, loaner, f"key {number}", counter.tess)
        first, second = _at_once(job, job)
        assert isinstance(first, Swap)
        assert first == second
    assert Swap.objects.count() == Loan.objects.count() == TRIES
