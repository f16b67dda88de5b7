"""The kinds of notices: where they are sent, in which words, at which hours."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import FirstbellError, NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.models import KindSwitch, Notice, NoticeTimes, Wording
from firstbell.core.models.notifications import Channel
from firstbell.core.notifications.actions.preferences import set_place_times
from firstbell.core.notifications.actions.wordings import revert_wording, save_wording, switch_kind
from firstbell.core.notifications.forms import PlaceTimesForm, SwitchForm, WordingForm
from firstbell.core.notifications.kinds import NoticeKind, Words, kind_named
from firstbell.core.notifications.languages import SHIPPED
from firstbell.core.notifications.mail import is_mail_set_up
from firstbell.core.notifications.queries import Times, may_write, readable_kinds, switches_for
from firstbell.core.notifications.recipients import Recipient, place_for, places
from firstbell.core.notifications.rendering import own_words, sample, words_of
from firstbell.core.permissions import CorePermission
from firstbell.core.scope import EVERYWHERE
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

MAY = CorePermission.NOTICE_MANAGE
CHANNELS = (Channel.EMAIL, Channel.IN_APP)


@page()
def notice_kinds(request: Request) -> HttpResponseBase:
    """Everything the program tells anybody, and where that is switched off; or only those whose words the actor may write."""
    manages = request.actor.can(MAY)
    shown = readable_kinds(request.actor)
    if not shown:
        raise PermissionDenied
    switched: dict[str, list[KindSwitch]] = {}
    for row in switches_for(request.actor).filter(is_on=False):
        switched.setdefault(row.kind, []).append(row)
    changed = set(Wording.objects.filter(is_current=True).values_list("kind", flat=True))
    context = {
        "page_title": "Kinds of notices",
        "page_meta": "What people are told by itself, in which words, and where it is switched off",
        "kinds": [(kind, switched.get(kind.key, []), kind.key in changed) for kind in shown],
        "manages": manages,
        "is_mail_set_up": is_mail_set_up(),
    }
    return render(request, "core/notifications/kinds.html", context)


@page()
def notice_kind(request: Request, key: str) -> HttpResponseBase:
    """One kind: its words, its variables, its switches for who manages notices."""
    kind = _readable(request, key)
    if request.method == "POST" and not request.actor.can(MAY):
        raise PermissionDenied
    form = SwitchForm(request.POST or None, places=places(request.actor, MAY))
    if request.method == "POST" and form.is_valid():
        place = place_for(request.actor, MAY, form.cleaned_data["place"])
        is_on = form.cleaned_data["is_on"]
        switch_kind(
            key, is_on=is_on, organisation_id=place.id, org_path=place.path, org_label=place.label, by=request.actor
        )
        word = "sent" if is_on else "not sent any more"
        return redirect_with_toast(request, _url(key), Toast(f"“{kind.label}” is {word}: {place.label}."))
    own = own_words(kind)
    recipient = Recipient("", "")
    versions = []
    for channel in CHANNELS:
        for code, language in SHIPPED.items():
            shown = sample(kind, code, words_of(kind, code, own), recipient.zone)
            title = shown.line if channel == Channel.IN_APP else shown.title
            versions.append((channel, code, language, title, (channel, code) in own))
    context = {
        "page_title": kind.label,
        "page_meta": f"Goes to {kind.who}",
        "breadcrumbs": [Crumb("Kinds of notices", reverse("core:notice_kinds"))],
        "kind": kind,
        "versions": versions,
        "manages": request.actor.can(MAY),
        "switches": switches_for(request.actor).filter(kind=key),
        "switch_form": form,
    }
    return render(request, "core/notifications/kind.html", context, status=422 if form.errors else 200)


@page()
def wording(request: Request, key: str, channel: str, language: str) -> HttpResponseBase:
    """Write the words of one channel and language, with the preview beside them."""
    kind, words = _words(request, key, channel, language)
    title, body = (words.line, "") if channel == Channel.IN_APP else (words.title, words.body)
    form = WordingForm(request.POST or None, channel=channel, initial={"title": title, "body": body})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        saved = attempt(
            form,
            lambda: save_wording(
                key,
                channel=channel,
                language=language,
                title=data["title"],
                body=data.get("body", ""),
                by=request.actor,
            ),
        )
        if saved is not None:
            return redirect_with_toast(request, _url(key), Toast(f"Saved as version {saved.version}."))
    versions = Wording.objects.filter(kind=key, channel=channel, language=language)[:20]
    context = {
        "page_title": f"{kind.label}: {Channel(channel).label}, {SHIPPED[language]}",
        "breadcrumbs": [Crumb("Kinds of notices", reverse("core:notice_kinds")), Crumb(kind.label, _url(key))],
        "kind": kind,
        "channel": channel,
        "language": language,
        "form": form,
        "versions": versions,
        "is_changed": any(one.is_current for one in versions),
        **_preview(
            kind, channel, language, form["title"].value() or "", form["body"].value() if "body" in form.fields else ""
        ),
    }
    return render(request, "core/notifications/wording.html", context, status=422 if form.errors else 200)


@require_POST
@page()
def wording_preview(request: Request, key: str, channel: str, language: str) -> HttpResponseBase:
    """The text as it is typed: filled with the samples, and beside it what was last sent for real."""
    kind, _ = _words(request, key, channel, language)
    title, body = request.POST.get("title", ""), request.POST.get("body", "")
    return render(request, "core/notifications/preview.html", _preview(kind, channel, language, title, body))


@require_POST
@page()
def wording_revert(request: Request, key: str, channel: str, language: str) -> HttpResponseBase:
    return go_after(
        request,
        _url(key),
        lambda: revert_wording(key, channel=channel, language=language, by=request.actor),
        "The shipped words are in use again.",
    )


@page(MAY)
def notice_times(request: Request) -> HttpResponseBase:
    """The quiet hours and the digest's hour of everybody who chose none, by organisation."""
    form = PlaceTimesForm(
        request.POST or None,
        places=places(request.actor, MAY),
        initial={name: getattr(Times(), name) for name in ("quiet_from", "quiet_until", "digest_at")},
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        place = place_for(request.actor, MAY, data.pop("place"))
        set_place_times(place.id, org_path=place.path, org_label=place.label, **data, by=request.actor)
        return redirect_with_toast(request, reverse("core:notice_times"), Toast(f"The hours of {place.label} are set."))
    labels = {f"org:{place.id}": place.label for place in places(request.actor, MAY)}
    context = {
        "page_title": "Quiet hours",
        "breadcrumbs": [Crumb("Kinds of notices", reverse("core:notice_kinds"))],
        "form": form,
        "shipped": Times(),
        "rows": [(labels[row.owner_key], row) for row in NoticeTimes.objects.filter(owner_key__in=labels)],
    }
    return render(request, "core/notifications/times.html", context, status=422 if form.errors else 200)


def _readable(request: Request, key: str) -> NoticeKind:
    """The kind, for who manages notices or may write its words."""
    kind = kind_named(key)
    if not (request.actor.can(MAY) or may_write(kind, request.actor)):
        raise PermissionDenied
    return kind


def _words(request: Request, key: str, channel: str, language: str) -> tuple[NoticeKind, Words]:
    kind = kind_named(key)
    if not may_write(kind, request.actor):
        request.actor.require(MAY, at=EVERYWHERE)
    if channel not in CHANNELS or language not in SHIPPED:
        raise NotFound("There are no such words.")
    return kind, words_of(kind, language, own_words(kind))


def _preview(kind: NoticeKind, channel: str, language: str, title: str, body: str) -> dict[str, Any]:
    """On the kind's samples; ``recent`` is the last one really sent, without its recipient's name."""
    words = Words(line=title, title=title, body=body)
    recent = Notice.objects.filter(kind=kind.key, language=language).order_by("-pk").first()
    shown, problem = None, ""
    try:
        shown = sample(kind, language, words, Recipient("", "").zone)
    except FirstbellError as error:
        problem = str(error)
    is_mail = channel == Channel.EMAIL
    return {"shown": shown, "problem": problem, "recent": recent, "is_mail": is_mail, "code": language}


def _url(key: str) -> str:
    return reverse("core:notice_kind", args=[key])
