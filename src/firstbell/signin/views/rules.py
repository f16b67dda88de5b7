"""What a sign-in needs: passwords or not, second factors by role, the sealed account."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import all_roles
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.scope import EVERYWHERE
from firstbell.core.ui.toasts import Toast
from firstbell.signin.actions.factors import edit_rules, release_factor, require_factor
from firstbell.signin.forms import FactorRuleForm, RulesForm
from firstbell.signin.models import SealedAccount, SecondFactorRule
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.queries import sign_in_rules
from firstbell.signin.views.providers import tabs


@page(SigninPermission.RULE_EDIT)
def rules(request: Request) -> HttpResponseBase:
    _require_everywhere(request)
    known = sign_in_rules()
    initial = {"passwords_allowed": known.passwords_allowed, "whom_to_ask": known.whom_to_ask}
    form = RulesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_rules(**form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("signin:rules"), Toast("The rules are saved."))
    return _rules_page(request, form, FactorRuleForm(), status=422 if form.errors else 200)


@require_POST
@page(SigninPermission.RULE_EDIT)
def factor_add(request: Request) -> HttpResponseBase:
    _require_everywhere(request)
    form = FactorRuleForm(request.POST)
    if form.is_valid():
        data = dict(form.cleaned_data)
        saved = attempt(form, lambda: require_factor(data.pop("role"), **data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("signin:rules"), Toast("The rule is saved."))
    known = sign_in_rules()
    initial = {"passwords_allowed": known.passwords_allowed, "whom_to_ask": known.whom_to_ask}
    return _rules_page(request, RulesForm(initial=initial), form, status=422)


@require_POST
@page(SigninPermission.RULE_EDIT)
def factor_remove(request: Request, pk: int) -> HttpResponseBase:
    _require_everywhere(request)
    rule = get_object_or_404(SecondFactorRule, pk=pk)
    url = reverse("signin:rules")
    return go_after(request, url, lambda: release_factor(rule, by=request.actor), "The rule is taken back.")


def _require_everywhere(request: Request) -> None:
    request.actor.require(SigninPermission.RULE_EDIT, at=EVERYWHERE)


def _rules_page(request: Request, form: RulesForm, factor_form: FactorRuleForm, *, status: int) -> HttpResponseBase:
    roles = all_roles()
    listed = [
        (rule, roles[rule.role].label if rule.role in roles else rule.role) for rule in SecondFactorRule.objects.all()
    ]
    context = {
        "page_title": "Sign-in",
        "page_meta": "What a sign-in needs.",
        "tabs": tabs("rules"),
        "form": form,
        "factor_form": factor_form,
        "factor_rules": listed,
        "seal": SealedAccount.objects.select_related("account").first(),
    }
    return render(request, "signin/rules.html", context, status=status)
