"""Textbooks: the classes and what they have, handing out by scanning, taking in at the end of the year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import (
    bill_loss,
    collect_textbook,
    drop_textbook,
    issue_textbook,
    lend_class_set,
    plan_textbook,
    return_class_set,
)
from firstbell.circulation.actions.textbooks import Collected
from firstbell.circulation.forms.textbooks import (
    ClassSetForm,
    CollectForm,
    IssueForm,
    TextbookFilterForm,
    TextbookPlanForm,
)
from firstbell.circulation.models import Loan, SectionTextbook
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.textbooks import RELATED, counts_of, free_copies_of, lines_of, teachers_of
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Forbidden
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.scan import resolve
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.core.undo import latest_offer
from firstbell.inventory.models import Item
from firstbell.people.models import Person

Kind = SectionTextbook.Kind


class TextbookList(Listing[SectionTextbook]):
    """Numbers only: who has one stands on the class's page, for the library."""

    name = "circulation.textbooks"
    title = "Textbooks"
    default_sort = "class"
    columns: ClassVar = (
        Column[SectionTextbook](
            "class", "Class", value=lambda t: t.section.title, sort=("section__title", "pk"), primary=True
        ),
        Column[SectionTextbook]("title", "Textbook", value=lambda t: t.product.name, sort=("product__name", "pk")),
        Column[SectionTextbook]("how", "How", value=lambda t: t.get_kind_display()),
        Column[SectionTextbook]("wanted", "Wanted", value=lambda t: t.count.wanted, numeric=True),  # type: ignore[attr-defined]
        Column[SectionTextbook]("out", "Have one", value=lambda t: t.count.out, numeric=True),  # type: ignore[attr-defined]
        Column[SectionTextbook]("lacking", "Lacking", value=lambda t: t.count.lacking, numeric=True),  # type: ignore[attr-defined]
        Column[SectionTextbook]("school", "School", value=lambda t: t.section.organisation.short),
    )
    empty = Empty("book", "No textbooks yet", "Say which class is to have which textbook.", "Add one", "add/")

    def queryset(self, actor: Actor) -> QuerySet[SectionTextbook]:
        return SectionTextbook.objects.visible_to(actor).filter(section__closed_at=None).select_related(*RELATED)

    def form(self, data: QueryDict, actor: Actor) -> TextbookFilterForm:
        return TextbookFilterForm(data or None, actor=actor)

    def filtered(
        self, queryset: QuerySet[SectionTextbook], data: Mapping[str, Any], actor: Actor
    ) -> QuerySet[SectionTextbook]:
        if data.get("school"):
            queryset = queryset.filter(section__organisation=data["school"])
        return queryset.filter(kind=data["kind"]) if data.get("kind") else queryset

    def searched(self, queryset: QuerySet[SectionTextbook], text: str, actor: Actor) -> QuerySet[SectionTextbook]:
        return queryset.filter(Q(section__title__icontains=text) | Q(product__name__icontains=text))

    def url(self, row: SectionTextbook) -> str:
        return reverse("circulation:textbook", args=[row.pk])

    def prepared(self, rows: list[SectionTextbook], actor: Actor) -> list[SectionTextbook]:
        counts = counts_of(rows)
        for row in rows:
            row.count = counts[row.pk]  # type: ignore[attr-defined]
        return rows


@page(May.TEXTBOOK_EDIT)
def textbooks(request: Request) -> HttpResponseBase:
    context = {
        "page_meta": "What each class is to have; a loan of one is a loan like any other.",
        "can_collect": not library_scope(request.actor).is_nowhere,
    }
    return list_page(request, TextbookList(), template="circulation/textbooks.html", context=context)


@page(May.TEXTBOOK_EDIT)
def textbook_add(request: Request) -> HttpResponseBase:
    form = TextbookPlanForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: plan_textbook(
                values["section"],
                values["copy"].product,
                kind=values["kind"],
                wanted=values["wanted"] or 0,
                by=request.actor,
            ),
        )
        if made is not None:
            address = reverse("circulation:textbook", args=[made.pk])
            return redirect_with_toast(request, address, Toast(f"{made} is planned."))
    context = {
        "page_title": "A textbook for a class",
        "breadcrumbs": [Crumb("Textbooks", reverse("circulation:textbooks"))],
        "form": form,
        "cancel_url": reverse("circulation:textbooks"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@page(May.TEXTBOOK_EDIT)
def textbook(request: Request, pk: int) -> HttpResponseBase:
    """Who has one and who lacks one; a POST hands a scanned copy to the next student."""
    found = _visible(request.actor, pk)
    if request.method != "POST" or found.kind == Kind.SET:
        return _textbook_page(request, found)
    _require_library(request.actor, found)
    lacking = [line.person for line in lines_of(found) if line.loan is None]
    form = IssueForm(request.POST, students=lacking)
    here = reverse("circulation:textbook", args=[pk])
    if form.is_valid():
        matches = resolve(form.cleaned_data["code"], request.actor, kinds=[Person.KIND_REF, Item.KIND_REF])
        things = [one for one in matches if one.kind == Item.KIND_REF]
        people = [one for one in matches if one.kind == Person.KIND_REF]
        if len(things) == 1:
            to = next(one for one in lacking if str(one.pk) == form.cleaned_data["to"])
            reason = form.cleaned_data["override_reason"]
            item = Item.objects.select_related("item_type", "organisation", "product").get(pk=things[0].id)
            loan = attempt(form, lambda: issue_textbook(found, item, to=to, override_reason=reason, by=request.actor))
            if loan is not None:
                text = f"{item.label} is {to.name}'s. {loan.due_explain[0]}"
                return redirect_with_toast(request, here, undo_toast(text, latest_offer(request.actor)))
        elif len(people) == 1:
            return redirect_with_toast(request, f"{here}?to={people[0].id}", Toast(f"{people[0].label} is next."))
        else:
            form.add_error("code", f"“{form.cleaned_data['code']}” names no copy and no student here. Scan it again.")
    return _textbook_page(request, found, issue=form)


def _textbook_page(
    request: Request, found: SectionTextbook, *, issue: IssueForm | None = None, lend: ClassSetForm | None = None,
    take: ClassSetForm | None = None,
) -> HttpResponseBase:  # fmt: skip
    actor, is_set = request.actor, found.kind == Kind.SET
    path = found.section.organisation.scope_path
    may_see = library_scope(actor).covers(path)
    count = counts_of([found])[found.pk]
    lines = lines_of(found) if may_see else []
    lacking = [line.person for line in lines if line.loan is None]
    asked = next((one for one in lacking if str(one.pk) == request.GET.get("to", "")), None)
    teachers = teachers_of(found) if is_set and may_see else []
    failed = any(form is not None and form.errors for form in (issue, lend, take))
    context: dict[str, Any] = {
        "page_title": f"{found.product.name}: {found.section.title}",
        "breadcrumbs": [Crumb("Textbooks", reverse("circulation:textbooks"))],
        "textbook": found,
        "is_set": is_set,
        "may_see": may_see,
        "lines": lines,
        "facts": [
            Fact("Class", found.section.title),
            Fact("School", found.section.organisation.name),
            Fact("How", found.get_kind_display()),
            Fact("With the class", f"{count.out} of {count.wanted}"),
            Fact("On the shelves", free_copies_of(found).count()),
        ],
        "count": count,
        "can_lend": may_see and actor.can(May.LOAN_LEND, at=path),
        "can_return": may_see and actor.can(May.LOAN_RETURN, at=path),
        "can_charge": may_see and actor.can(May.LIBRARY_FEE_CHARGE, at=path),
        "issue_form": issue or IssueForm(initial={"to": str(asked.pk) if asked else ""}, students=lacking),
        "lacking": lacking,
        "lend_form": lend
        or ClassSetForm(teachers=teachers, actor=actor, initial={"count": count.lacking or None}, prefix="lend"),
        "take_form": take or ClassSetForm(teachers=teachers, actor=actor, prefix="take"),
        "teachers": teachers,
    }
    return render(request, "circulation/textbook.html", context, status=422 if failed else 200)


@require_POST
@page(May.TEXTBOOK_EDIT)
def textbook_set(request: Request, pk: int) -> HttpResponseBase:
    """``do=lend`` or ``do=take``: the class set as one."""
    found = _visible(request.actor, pk)
    _require_library(request.actor, found)
    is_lending = request.POST.get("do") != "take"
    teachers = teachers_of(found)
    form = ClassSetForm(request.POST, teachers=teachers, actor=request.actor, prefix="lend" if is_lending else "take")
    if form.is_valid():
        values = form.cleaned_data
        teacher = next(one for one in teachers if str(one.pk) == values["teacher"])

        def act() -> int:
            if is_lending:
                return len(
                    lend_class_set(
                        found, teacher=teacher, count=values["count"], items=values["codes"],
                        override_reason=values["override_reason"], by=request.actor,
                    )
                )  # fmt: skip
            scanned = values["codes"] or None
            return return_class_set(found, teacher=teacher, count=values["count"], scanned=scanned, by=request.actor)

        moved = attempt(form, act)
        if moved is not None:
            text = f"{moved} are with {teacher.name}." if is_lending else f"{moved} came back."
            here = reverse("circulation:textbook", args=[pk])
            return redirect_with_toast(request, here, undo_toast(text, latest_offer(request.actor)))
    return _textbook_page(request, found, lend=form if is_lending else None, take=None if is_lending else form)


@require_POST
@page(May.TEXTBOOK_EDIT)
def textbook_drop(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    back = reverse("circulation:textbooks")
    return go_after(
        request, back, lambda: drop_textbook(found, by=request.actor), "The class does not have it any more."
    )


@require_POST
@page(May.LIBRARY_FEE_CHARGE)
def loan_lost(request: Request, pk: int) -> HttpResponseBase:
    """Count a library loan as lost now, and charge its price."""
    loans = Loan.objects.visible_to(request.actor).open().private()
    loan = get_object_or_404(
        loans.select_related("item__item_type", "item__product", "borrower", "organisation"), pk=pk
    )
    back = request.POST.get("back", "")
    where = reverse("circulation:loan", args=[pk])
    if back.isascii() and back.isdecimal() and len(back) < 18:
        where = reverse("circulation:textbook", args=[int(back)])
    done = "It counts as lost, and its price is charged. Found again, it is given back by the rules."
    return go_after(request, where, lambda: bill_loss(loan, by=request.actor), done)


@page(May.LIBRARY_LOAN_VIEW)
def textbooks_collect(request: Request) -> HttpResponseBase:
    """Scan whoever stands there, then what they bring: a copy that is somebody else's is told at once."""
    actor = request.actor
    form = CollectForm(request.POST or None, actor=actor, initial={"school": request.GET.get("school", "")})
    done: Collected | None = None
    who = _who(actor, request.POST.get("brought_by", ""))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        matches = resolve(values["code"], actor, kinds=[Person.KIND_REF, Item.KIND_REF])
        items = [one for one in matches if one.kind == Item.KIND_REF]
        people = [one for one in matches if one.kind == Person.KIND_REF]
        if len(items) == 1:
            item = Item.objects.get(pk=items[0].id)
            done = attempt(
                form, lambda: collect_textbook(item, organisation=values["school"], brought_by=who, by=actor)
            )
        elif len(people) == 1:
            who = people[0].object
        else:
            form.add_error("code", f"“{values['code']}” names no copy and nobody here. Scan it again.")
    status = 422 if form.errors else 200
    if status == 200 and request.method == "POST":
        form = CollectForm(
            actor=actor,
            initial={"school": form.cleaned_data["school"].pk, "brought_by": who.pk if who is not None else ""},
        )
    context = {
        "page_title": "Collect textbooks",
        "page_meta": "Scan a badge, then the copies; without a badge copies are only taken in.",
        "breadcrumbs": [Crumb("Textbooks", reverse("circulation:textbooks"))],
        "form": form,
        "who": who,
        "done": done,
        "undo": latest_offer(actor) if done is not None and done.was_lent else None,
    }
    return render(request, "circulation/textbooks_collect.html", context, status=status)


def _who(actor: Actor, asked: str) -> Person | None:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 18):
        return None
    return Person.objects.visible_to(actor).select_related("organisation").filter(pk=int(asked)).first()


def _visible(actor: Actor, pk: int) -> SectionTextbook:
    return get_object_or_404(SectionTextbook.objects.visible_to(actor).select_related(*RELATED), pk=pk)


def _require_library(actor: Actor, found: SectionTextbook) -> None:
    path = found.section.organisation.scope_path
    if not library_scope(actor).covers(path):
        raise Forbidden(May.LIBRARY_LOAN_VIEW, path)
