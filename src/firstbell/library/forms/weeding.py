"""Forms about weeding."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.core.scope import EVERYWHERE
from firstbell.library.forms.copies import DAY
from firstbell.library.models import WeedingRule
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for


class WeedingFilterForm(forms.Form):
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")
    rule = forms.ModelChoiceField(WeedingRule.objects.none(), required=False, empty_label="All rules")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school, rule = self.fields["school"], self.fields["rule"]
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(rule, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.COPY_EDIT).order_by("name")
        rule.queryset = WeedingRule.objects.visible_to(actor)


class WeedingRuleForm(forms.ModelForm[WeedingRule]):
    class Meta:
        model = WeedingRule
        fields = (
            "name", "organisation", "first", "last", "max_age", "max_unused", "either", "look_for", "source", "last_checked",
        )  # fmt: skip
        widgets = {"last_checked": DAY}
        help_texts = {
            "first": "A beginning: 640, FIC, B",
            "last": "A beginning, too: 649 takes all that begins so",
            "max_unused": "Neither lent nor used in the library, as far as it was counted",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["organisation"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.RULE_EDIT).order_by("name")
        if actor.can(May.RULE_EDIT, at=EVERYWHERE):
            school.empty_label = "All schools"
        else:
            school.empty_label, school.required = None, True


class KeepForm(forms.Form):
    until = forms.DateField(widget=DAY, label="Look at it again on")
    reason = forms.CharField(
        required=False, max_length=200, label="Why", help_text="e.g. a local author, the only one we have"
    )
