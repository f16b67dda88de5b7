"""The list of loans, a loan's page, and its buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import convert_loan, remind_borrower, renew_loan, return_item
from firstbell.circulation.forms import ConvertForm, LoanFilterForm, RenewForm, ReturnForm
from firstbell.circulation.forms.holds import ClaimForm
from firstbell.circulation.models import Claim, Loan, LoanAccessory
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.accessories import lines_of, lines_out
from firstbell.circulation.queries.fines import fine_so_far
from firstbell.circulation.queries.kits import is_kit, part_loans
from firstbell.circulation.queries.loans import borrower_text, renews_own, states_of
from firstbell.circulation.refusals import renewal_words
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Conflict
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.notifications.languages import spoken, written
from firstbell.core.scan import normalise
from firstbell.core.ui.marks import badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.core.undo import latest_offer
from firstbell.people.models import Person
from firstbell.rooms.queries import zone_of

RELATED = ("item__item_type", "item__product", "item__device", "borrower", "place", "organisation", "stands_in_for")


def state_badge(loan: Loan) -> SafeString:
    state = loan.state  # type: ignore[attr-defined]
    return badge(state.label, tone=state.tone)


def thing_label(loan: Loan) -> str:
    """The item's tag; for a device without one its serial number."""
    return loan.item.barcode or (loan.item.device.serial if hasattr(loan.item, "device") else loan.item.label)


def local_day(moment: dt.datetime | None, loan: Loan) -> dt.date | str:
    return moment.astimezone(zone_of(loan.organisation)).date() if moment is not None else ""


def due_cell(loan: Loan) -> SafeString:
    return _nowrap(local_day(loan.due_at, loan))


def lent_cell(loan: Loan) -> SafeString:
    return _nowrap(local_day(loan.lent_at, loan))


def _nowrap(day: dt.date | str) -> SafeString:
    text = f"{day:%b} {day.day}, {day.year}" if isinstance(day, dt.date) else day
    return format_html('<span class="nowrap">{}</span>', text)


class LoanList(Listing[Loan]):
    """Loans, the latest first; open ones unless asked otherwise."""

    name = "circulation.loans"
    title = "Loans"
    default_sort = "-lent"
    about = ("borrower_id",)
    columns: ClassVar = (
        Column[Loan]("item", "Item", value=thing_label, primary=True, code=True),
        Column[Loan]("product", "Model", value=lambda loan: loan.item.product.name),
        Column[Loan]("borrower", "Who has it", value=borrower_text),
        Column[Loan]("state", "Stands", value=lambda loan: loan.state.label, html=state_badge),  # type: ignore[attr-defined]
        Column[Loan](
            "due", "Due", value=lambda loan: local_day(loan.due_at, loan), html=due_cell, sort=("due_at", "pk")
        ),
        Column[Loan](
            "lent", "Lent", value=lambda loan: local_day(loan.lent_at, loan), html=lent_cell, sort=("lent_at", "pk")
        ),
        Column[Loan]("purpose", "Purpose", value=lambda loan: loan.get_purpose_display()),
        Column[Loan]("school", "School", value=lambda loan: loan.organisation.short),
        Column[Loan]("by", "Lent by", value=lambda loan: loan.lent_by, shown=False),
        Column[Loan]("renewals", "Renewed", value=lambda loan: loan.renewals, numeric=True, shown=False),
        Column[Loan]("type", "Type", value=lambda loan: loan.item.item_type.name, shown=False),
    )
    empty = Empty("swap", "Nothing is lent", "Lend something at the counter, or here by two scans.", "Lend", "../lend/")

    def queryset(self, actor: Actor) -> QuerySet[Loan]:
        return Loan.objects.listed_for(actor).select_related(*RELATED)

    def form(self, data: QueryDict, actor: Actor) -> LoanFilterForm:
        return LoanFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Loan], data: Mapping[str, Any], actor: Actor) -> QuerySet[Loan]:
        if data.get("school"):
            queryset = queryset.filter(organisation__path__startswith=data["school"].scope_path)
        if data.get("item_type"):
            queryset = queryset.filter(item__item_type=data["item_type"])
        if data.get("purpose"):
            queryset = queryset.filter(purpose=data["purpose"])
        return _in_state(queryset, data.get("state") or "open")

    def searched(self, queryset: QuerySet[Loan], text: str, actor: Actor) -> QuerySet[Loan]:
        """A student or staff number names a person; anything else is the beginning of a tag."""
        persons = Person.objects.filter(identifier=text).values_list("pk", flat=True)[:20]
        if persons:
            theirs = queryset.filter(borrower_id__in=list(persons))
            return theirs.exclude(returned_at__isnull=False, item__item_type__holder_is_private=True)
        return queryset.filter(item__barcode_norm__startswith=normalise(text))

    def url(self, row: Loan) -> str:
        return reverse("circulation:loan", args=[row.pk])

    def prepared(self, rows: list[Loan], actor: Actor) -> list[Loan]:
        states = states_of(rows, now=timezone.now())
        for row in rows:
            row.state = states[row.pk]  # type: ignore[attr-defined]
        return rows


def _in_state(queryset: QuerySet[Loan], state: str) -> QuerySet[Loan]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if state == "overdue":
        return queryset.filter(returned_at=None, due_at__lt=midnight)
    if state == "today":
        return queryset.filter(returned_at=None, due_at__gte=midnight, due_at__lt=midnight + dt.timedelta(days=1))
    if state == "returned":
        return queryset.filter(returned_at__isnull=False)
    return queryset if state == "all" else queryset.filter(returned_at=None)


@page(May.LOAN_VIEW)
def loans(request: Request) -> HttpResponseBase:
    context = {"can_lend": request.actor.can(May.LOAN_LEND)}
    return list_page(request, LoanList(), template="circulation/loans.html", context=context)


@page()
def loan(request: Request, pk: int) -> HttpResponseBase:
    """A loan's page; borrowers see their own."""
    return _loan_page(request, _visible(request.actor, pk))


def _loan_page(
    request: Request,
    found: Loan,
    *,
    renew: RenewForm | None = None,
    back: ReturnForm | None = None,
    convert: ConvertForm | None = None,
) -> HttpResponseBase:
    actor, path = request.actor, found.organisation.scope_path
    is_desk = actor.can(May.LOAN_RENEW, at=path)
    state = states_of([found], now=timezone.now())[found.pk]
    lines, parts = lines_of(found), part_loans(found) if is_kit(found.item) else []
    context: dict[str, Any] = {
        "page_title": f"{thing_label(found)} · {borrower_text(found)}",
        "breadcrumbs": [Crumb("Loans", reverse("circulation:loans"))] if actor.can(May.LOAN_VIEW) else [],
        "loan": found,
        "state": state,
        "facts": _facts(found, actor),
        "can_return": found.is_open and actor.can(May.LOAN_RETURN, at=path),
        "can_renew": found.is_open and found.due_at is not None and (is_desk or renews_own(found, actor)),
        "is_desk": is_desk,
        "can_convert": _can_convert(found, actor),
        "can_remind": found.is_open and found.borrower is not None and actor.can(May.LOAN_REMIND, at=path),
        "return_form": back or return_form(None, found, lines, parts),
        "part_loans": parts,
        "is_kit": is_kit(found.item),
        "accessory_lines": lines,
        "next_url": reverse("circulation:loan", args=[found.pk]),
        "may_receive": actor.can(May.LOAN_RETURN, at=path),
        "may_charge": found.borrower_id is not None and actor.can(May.FEE_CHARGE, at=path),
        "may_waive": actor.can(May.FEE_CHARGE, at=path) or actor.can(May.FEE_WAIVE, at=path),
        "renew_form": renew or RenewForm(),
        "convert_form": convert or ConvertForm(),
        "fine": fine_so_far(found, now=timezone.now()) if found.is_open else None,
        "claim": Claim.objects.open().filter(loan=found).first() if found.is_open and found.due_at else None,
        "can_claim": found.is_open and found.borrower is not None and actor.can(May.CLAIM_EDIT, at=path),
        "claim_form": ClaimForm(),
        "sees_timeline": actor.can(May.LOAN_VIEW, at=path),
    }
    failed = [form for form in (renew, back, convert) if form is not None and form.errors]
    # A button that is gone since has no place of its own for the reason.
    context["problems"] = [text for form in failed for text in form.non_field_errors()] if not found.is_open else []
    return render(request, "circulation/loan.html", context, status=422 if failed else 200)


def return_form(
    data: QueryDict | None, found: Loan, lines: Sequence[LoanAccessory], parts: Sequence[Loan]
) -> ReturnForm:
    """What a return asks for: the accessories and, of a kit, the parts that are out."""
    out = [line for line in lines if line.is_out]
    return ReturnForm(data, lines=out, parts=[loan for loan in parts if loan.is_open and found.is_open])


def _can_convert(found: Loan, actor: Actor) -> bool:
    is_loaner = found.is_open and found.borrower is not None and found.purpose != Loan.Purpose.ASSIGNMENT
    is_loaner = is_loaner and not found.item.item_type.holder_is_private
    return is_loaner and actor.can(May.LOAN_LEND, at=found.organisation.scope_path)


def _facts(found: Loan, actor: Actor) -> list[Fact]:
    item_url = reverse("inventory:item", args=[found.item_id])
    who_url = ""
    if found.borrower is not None and not hides_borrower(found):
        who_url = reverse("people:person", args=[found.borrower_id])
    facts = [
        Fact("Item", f"{thing_label(found)}, {found.item.product.name}", url=item_url),
        Fact("Who has it" if found.is_open else "Who had it", borrower_text(found), url=who_url),
        Fact("Purpose", found.get_purpose_display()),
        Fact("School", found.organisation.name),
        Fact("Lent", _moment_text(found.lent_at, found) + f" by {found.lent_by}"),
        Fact("Due", _moment_text(found.due_at, found) or "no due date"),
        Fact("Renewed", found.renewals),
    ]
    if found.recalled_at is not None:
        facts.append(Fact("Asked back", _moment_text(found.recalled_at, found), icon="warning"))
    if found.billed_on is not None:
        facts.append(Fact("Counts as lost since", f"{found.billed_on:%b %-d, %Y}", icon="warning"))
    if found.part_of_id is not None:
        facts.append(Fact("Lent with", "its kit", url=reverse("circulation:loan", args=[found.part_of_id])))
    if found.stands_in_for is not None:
        url = reverse("inventory:item", args=[found.stands_in_for_id])
        facts.append(Fact("Stands in for", found.stands_in_for.label, url=url))
    if found.override_reason and actor.can(May.LOAN_VIEW, at=found.organisation.scope_path):
        facts.append(Fact("Exception", found.override_reason, icon="warning"))
    if found.returned_at is not None:
        facts.append(Fact("Taken back", _moment_text(found.returned_at, found) + f" by {found.returned_by}"))
        facts.append(Fact("Condition then", found.get_return_condition_display()))
    return facts


def hides_borrower(found: Loan) -> bool:
    return found.item.item_type.holder_is_private and not found.is_open


def _moment_text(moment: dt.datetime | None, found: Loan) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(zone_of(found.organisation))
    return f"{local:%a} {local:%b} {local.day}, {local.year}, {local.hour}:{local:%M}"


@require_POST
@page(May.LOAN_RETURN)
def loan_return(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    form = return_form(request.POST, found, lines_out(found), part_loans(found) if is_kit(found.item) else [])
    if form.is_valid():
        act = partial(
            return_item,
            found,
            condition=form.cleaned_data["condition"],
            accessories_missing=form.cleaned_data.get("missing", []),
            parts_missing=form.cleaned_data.get("parts", []),
            by=request.actor,
        )
        if attempt(form, act) is not None:
            step = found.next_step  # type: ignore[attr-defined]
            text = f"{thing_label(found)} is taken back." + (f" {step.text}" if step.kind != "shelf" else "")
            return _back_to(request, found, undo_toast(text, latest_offer(request.actor)))
    return _loan_page(request, _visible(request.actor, pk), back=form)


@require_POST
@page()
def loan_renew(request: Request, pk: int) -> HttpResponseBase:
    """The desk's, and a reader's own of the library: they hear a refusal in their words."""
    found, form = _visible(request.actor, pk), RenewForm(request.POST)
    if not request.actor.can(May.LOAN_RENEW, at=found.organisation.scope_path):
        return _renew_own(request, found)
    if form.is_valid():
        reason = form.cleaned_data["override_reason"]
        if attempt(form, lambda: renew_loan(found, override_reason=reason, by=request.actor)) is not None:
            return _back_to(request, found, Toast(f"Renewed. {found.due_explain[0]}"))
    return _loan_page(request, _visible(request.actor, pk), renew=form)


def _renew_own(request: Request, found: Loan) -> HttpResponseBase:
    try:
        renew_loan(found, by=request.actor)
    except Conflict as refusal:
        language = spoken([found.borrower.language]).code if found.borrower is not None else "en"
        words = written(renewal_words(refusal.code), language, zone_of(found.organisation))
        return _back_to(request, found, Toast(words, tone="bad"))
    return _back_to(request, found, Toast(f"Renewed. {found.due_explain[0]}"))


@require_POST
@page(May.LOAN_REMIND)
def loan_remind(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    url = reverse("circulation:loan", args=[pk])
    return go_after(request, url, lambda: remind_borrower(found, by=request.actor), "They are reminded.")


@require_POST
@page(May.LOAN_LEND)
def loan_convert(request: Request, pk: int) -> HttpResponseBase:
    found, form = _visible(request.actor, pk), ConvertForm(request.POST)
    if form.is_valid():
        item_type = form.cleaned_data["item_type"]
        if attempt(form, lambda: convert_loan(found, item_type=item_type, by=request.actor)) is not None:
            return _back_to(request, found, Toast(f"{thing_label(found)} is their own device now."))
    return _loan_page(request, _visible(request.actor, pk), convert=form)


def _back_to(request: Request, found: Loan, toast: Toast) -> HttpResponseBase:
    return redirect_with_toast(request, reverse("circulation:loan", args=[found.pk]), toast)


def _visible(actor: Actor, pk: int) -> Loan:
    return get_object_or_404(Loan.objects.visible_to(actor).select_related(*RELATED), pk=pk)
