"""The form of a card: its text, and what was changed. The forms of an article."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

from django import forms
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.guides.content import About
from firstbell.guides.models import Article, Audience
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.prose import MOST_LETTERS
from firstbell.guides.queries.articles import possible_owners
from firstbell.inventory.models import ItemType, Product
from firstbell.people.models import Account, Organisation
from firstbell.rooms.models import Place

#: Offered as the next review: a school year on.
NEXT_REVIEW = dt.timedelta(days=365)


class CardForm(forms.Form):
    text = forms.CharField(
        label="The card",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 34, "spellcheck": "false", "class": "code-text", "wrap": "off"}),
        help_text="YAML. Keep the keys of steps and questions: what is known of their success hangs on them.",
    )
    note = forms.CharField(label="What you changed, and why", max_length=300, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ArticleForm(forms.Form):
    """Everything of an article on one page. ``values()`` is what the actions take."""

    title = forms.CharField(max_length=160, help_text="As people ask it: “My Chromebook does not connect to Wi-Fi”.")
    summary = forms.CharField(
        max_length=300, required=False, label="In one sentence", help_text="Shown in lists and beside the fix cards."
    )
    body = forms.CharField(
        max_length=MOST_LETTERS, label="Text",
        widget=forms.Textarea(attrs={"rows": 22, "class": "article-text", "spellcheck": "true"}),
        help_text="Markdown: ## heading, - list, 1. steps, **strong**, [words](address), ![words](picture.png).",
    )  # fmt: skip
    language = forms.ChoiceField(choices=Article.Language.choices)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="For", empty_label=None, help_text="Everything below it reads it, too."
    )
    audience = forms.ChoiceField(
        choices=Audience.choices, initial=Audience.TECHNICIANS,
        help_text="Staff also read what is for students; technicians read everything.",
    )  # fmt: skip
    tags = forms.CharField(
        max_length=200, required=False, help_text="Words people search for, with commas: wifi, password."
    )
    about = forms.ChoiceField(
        required=False, label="Kind of thing",
        choices=[("", "Nothing in particular"), *((one, one.replace("_", " ").capitalize()) for one in get_args(About))],
    )  # fmt: skip
    product = forms.ModelChoiceField(
        Product.objects.exclude(item_type__purpose=ItemType.Purpose.LIBRARY).order_by("name", "pk"),
        required=False,
        label="Model",
        empty_label="Any model",
    )
    place_kind = forms.ChoiceField(
        required=False, label="Kind of place", choices=[("", "Any place"), *Place.Kind.choices]
    )
    owner = forms.ModelChoiceField(
        Account.objects.none(),
        required=False,
        empty_label="Nobody",
        help_text="Keeps it right, and is asked on the day below.",
    )
    review_on = forms.DateField(
        required=False, label="Look at it again on", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Needed before it is published.",
    )  # fmt: skip
    note = forms.CharField(label="What you changed, and why", max_length=300, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    translation_of = forms.ModelChoiceField(Article.objects.none(), widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, article: Article | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = actor.scope(GuidesPermission.ARTICLE_EDIT)
        places = Organisation.objects.filter(scope.q("path"), closed_at=None).order_by("path")
        home = article.organisation if article is not None else places.first()
        owners = [one.pk for one in possible_owners(home)] if home is not None else []
        editable = Article.objects.all().editable_by(actor)
        if article is not None and article.translation_of_id is not None:
            editable |= Article.objects.filter(pk=article.translation_of_id)
        for name, rows in (
            ("organisation", places),
            ("owner", Account.objects.filter(pk__in=owners).select_related("person").order_by("username")),
            ("translation_of", editable.filter(translation_of=None)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if article is None:
            del self.fields["note"]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("note", "seen_version")}

    @classmethod
    def initial_of(cls, article: Article) -> dict[str, Any]:
        same = ("title", "summary", "body", "language", "audience", "about", "place_kind", "review_on")
        keys = ("organisation", "product", "owner", "translation_of")
        return {
            **{name: getattr(article, name) for name in same},
            **{name: getattr(article, f"{name}_id") for name in keys},
            "tags": ", ".join(article.tag_list),
            "seen_version": article.version,
        }


def next_review() -> dt.date:
    return timezone.localdate() + NEXT_REVIEW


class ReviewForm(forms.Form):
    review_on = forms.DateField(label="Look at it again on", widget=forms.DateInput(attrs={"type": "date"}))


class ArticleFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="State", required=False,
        choices=[("", "In use"), ("due", "Due for review"), *Article.State.choices, ("all", "All")],
    )  # fmt: skip
    audience = forms.ChoiceField(label="For", required=False, choices=[("", "Anybody"), *Audience.choices])
    language = forms.ChoiceField(label="Language", required=False, choices=[("", "Any"), *Article.Language.choices])
