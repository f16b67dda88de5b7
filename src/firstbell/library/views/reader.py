"""Who reads the catalogue: language, school, level and mode, kept in the browser's session; and the door for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.api import limits
from firstbell.core.client_address import client_address
from firstbell.core.errors import NotFound
from firstbell.core.http import Request, safe_next
from firstbell.library.content import LANGUAGES, Language, say, texts
from firstbell.library.forms.reader import ReaderForm
from firstbell.library.queries.levels import Level, said_level
from firstbell.library.queries.search import span_of
from firstbell.people.models import Organisation, Person

P = ParamSpec("P")
_KEPT = "library_reader"


@dataclass(frozen=True, slots=True)
class Reader:
    """``at`` the school whose copies count first, ``grade`` kindergarten 0, ``level`` what was typed; None: not said."""

    language: Language
    at: int | None
    school: str
    grade: int | None
    level: Level | None
    is_young: bool
    is_kiosk: bool
    is_signed_in: bool

    def say(self, key: str, **values: Any) -> str:
        return say(self.language, key, **values)

    @property
    def lexile(self) -> tuple[int, int] | None:
        """The level as a Lexile span, where it is one: it counts in the order of hits."""
        span = span_of(self.level.value) if self.level is not None and self.level.limit == "lexile" else None
        return (int(span[0]), int(span[1])) if span is not None else None


def for_everybody(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open the page to people with and without an account; an address that asks too often is told to wait."""

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        ours = cast(Request, request)
        if ours.actor.account_id is None:
            standing = limits.count("catalogue", client_address(request))
            if standing.wait:
                return _too_many(ours, standing.wait)
        try:
            return view(ours, *args, **kwargs)
        except NotFound as missing:
            raise Http404(str(missing)) from missing

    return opened


def _too_many(request: Request, seconds: int) -> HttpResponse:
    reader = reader_of(request)
    words = reader.say("wait", seconds=seconds)
    context = {**frame(reader), "page_title": reader.say("too_many"), "text": words}
    response = render(request, "library/public/wait.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def reader_of(request: Request) -> Reader:
    """What the session keeps; where it keeps nothing, the school, grade and language of whoever is signed in."""
    kept: Mapping[str, Any] = request.session.get(_KEPT) or {}
    person = _person(request) if request.actor.person_id is not None else None
    at, school = kept.get("at"), str(kept.get("school", ""))
    grade = kept.get("grade")
    language = kept.get("language")
    if person is not None:
        if "at" not in kept and person.organisation.kind == Organisation.Kind.SCHOOL:
            at, school = person.organisation_id, person.organisation.name
        if "grade" not in kept:
            grade = grade_number(person.grade)
        language = language or ("es" if person.language.startswith("es") else "en")
    if language not in LANGUAGES:
        language = "es" if request.headers.get("Accept-Language", "").lower().startswith("es") else "en"
    chosen: Language = "es" if language == "es" else "en"
    level = kept.get("level")
    return Reader(
        language=chosen,
        at=at,
        school=school,
        grade=grade,
        level=Level(str(level[0]), str(level[1])) if level else None,
        is_young=bool(kept.get("young")),
        is_kiosk=bool(kept.get("kiosk")),
        is_signed_in=request.actor.account_id is not None,
    )


def _person(request: Request) -> Person | None:
    return Person.objects.select_related("organisation").filter(pk=request.actor.person_id or 0).first()


def grade_number(text: str) -> int | None:
    """CEDS: PK is −1, KG 0, 01 to 12; others None."""
    if text in ("PK", "TK"):
        return -1
    if text == "KG":
        return 0
    return int(text) if text.isascii() and text.isdigit() and int(text) <= 13 else None


def keep(request: Request, **values: Any) -> None:
    request.session[_KEPT] = {**(request.session.get(_KEPT) or {}), **values}


def frame(reader: Reader) -> dict[str, Any]:
    """Context that every page of the catalogue has."""
    other: Language = "en" if reader.language == "es" else "es"
    return {
        "reader": reader,
        "t": texts(reader.language),
        "other_language": other,
        "LANGUAGE_CODE": "en" if reader.is_signed_in else reader.language,
        "breadcrumbs": None,
    }


@for_everybody
def reader(request: Request) -> HttpResponseBase:
    """Say one's school, grade and level, for this visit."""
    you = reader_of(request)
    schools = list(Organisation.objects.schools().order_by("name").values_list("pk", "name"))
    start = {
        "school": you.at or "",
        "grade": "" if you.grade is None else you.grade,
        "level": said_level(you.level) if you.level is not None else "",
    }
    form = ReaderForm(request.POST or None, initial=start, schools=schools, language=you.language)
    if request.method == "POST" and form.is_valid():
        at = form.cleaned_data["school"]
        keep(
            request,
            at=at,
            school=dict(schools).get(at, ""),
            grade=form.cleaned_data["grade"],
            level=form.cleaned_data["level"],
        )
        return HttpResponseRedirect(safe_next(request, reverse("library:catalogue")))
    context = {
        **frame(you),
        "page_title": you.say("reader"),
        "form": form,
        "next": safe_next(request, reverse("library:catalogue")),
    }
    return render(request, "library/public/reader.html", context, status=422 if form.errors else 200)


@require_POST
@for_everybody
def mode(request: Request) -> HttpResponseBase:
    """Another language, picture mode, or a library's own screen (``kiosk``): a button each."""
    language, young = request.POST.get("language", ""), request.POST.get("young", "")
    if language in LANGUAGES:
        keep(request, language=language)
    if young in ("on", "off"):
        keep(request, young=young == "on")
    return HttpResponseRedirect(safe_next(request, reverse("library:catalogue")))


@for_everybody
def kiosk(request: Request) -> HttpResponseBase:
    """A screen that stands in the library: big, and back at its start, with nothing of the last reader, when left alone.

    ``?school=`` once says where it stands. Whoever is signed in is asked first: their name has no place on it.
    """
    you = reader_of(request)
    if you.is_signed_in and request.method != "POST":
        schools = list(Organisation.objects.schools().order_by("name").values_list("pk", "name"))
        context = {**frame(you), "page_title": you.say("kiosk"), "schools": schools, "at": you.at}
        return render(request, "library/public/kiosk.html", context)
    at, school = (you.at, you.school) if you.is_kiosk else (None, "")
    wanted = request.POST.get("school", "") or request.GET.get("school", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
        found = Organisation.objects.schools().filter(pk=int(wanted)).values_list("pk", "name").first()
        at, school = found or (None, "")
    if you.is_signed_in:
        logout(request)
    request.session[_KEPT] = {
        "kiosk": True, "at": at, "school": school, "grade": None, "level": None, "young": you.is_young, "language": you.language,
    }  # fmt: skip
    return HttpResponseRedirect(reverse("library:catalogue"))
