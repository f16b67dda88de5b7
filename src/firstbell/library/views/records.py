"""Records on screen: the brief form, the MARC editor with its live check, former records."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.undo import latest_offer
from firstbell.library.actions.editing import edit_record
from firstbell.library.actions.records import restore_record
from firstbell.library.forms.records import BriefForm, rows_sent
from firstbell.library.marc.record import BLANK_LEADER, Field, Unreadable
from firstbell.library.marc.record import Record as MarcRecord
from firstbell.library.models import FormerRecord, Record, RecordTemplate, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.brief import brief_of, with_brief
from firstbell.library.queries.editing import (
    LEADER,
    Row,
    checked,
    elements_of,
    from_template,
    record_of,
    rows_of,
    rows_of_text,
    with_element,
)
from firstbell.library.queries.records import compared, parsed, readable, source_of
from firstbell.library.views.titles import crumbs, work_title


def stored_record(title: Title) -> tuple[MarcRecord, str]:
    """(the record in memory, its digest in hexadecimal); of a title without one a first record of what is known."""
    stored = Record.objects.filter(title_id=title.pk).first()
    if stored is not None:
        try:
            return parsed(stored), bytes(stored.digest).hex()
        except Unreadable:
            pass
    fields = [Field.of("245", "00", ("a", title.full_title or title.name))]
    if title.author:
        fields.insert(0, Field.of("100", "1 ", ("a", title.author)))
    return MarcRecord(BLANK_LEADER, fields), ""


def _crumbs(title: Title) -> list[Crumb]:
    return [*crumbs(), Crumb(str(title), reverse("library:work_title", args=[title.pk]))]


@page(May.TITLE_EDIT)
def record_brief(request: Request, pk: int) -> HttpResponseBase:
    """Title, author, ISBN, series, subjects, levels: written back into the same record."""
    title = work_title(request.actor, pk)
    record, digest = stored_record(title)
    known = brief_of(record)
    initial = {
        **{name: getattr(known, name) for name in known.__slots__},
        "item_type": title.item_type_id,
        "digest": digest,
    }
    form = BriefForm(request.POST or None, initial={**initial, "finished": True})
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: edit_record(
                title, with_brief(record, form.brief()), expected_digest=_digest(form.cleaned_data["digest"]),
                is_finished=form.cleaned_data["finished"], item_type=form.cleaned_data["item_type"], source=source_of(title),
                by=request.actor,
            ),
        )  # fmt: skip
        if saved is not None:
            return _saved(request, saved)
    context = {
        "page_title": "Edit the title",
        "page_meta": "What is not on this form stays in the record as it is.",
        "breadcrumbs": _crumbs(title),
        "form": form,
        "cancel_url": reverse("library:work_title", args=[pk]),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@page(May.TITLE_EDIT)
def record_edit(request: Request, pk: int) -> HttpResponseBase:
    """One row a field. Every button but “Save” only changes the page; nothing typed is lost by any of them."""
    title = work_title(request.actor, pk)
    record, digest = stored_record(title)
    return _editor(request, title, rows_of(record), digest)


@page(May.TITLE_EDIT)
def record_new(request: Request) -> HttpResponseBase:
    """A new record: of a template (``?template=``), or like another title's (``?like=``) without its numbers."""
    like, code = request.GET.get("like", ""), request.GET.get("template", "")
    if like.isdecimal() and len(like) < 19:
        record, _ = stored_record(work_title(request.actor, int(like)))
        rows = [row for row in rows_of(record) if row.tag not in _ITS_OWN]
    else:
        templates = RecordTemplate.objects.filter(is_field=False)
        template = templates.filter(code=code).first() or templates.first()
        text = template.text if template is not None else f"=LDR  {BLANK_LEADER}\n=245  10$a{{title}}"
        rows = rows_of_text(from_template(text, title="Title", author="", isbn=""))
    return _editor(request, None, rows, "")


#: What belongs to one manifestation in one catalogue and is not copied: control numbers, dates, LCCN, ISBN, items.
_ITS_OWN = frozenset(("001", "003", "005", "010", "016", "019", "020", "022", "024", "035", "852", "949", "952"))


def _editor(request: Request, title: Title | None, rows: list[Row], digest: str) -> HttpResponseBase:
    said, status, open_row = "", 200, ""
    if request.method == "POST":
        rows, digest = rows_sent(request.POST), request.POST.get("digest", "")
        do, _, about = request.POST.get("do", "save").partition(":")
        try:
            if do == "save":
                saved = edit_record(
                    title, record_of(rows), expected_digest=_digest(digest), is_finished="finished" in request.POST,
                    source=source_of(title), by=request.actor,
                )  # fmt: skip
                return _saved(request, saved)
            rows, open_row = _changed(request, rows, do, about)
        except (Forbidden, NotFound):
            raise
        except FirstbellError as error:
            said, status = str(error), 422
    return _editor_page(request, title, rows, digest, said=said, status=status, open_row=open_row)


def _changed(request: Request, rows: list[Row], do: str, about: str) -> tuple[list[Row], str]:
    """(rows after a button that saves nothing, key of the row whose positions are shown)."""
    if do == "remove":
        rows = [row for row in rows if row.key != about or row.tag == LEADER]
    elif do == "add":
        rows = [*rows, Row(_fresh({row.key for row in rows}), "", "__", "")]
    elif do == "positions":
        rows = [_positioned(request, row) if row.key == about else row for row in rows]
    elif do in {"template", "paste"}:
        rows = _with_added(rows, _asked_text(request, do))
    return rows, about if do == "help" else ""


def _asked_text(request: Request, do: str) -> str:
    """What was pasted, or the chosen set of fields."""
    if do == "paste":
        return request.POST.get("text", "")
    wanted = request.POST.get("template", "")
    template = RecordTemplate.objects.filter(pk=int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0).first()
    return from_template(template.text) if template is not None else ""


def _with_added(rows: list[Row], text: str) -> list[Row]:
    """Fields of a MARCMaker text behind the last field whose tag is not higher. Its leader takes the place of the leader."""
    taken, done = {row.key for row in rows}, list(rows)
    for new in rows_of_text(text):
        if new.tag == LEADER:
            if text.lstrip().startswith("=LDR"):
                done[:1] = (
                    [Row(done[0].key, LEADER, "", new.value)] if done and done[0].tag == LEADER else [new, *done[:1]]
                )
            continue
        key = _fresh(taken)
        taken.add(key)
        at = max((place for place, one in enumerate(done, 1) if one.tag == LEADER or one.tag <= new.tag), default=0)
        done.insert(at, Row(key, new.tag, new.indicators, new.value))
    return done


def _positioned(request: Request, row: Row) -> Row:
    value = row.value
    for name, text in request.POST.items():
        start = name.removeprefix("fx-")
        if (
            name.startswith("fx-")
            and start.isdecimal()
            and int(start) < 40
            and isinstance(text, str)
            and len(text) <= 20
        ):
            value = with_element(value, int(start), text)
    return Row(row.key, row.tag, row.indicators, value)


def _fresh(taken: set[str]) -> str:
    return str(max((int(key) for key in taken if key.isdecimal() and len(key) < 9), default=0) + 1)


def _editor_page(
    request: Request, title: Title | None, rows: list[Row], digest: str, *, said: str, status: int, open_row: str
) -> HttpResponseBase:
    leader = next((row.value for row in rows if row.tag == LEADER), BLANK_LEADER)
    shown = checked(rows)
    opened = next((row for row in shown if row.key == open_row), None)
    templates = RecordTemplate.objects.all()
    context: dict[str, Any] = {
        "page_title": "Edit in MARC" if title is not None else "New record",
        "page_meta": str(title) if title is not None else "Kept as a new title when you save.",
        "breadcrumbs": _crumbs(title) if title is not None else crumbs(),
        "title": title,
        "rows": shown,
        "digest": digest,
        "said": said,
        "opened": opened,
        "elements": elements_of(opened.tag, opened.value, leader) if opened is not None else [],
        "field_templates": [one for one in templates if one.is_field],
        "record_templates": [] if title is not None else [one for one in templates if not one.is_field],
        "finished": "finished" in request.POST if request.method == "POST" else True,
        "blank": Row("new", "", "__", ""),
        "cancel_url": reverse("library:work_title", args=[title.pk])
        if title is not None
        else reverse("library:titles"),
    }
    return render(request, "library/record_edit.html", context, status=status)


@require_POST
@page(May.TITLE_EDIT)
def record_check(request: Request) -> HttpResponseBase:
    """The live check: what it finds, in one list and beside each row."""
    return render(request, "library/record_remarks.html", {"rows": checked(rows_sent(request.POST)), "is_live": True})


@page(May.CATALOGUE_WORK)
def version(request: Request, pk: int, version_pk: int) -> HttpResponseBase:
    """A former record beside the present one."""
    title = work_title(request.actor, pk)
    former = _former(request.actor, pk, version_pk)
    now = Record.objects.filter(title_id=pk).first()
    pairs = compared(readable(former), readable(now))
    context = {
        "page_title": f"Former record of {former.replaced_at:%B %-d, %Y}",
        "page_meta": f"Replaced by {former.replaced_by}.",
        "breadcrumbs": _crumbs(title),
        "title": title,
        "former": former,
        "pairs": pairs,
        "changed": sum(pair.is_changed for pair in pairs),
        "may_edit": request.actor.can(May.TITLE_EDIT),
    }
    return render(request, "library/version.html", context)


@require_POST
@page(May.TITLE_EDIT)
def version_restore(request: Request, pk: int, version_pk: int) -> HttpResponseBase:
    former = _former(request.actor, pk, version_pk)
    url = reverse("library:work_title", args=[pk])
    return go_after(
        request, url, lambda: restore_record(former, by=request.actor), "The former record is the present one again."
    )


def _former(actor: Actor, pk: int, version_pk: int) -> FormerRecord:
    work_title(actor, pk)
    return get_object_or_404(FormerRecord, pk=version_pk, title_id=pk)


def _digest(text: str) -> bytes | None:
    if not text:
        return None
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Http404 from None


def _saved(request: Request, saved: Title) -> HttpResponseBase:
    url = reverse("library:work_title", args=[saved.pk])
    return redirect_with_toast(request, url, undo_toast(f"“{saved}” is saved.", latest_offer(request.actor)))
