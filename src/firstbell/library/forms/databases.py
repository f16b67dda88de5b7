"""The forms of a database and of a proxy."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.library.models import GRADES, ProxyServer, ResearchDatabase
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation


class DatabaseForm(forms.Form):
    name = forms.CharField(max_length=160)
    url = forms.CharField(max_length=1000, label="Web address", help_text="Of the database itself, without the proxy.")
    description = forms.CharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="For students, in two sentences."
    )
    description_es = forms.CharField(
        max_length=1000, required=False, label="In Spanish", widget=forms.Textarea(attrs={"rows": 3})
    )
    subjects = forms.CharField(max_length=300, required=False, help_text="With commas: history, science.")
    grade_low = forms.TypedChoiceField(label="From grade", choices=GRADES, coerce=int, initial=-1)
    grade_high = forms.TypedChoiceField(label="To grade", choices=GRADES, coerce=int, initial=12)
    languages = forms.CharField(max_length=60, initial="en", help_text="Codes with commas: en, es.")
    access = forms.ChoiceField(choices=ResearchDatabase.Access.choices)
    proxy = forms.ModelChoiceField(ProxyServer.objects.none(), required=False, empty_label="No proxy")
    access_notes = forms.CharField(
        max_length=1000, required=False, label="How to get in", widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only people of the school see it. Never one person's own password.",
    )  # fmt: skip
    access_notes_es = forms.CharField(
        max_length=1000, required=False, label="How to get in, in Spanish", widget=forms.Textarea(attrs={"rows": 2})
    )
    contact = forms.CharField(max_length=200, required=False, label="Whom to ask")
    licence_until = forms.DateField(
        required=False,
        label="Licence until",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Afterwards it is not offered any more.",
    )
    is_offered = forms.BooleanField(required=False, initial=True, label="Offered to readers")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="For", empty_label=None, help_text="And all below it."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Organisation.objects.filter(actor.scope(May.DATABASE_EDIT).q("path"), closed_at=None).order_by("path")
        for name, rows in (("organisation", places), ("proxy", proxies_for(actor))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "organisation"}

    @staticmethod
    def initial_of(database: ResearchDatabase) -> dict[str, Any]:
        same = ("name", "url", "description", "description_es", "grade_low", "grade_high", "access", "access_notes", "access_notes_es",
                "contact", "licence_until", "is_offered")  # fmt: skip
        found: dict[str, Any] = {name: getattr(database, name) for name in same}
        return found | {
            "subjects": ", ".join(database.subject_list), "languages": ", ".join(database.language_list),
            "proxy": database.proxy_id, "organisation": database.organisation_id,
        }  # fmt: skip


def proxies_for(actor: Actor) -> Any:
    """Those one may edit, and the district's above."""
    scope = actor.scope(May.DATABASE_EDIT)
    above = {int(part) for path in scope.paths for part in path.split(".") if part}
    return (ProxyServer.objects.visible_to(actor) | ProxyServer.objects.filter(organisation__in=above)).order_by(
        "name", "pk"
    )


class ProxyForm(forms.Form):
    name = forms.CharField(max_length=100)
    login_url = forms.CharField(max_length=300, label="Login address", help_text="https://ezproxy.example.org/login")
    digest = forms.ChoiceField(choices=ProxyServer.Digest.choices, help_text="The word before the secret in user.txt.")
    secret = forms.CharField(
        max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="The word behind it. Kept encrypted and never shown; empty leaves it as it is.",
    )  # fmt: skip
    groups = forms.CharField(
        max_length=200, required=False, help_text="As AcceptGroups has them, with + between; usually none."
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="For", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.filter(actor.scope(May.DATABASE_EDIT).q("path"), closed_at=None).order_by(
            "path"
        )


class DatabaseFilterForm(forms.Form):
    check = forms.ChoiceField(label="Address", required=False, choices=[("", "Any"), *ResearchDatabase.Check.choices])
    offered = forms.ChoiceField(label="Offered", required=False, choices=[("", "Any"), ("yes", "Yes"), ("no", "No")])
