"""One's own notices, how one wants to be told, and the link in a mail that stops a kind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor, system_actor
from firstbell.core.answers import go_after
from firstbell.core.errors import FirstbellError, NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.models import Notice
from firstbell.core.models.notifications import Channel, Choice
from firstbell.core.notifications.actions.notices import mark_all_read, mark_read
from firstbell.core.notifications.actions.preferences import choose, forget_own_times, set_own_times, stop_by_token
from firstbell.core.notifications.forms import PreferenceForm, TimesForm
from firstbell.core.notifications.kinds import NoticeKind, kind_named, label_of
from firstbell.core.notifications.languages import SHIPPED, language_name, spoken
from firstbell.core.notifications.mail import is_mail_set_up, read_stop_token
from firstbell.core.notifications.queries import choices_by_kind, kinds_for, own_key, times_of
from firstbell.core.notifications.recipients import known
from firstbell.core.ui.shapes import Crumb, Tab
from firstbell.core.ui.toasts import Toast

SHOWN = 100


@never_cache
@page()
def notices(request: Request) -> HttpResponseBase:
    """What I was told, the latest first."""
    own = Notice.objects.visible_to(request.actor)
    only_unread = request.GET.get("show") == "unread"
    rows = list((own.unread() if only_unread else own).order_by("-pk")[: SHOWN + 1])
    url = reverse("core:notices")
    context = {
        "page_title": "Notices",
        "notices": [(row, label_of(row.kind)) for row in rows[:SHOWN]],
        "has_more": len(rows) > SHOWN,
        "only_unread": only_unread,
        "tabs": [Tab("All", url, not only_unread), Tab("Unread", f"{url}?show=unread", only_unread)],
    }
    return render(request, "core/notifications/mine.html", context)


@require_POST
@page()
def notice_read(request: Request, pk: int) -> HttpResponseBase:
    """Mark it as read, and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    mark_read(notice, by=request.actor)
    stays = request.POST.get("stay") == "1" or not notice.link.startswith("/")
    return HttpResponseRedirect(reverse("core:notices") if stays else notice.link)


@require_POST
@page()
def notices_read(request: Request) -> HttpResponseBase:
    count = mark_all_read(by=request.actor)
    text = "Nothing was unread." if not count else "All notices are read."
    return redirect_with_toast(request, reverse("core:notices"), Toast(text))


@page()
def notice_preferences(request: Request) -> HttpResponseBase:
    """Which kinds, on which channel, at which hours."""
    key = own_key(request.actor)
    me = known([key]).get(key)
    kinds = kinds_for(request.actor)
    chosen = choices_by_kind(key, kinds)
    lines = [PreferenceForm(request.POST or None, kind=kind, initial={**chosen[kind.key]}) for kind in kinds]
    times = times_of([me])[me.key] if me is not None else None
    form = TimesForm(request.POST or None, initial=_initial(times))
    if request.method == "POST" and form.is_valid() and all(line.is_valid() for line in lines):
        _store(request.actor, lines, form, chosen)
        return redirect_with_toast(request, reverse("core:notice_preferences"), Toast("Your choices are saved."))
    said = spoken(me.languages) if me is not None else spoken(())
    context = {
        "page_title": "How I am told",
        "breadcrumbs": [Crumb("Notices", reverse("core:notices"))],
        "lines": lines,
        "times_form": form,
        "times_source": times.source if times is not None else "shipped",
        "email": me.email if me is not None else "",
        "is_mail_set_up": is_mail_set_up(),
        "language": SHIPPED[said.code],
        "wanted": language_name(said.wanted) if said.wanted else "",
    }
    is_bad = bool(form.errors) or any(line.errors for line in lines)
    return render(request, "core/notifications/preferences.html", context, status=422 if is_bad else 200)


@require_POST
@page()
def notice_times_reset(request: Request) -> HttpResponseBase:
    url = reverse("core:notice_preferences")
    return go_after(request, url, lambda: forget_own_times(by=request.actor), "Your school's hours count again.")


@never_cache
@csrf_exempt
def notice_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a kind by the link of a mail, without signing in: asks on GET, acts on POST (also RFC 8058's one click)."""
    stop = read_stop_token(token)
    try:
        kind = kind_named(stop.kind) if stop is not None else None
        if request.method == "POST":
            kind = stop_by_token(token, by=system_actor("link in a mail", via="web"))
    except FirstbellError as error:
        return _stop_page(request, None, str(error), 404 if isinstance(error, NotFound) else 409)
    if kind is None:
        return _stop_page(request, None, "This link is not whole. Copy all of it from the mail.", 404)
    return _stop_page(request, kind, "", 200)


def _stop_page(request: HttpRequest, kind: NoticeKind | None, problem: str, status: int) -> HttpResponse:
    context = {
        "page_title": "Messages by e-mail",
        "kind": kind,
        "problem": problem,
        "is_done": request.method == "POST" and not problem,
    }
    return render(request, "core/notifications/stop.html", context, status=status)


def _initial(times: object) -> dict[str, object]:
    names = ("quiet_from", "quiet_until", "digest_at")
    return {name: getattr(times, name) for name in names} if times is not None else {}


def _store(actor: Actor, lines: list[PreferenceForm], form: TimesForm, chosen: dict[str, dict[str, Choice]]) -> None:
    """Only what was changed is stored, so that the school's defaults keep counting for the rest."""
    for line in lines:
        for channel in (Channel.IN_APP, Channel.EMAIL):
            if line.cleaned_data[channel] != chosen[line.kind.key][channel]:
                choose(line.kind.key, channel=channel, choice=line.cleaned_data[channel], by=actor)
    if form.has_changed():
        set_own_times(**form.cleaned_data, by=actor)
