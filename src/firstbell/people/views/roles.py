"""Who has which role where, what a roster role gives, and what each role may do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor, all_roles
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty, Tab
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.roles import edit_role_rule, grant_role, revoke_role
from firstbell.people.forms import RoleGrantForm, RoleRuleForm
from firstbell.people.models import Account, RoleGrant, RoleRule
from firstbell.people.permissions import PeoplePermission


def role_label(key: str) -> str:
    role = all_roles().get(key)
    return role.label if role is not None else key


def _until(grant: RoleGrant) -> str:
    if grant.expires_on is None:
        return ""
    word = " (over)" if grant.expires_on < timezone.localdate() else ""
    return f"{grant.expires_on.isoformat()}{word}"


class RoleGrantList(Listing[RoleGrant]):
    """Roles given by hand. Those by rule follow the roster and are on each person's page."""

    name = "people.roles"
    title = "Roles"
    default_sort = "who"
    about = ("account__person_id",)
    columns: ClassVar = (
        Column[RoleGrant](
            "who", "Who", value=lambda g: g.account.display_name, sort=("account__username", "pk"), primary=True
        ),
        Column[RoleGrant]("username", "User name", value=lambda g: g.account.username, code=True),
        Column[RoleGrant]("role", "Role", value=lambda g: role_label(g.role), sort=("role", "pk")),
        Column[RoleGrant]("where", "At", value=lambda g: g.organisation.name if g.organisation else "Everywhere"),
        Column[RoleGrant]("until", "Until", value=_until),
        Column[RoleGrant]("by", "Given by", value=lambda g: g.granted_by),
        Column[RoleGrant]("on", "Given on", value=lambda g: timezone.localdate(g.granted_at).isoformat(), shown=False),
        Column[RoleGrant]("reason", "Reason", value=lambda g: g.reason),
    )
    empty = Empty("key", "No role was given by hand", "Teachers and students have theirs by rule from the roster.")

    def queryset(self, actor: Actor) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.visible_to(actor).select_related("account__person", "organisation")

    def searched(self, queryset: QuerySet[RoleGrant], text: str, actor: Actor) -> QuerySet[RoleGrant]:
        by_username = queryset.filter(account__username__icontains=text)
        return by_username | queryset.filter(account__person__sort_name__icontains=text.lower())

    def url(self, row: RoleGrant) -> str:
        return reverse("people:role_revoke", args=[row.pk])


def _tabs(active: str) -> list[Tab]:
    names = (("roles", "Given by hand"), ("role_rules", "By rule"), ("role_table", "What roles may do"))
    return [Tab(label, reverse(f"people:{name}"), active=name == active) for name, label in names]


@page(PeoplePermission.ROLE_GRANT)
def roles(request: Request) -> HttpResponseBase:
    return list_page(request, RoleGrantList(), template="people/roles.html", context={"tabs": _tabs("roles")})


@page(PeoplePermission.ROLE_GRANT)
def role_grant(request: Request) -> HttpResponseBase:
    """``?account=<user name>`` fills it in."""
    actor = request.actor
    form = RoleGrantForm(request.POST or None, actor=actor, initial={"account": request.GET.get("account", "")})
    if request.method == "POST" and form.is_valid():
        granted = attempt(form, lambda: _grant(form.cleaned_data, actor))
        if granted is not None:
            text = f"{granted.account} is {role_label(granted.role)} now."
            return redirect_with_toast(request, reverse("people:roles"), Toast(text))
    return _form_page(request, "Give a role", "Only roles whose every right you hold yourself.", form, "Give")


def _grant(data: dict[str, Any], actor: Actor) -> RoleGrant:
    account = Account.objects.visible_to(actor).filter(username__iexact=data["account"].strip()).first()
    if account is None:
        raise Invalid(
            f"There is no account “{data['account']}” that you may see.",
            remedy="Make one on the person's page first.",
            field="account",
        )
    return grant_role(
        account,
        data["role"],
        organisation=data["organisation"],
        reason=data["reason"],
        expires_on=data["expires_on"],
        by=actor,
    )


@page(PeoplePermission.ROLE_GRANT)
def role_revoke(request: Request, pk: int) -> HttpResponseBase:
    """The grant with its reason, and the button that takes it away."""
    visible = RoleGrant.objects.visible_to(request.actor).select_related(
        "account__person__organisation", "organisation"
    )
    found = get_object_or_404(visible, pk=pk)
    if request.method == "POST":
        text = f"{found.account} is no longer {role_label(found.role)}."
        reason = request.POST.get("reason", "")
        return go_after(
            request, reverse("people:roles"), lambda: revoke_role(found, reason=reason, by=request.actor), text
        )
    context = {
        "page_title": f"{role_label(found.role)}: {found.account}",
        "breadcrumbs": [Crumb("Roles", reverse("people:roles"))],
        "grant": found,
        "role": all_roles().get(found.role),
        "until": _until(found),
    }
    return render(request, "people/role_revoke.html", context)


@page(PeoplePermission.ROLE_GRANT)
def role_rules(request: Request) -> HttpResponseBase:
    rows = [(rule, role_label(rule.role) if rule.role else "") for rule in RoleRule.objects.order_by("roster_role")]
    context = {
        "page_title": "Roles",
        "page_meta": "What the roster says somebody is gives these rights, as long as it says so.",
        "tabs": _tabs("role_rules"),
        "rules": rows,
        "may_edit": request.actor.scope(PeoplePermission.ROLE_GRANT).is_everywhere,
    }
    return render(request, "people/role_rules.html", context)


@page(PeoplePermission.ROLE_GRANT)
def role_rule(request: Request, pk: int) -> HttpResponseBase:
    if not request.actor.scope(PeoplePermission.ROLE_GRANT).is_everywhere:
        raise Http404
    rule = get_object_or_404(RoleRule, pk=pk)
    form = RoleRuleForm(request.POST or None, initial={"role": rule.role, "source": rule.source})
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_role_rule(rule, **form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("people:role_rules"), Toast("The rule is saved."))
    title = f"Roster role: {rule.get_roster_role_display()}"
    return _form_page(request, title, "Which role it gives, in the whole district.", form, "Save", "people:role_rules")


@page(PeoplePermission.ROLE_GRANT)
def role_table(request: Request) -> HttpResponseBase:
    listed = [(role, sorted(role.permissions), len(role.permissions)) for role in all_roles().values()]
    context = {"page_title": "Roles", "tabs": _tabs("role_table"), "roles": listed}
    return render(request, "people/role_table.html", context)


def _form_page(
    request: Request, title: str, meta: str, form: RoleGrantForm | RoleRuleForm, submit: str, back: str = "people:roles"
) -> HttpResponseBase:
    context = {
        "page_title": title,
        "page_meta": meta,
        "breadcrumbs": [Crumb("Roles", reverse(back))],
        "form": form,
        "submit": submit,
        "cancel_url": reverse(back),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
