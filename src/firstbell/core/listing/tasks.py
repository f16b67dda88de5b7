"""Bulk runs too long for a page to wait for."""

from __future__ import annotations

from django_tasks import task

from firstbell.core.listing.bulk_runs import go_on, go_on_taking_back


@task()
def apply_bulk_run(run_id: int) -> str:
    """Do what was asked with the rows that were chosen."""
    return go_on(run_id)


@task()
def take_back_bulk_run(run_id: int) -> str:
    """Take back what a run did, row by row."""
    return go_on_taking_back(run_id)
