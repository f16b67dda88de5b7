"""Work for student helpers: handed over with a task, done, signed off by a technician before anything is resolved."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.refs import Ref
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.states import change_state, step_by_program
from firstbell.helpdesk.events import HelperJobChanged
from firstbell.helpdesk.lifecycle import Who
from firstbell.helpdesk.models import HelperJob, Ticket, TicketEntry, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import possible_helpers
from firstbell.people.models import Account

_S = HelperJob.State


def hand_to_helper(ticket: Ticket, *, helper: Account, task: str, by: Actor) -> HelperJob:
    """Give an open ticket to a student helper with what is to be done. The ticket stays the technician's.

    Raises Forbidden (``helpdesk.ticket.work``), Conflict for a private or done ticket, one that is with a helper already,
    or one whose symptom is not for helpers; Invalid for somebody who is no helper here, or without a task.
    """
    path = ticket.organisation.scope_path
    by.require(May.TICKET_WORK, at=path)
    _check(ticket, helper, task)
    with change(by) as unit:
        ticket = (
            Ticket.objects.select_for_update(of=("self",)).select_related("organisation", "place").get(pk=ticket.pk)
        )
        if not ticket.is_open or ticket.helper_jobs.standing().exists():
            raise Conflict(f"{ticket.number} cannot be handed over now.", remedy="Reload the page.")
        if ticket.assignee_id is None and by.account_id is not None:
            Ticket.objects.filter(pk=ticket.pk).update(assignee_id=by.account_id)
        step_by_program(ticket, Who.HELPER, to=TicketState.IN_PROGRESS, text="With a student helper", by=by)
        job = HelperJob.objects.create(
            ticket=ticket, helper=helper, task=task.strip(), given_at=timezone.now(), given_by=by.name[:200]
        )
        unit.publish(_changed(job, None))
        room = ticket.place.name if ticket.place is not None else "–"
        _tell(job, notices.HELPER_JOB_GIVEN.key, f"account:{helper.pk}", by=by, room=room)
    return job


def finish_job(job: HelperJob, *, done: str, by: Actor) -> HelperJob:
    """The helper says what was done; a technician has to sign it off. Raises Forbidden for anybody else, Invalid, Conflict."""
    if by.account_id is None or by.account_id != job.helper_id:
        raise Forbidden(May.HELPER_JOB_DO, job.ticket.organisation.scope_path)
    by.require(May.HELPER_JOB_DO, at=job.ticket.organisation.scope_path)
    if not done.strip():
        raise Invalid("It does not say what was done.", remedy="One sentence is enough.", field="done")
    with change(by) as unit:
        job, old = _locked(job, _S.GIVEN)
        job.state, job.done, job.done_at = _S.DONE, done.strip(), timezone.now()
        job.save(update_fields=["state", "done", "done_at"])
        unit.publish(_changed(job, old))
        if job.ticket.assignee_id is not None:
            values = {"ticket": job.ticket.ref.label, "who": by.name}
            _tell(job, notices.HELPER_JOB_DONE.key, f"account:{job.ticket.assignee_id}", by=by, **values)
    return job


def sign_off_job(job: HelperJob, *, resolution: str, text: str, minutes: int | None = None, by: Actor) -> Ticket:
    """The work is good: the ticket is resolved with a technician's words. Raises Forbidden, Conflict, Invalid."""
    by.require(May.TICKET_WORK, at=job.ticket.organisation.scope_path)
    with change(by) as unit:
        job, old = _locked(job, _S.DONE)
        _decide(job, _S.SIGNED, by)
        _note(job, by=by)
        unit.publish(_changed(job, old))
        if job.ticket.state != TicketState.IN_PROGRESS:
            step_by_program(job.ticket, Who.HELPER, to=TicketState.IN_PROGRESS, text="Helper's work signed off", by=by)
        details = {"resolution": resolution, "text": text, "minutes": minutes}
        return change_state(job.ticket, to=TicketState.RESOLVED, details=details, by=by)


def give_back_job(job: HelperJob, *, answer: str, by: Actor) -> HelperJob:
    """Not done yet: back to the helper with a word on what is missing."""
    by.require(May.TICKET_WORK, at=job.ticket.organisation.scope_path)
    if not answer.strip():
        raise Invalid("It does not say what is missing.", remedy="One sentence for the helper.", field="answer")
    with change(by) as unit:
        job, old = _locked(job, _S.DONE)
        job.state, job.answer = _S.GIVEN, answer.strip()[:500]
        job.save(update_fields=["state", "answer"])
        unit.publish(_changed(job, old))
        room = job.ticket.place.name if job.ticket.place is not None else "–"
        _tell(job, notices.HELPER_JOB_GIVEN.key, f"account:{job.helper_id}", by=by, room=room)
    return job


def take_back_job(job: HelperJob, *, by: Actor) -> HelperJob:
    """The technician goes on alone; what the helper wrote stays as a note."""
    by.require(May.TICKET_WORK, at=job.ticket.organisation.scope_path)
    with change(by) as unit:
        job, old = _locked(job, _S.GIVEN, _S.DONE)
        _decide(job, _S.TAKEN_BACK, by)
        _note(job, by=by)
        unit.publish(_changed(job, old))
    return job


def _check(ticket: Ticket, helper: Account, task: str) -> None:
    if ticket.is_private:
        raise Conflict(f"{ticket.number} is private.", remedy="Private tickets are not for student helpers.")
    if ticket.symptom is None or not ticket.symptom.for_helpers:
        what = ticket.symptom.label if ticket.symptom is not None else "Without a symptom it"
        raise Conflict(
            f"“{what}” is not for student helpers." if ticket.symptom is not None else "The ticket has no symptom.",
            remedy="Triage it, or tick “for student helpers” at the symptom.",
        )
    if helper.pk not in {one.pk for one in possible_helpers(ticket)}:
        raise Invalid(f"{helper} is no student helper at {ticket.organisation}.", remedy="Choose one.", field="helper")
    if not task.strip():
        raise Invalid("There is no task.", remedy="Say what to do; the helper reads nothing else.", field="task")


def _locked(job: HelperJob, *states: str) -> tuple[HelperJob, str]:
    rows = HelperJob.objects.select_for_update(of=("self",)).select_related("ticket__organisation", "ticket__place")
    fresh = rows.get(pk=job.pk)
    if fresh.state not in states:
        raise Conflict(
            f"{fresh.ticket.number} is {fresh.get_state_display().lower()}.", remedy="Reload the page; it has moved on."
        )
    return fresh, fresh.state


def _decide(job: HelperJob, state: str, by: Actor) -> None:
    job.state, job.decided_at, job.decided_by = state, timezone.now(), by.name[:200]
    job.save(update_fields=["state", "decided_at", "decided_by"])


def _note(job: HelperJob, *, by: Actor) -> None:
    """What the helper did stays in the ticket's story, for colleagues."""
    if job.done:
        TicketEntry.objects.create(
            ticket=job.ticket, kind=TicketEntry.Kind.NOTE, text=f"Student helper: {job.done}", author_key=by.key,
            author_name=by.name, at=timezone.now(),
        )  # fmt: skip


def _changed(job: HelperJob, old: str | None) -> HelperJobChanged:
    before = _S(old).label if old is not None else None
    ticket = job.ticket
    return HelperJobChanged(
        subject=ticket.ref, org_path=ticket.organisation.scope_path, changes={"job": (before, job.get_state_display())}
    )


def _tell(job: HelperJob, kind: str, to: str, *, by: Actor, **values: str) -> None:
    """A helper is told the number only: a ticket's title may name people."""
    ticket = job.ticket
    is_helper = to == f"account:{job.helper_id}"
    subject = Ref(Ticket.KIND_REF, ticket.pk, ticket.number) if is_helper else ticket.ref
    send_notice(
        subject, kind=kind, to=[to], occasion=f"job {job.pk} {timezone.now():%Y%m%d%H%M%S%f}",
        values={"number": ticket.number, **values}, org_path=ticket.organisation.scope_path,
        link=f"/helpdesk/helper/{job.pk}/" if is_helper else f"/helpdesk/{ticket.pk}/", by=by,
    )  # fmt: skip
