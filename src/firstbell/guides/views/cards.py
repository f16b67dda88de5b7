"""The cards as their authors see them: list, one card with its figures, edit with preview, versions, report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.guides.actions.cards import add_card, save_card, switch_card
from firstbell.guides.content import CardContent, as_text, read, read_text
from firstbell.guides.forms import CardForm
from firstbell.guides.models import Card, CardVersion, Walk
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.guides.queries import cards_in, cards_saying, counts_of, report
from firstbell.guides.walking import Count

_CRUMB = "Fix cards"


class CardFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="State", required=False,
        choices=[("", "In use"), ("off", "Switched off"), ("news", "With news from the program"), ("all", "All")],
    )  # fmt: skip


def _state(card: Card) -> str:
    return "Off" if not card.is_active else "News" if card.has_news else "Edited here" if card.is_ours else "As shipped"


def _state_badge(card: Card) -> SafeString:
    tones = {"Off": "neutral", "News": "warn", "Edited here": "brass", "As shipped": "good"}
    return marks.badge(_state(card), tones[_state(card)])


class CardList(Listing[Card]):
    """Every card in use."""

    name = "guides.cards"
    title = _CRUMB
    default_sort = "code"
    columns: ClassVar = (
        Column[Card]("code", "Code", value=lambda c: c.code, sort=("code",), code=True),
        Column[Card]("title", "Symptom", value=lambda c: c.title_en, sort=("title_en",), primary=True),
        Column[Card]("about", "About", value=lambda c: c.about.replace("_", " "), sort=("about", "code")),
        Column[Card]("category", "Category", value=lambda c: c.category.replace("_", " "), sort=("category", "code")),
        Column[Card]("state", "State", value=_state, html=_state_badge),
        Column[Card]("version", "Version", value=lambda c: c.version),
        Column[Card]("checked", "Facts checked", value=lambda c: c.checked_on, sort=("checked_on", "code")),
    )
    empty: ClassVar = Empty("note", "No cards", "firstbell manage load_cards brings those of the program.")

    def queryset(self, actor: Actor) -> QuerySet[Card]:
        return Card.objects.all()

    def form(self, data: QueryDict, actor: Actor) -> forms.Form:
        return CardFilterForm(data or None)

    def filtered(self, queryset: QuerySet[Card], data: Mapping[str, Any], actor: Actor) -> QuerySet[Card]:
        return queryset.filter(cards_in(data.get("state") or ""))

    def searched(self, queryset: QuerySet[Card], text: str, actor: Actor) -> QuerySet[Card]:
        return queryset.filter(cards_saying(text))

    def url(self, row: Card) -> str:
        return reverse("guides:card", args=[row.code])


@page(May.CARD_EDIT)
def cards(request: Request) -> HttpResponseBase:
    return list_page(request, CardList(), template="guides/cards.html")


@page(May.CARD_EDIT)
def card(request: Request, code: str) -> HttpResponseBase:
    """What it says, how well each step does, and its versions."""
    found = get_object_or_404(Card, code=code)
    content = read(found.content)
    everywhere, _, _ = counts_of(found)
    walks = Walk.objects.visible_to(request.actor).filter(card=found)
    solved = walks.filter(state=Walk.State.SOLVED).count()
    ended = walks.exclude(state=Walk.State.OPEN).count()
    context = {
        "page_title": content.title.en,
        "breadcrumbs": [Crumb(_CRUMB, reverse("guides:cards"))],
        "card": found,
        "badge": _state_badge(found),
        "content": content,
        "steps": [(step, everywhere.get(step.key, Count())) for step in content.steps],
        "facts": [
            Fact("Walks ended", str(ended)),
            Fact("Fixed without a ticket", f"{solved} ({round(100 * solved / ended)} %)" if ended else "–"),
            Fact("About", f"{content.about.replace('_', ' ')}, {content.category.replace('_', ' ')}"),
            Fact("Source", content.source),
            Fact("Facts checked", str(content.checked)),
        ],
        "versions": found.versions.all()[:20],
    }
    return render(request, "guides/card.html", context)


@page(May.CARD_EDIT)
def card_edit(request: Request, code: str) -> HttpResponseBase:
    """The text, with a preview of both languages before it is saved. ``?version=`` starts from an older one."""
    found = get_object_or_404(Card, code=code)
    older = request.GET.get("version", "")
    base = get_object_or_404(CardVersion, card=found, number=older).content if older.isdigit() else found.content
    initial = {"text": as_text(read(base)), "seen_version": found.version}
    form = CardForm(request.POST or None, initial=initial)
    preview: CardContent | None = None
    if request.method == "POST" and form.is_valid():
        text, note = form.cleaned_data["text"], form.cleaned_data["note"]
        if "preview" in request.POST:
            preview = attempt(form, lambda: read_text(text))
        else:
            seen = form.cleaned_data["seen_version"] or 0
            saved = attempt(form, lambda: save_card(found, text=text, note=note, seen_version=seen, by=request.actor))
            if saved is not None:
                toast = Toast(f"{saved.code} is version {saved.version} now.")
                return redirect_with_toast(request, reverse("guides:card", args=[saved.code]), toast)
    return _edit_page(
        request, form, preview, f"Edit {found.code} {found.title_en}", reverse("guides:card", args=[code])
    )


@page(May.CARD_EDIT)
def card_add(request: Request) -> HttpResponseBase:
    """A card of one's own, from the shape of an existing one."""
    example = Card.objects.order_by("code").first()
    form = CardForm(request.POST or None, initial={"text": as_text(read(example.content)) if example else ""})
    preview: CardContent | None = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if "preview" in request.POST:
            preview = attempt(form, lambda: read_text(text))
        else:
            added = attempt(form, lambda: add_card(text=text, by=request.actor))
            if added is not None:
                url = reverse("guides:card", args=[added.code])
                return redirect_with_toast(request, url, Toast(f"{added.code} is a card now."))
    return _edit_page(request, form, preview, "Add a card", reverse("guides:cards"))


def _edit_page(
    request: Request, form: CardForm, preview: CardContent | None, title: str, cancel_url: str
) -> HttpResponseBase:
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb(_CRUMB, reverse("guides:cards"))],
        "form": form,
        "content": preview,
        "cancel_url": cancel_url,
    }
    return render(request, "guides/card_edit.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.CARD_EDIT)
def card_switch(request: Request, code: str) -> HttpResponseBase:
    found = get_object_or_404(Card, code=code)
    to = not found.is_active
    text = f"{found.code} is offered again." if to else f"{found.code} is not offered any more."
    url = reverse("guides:card", args=[code])
    return go_after(request, url, lambda: switch_card(found, is_active=to, by=request.actor), text)


@page(May.WALK_VIEW)
def card_report(request: Request) -> HttpResponseBase:
    """Which cards save tickets, and which want rewriting."""
    context = {"page_title": "Which cards help", "rows": report(request.actor), "breadcrumbs": []}
    return render(request, "guides/report.html", context)
