"""The `ui` tag library: `{% load ui %}`. Every tag, with examples, is listed in core/ui/README.md and shown on the style page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from firstbell.core.ui import charts, controls, lists, marks
from firstbell.core.ui.charts import Chart
from firstbell.core.ui.shapes import Choice, Fact, Tab, TimelineEntry
from firstbell.core.ui.toasts import Toast, toasts_of

register = template.Library()

register.simple_tag(marks.icon)
register.simple_tag(marks.badge)
register.simple_tag(marks.kbd)
register.simple_tag(marks.avatar)
register.simple_tag(marks.ago)
register.simple_tag(marks.money)
register.simple_tag(marks.diff)
register.simple_tag(controls.button)
register.filter("ago", marks.ago)
register.filter("money", marks.money)
register.filter("strong_only", marks.strong_only)


@register.filter
def counted(total: int, capped: bool = False) -> str:
    """1204 as "1,204"; "10,000+" when capped."""
    return lists.count_text(total, capped)


@register.filter
def spelled(code: str) -> str:
    """A code that people wrote, for reading: early_release as "Early release"."""
    return code.replace("_", " ").replace("-", " ").capitalize()


@register.simple_block_tag(end_name="endcard")
def card(
    content: str,
    title: str = "",
    icon: str = "",
    tone: str = "",
    id: str = "",
    url: str = "",
    url_label: str = "See all",
    flush: bool = False,
) -> SafeString:
    """A panel. With a title it is a section with an h2; `url` puts a link at the right of the title."""
    css = "card" + (f" tone-{marks.known_tone(tone)}" if tone else "") + (" card-flush" if flush else "")
    head = ""
    if title:
        link = format_html('<a class="card-link" href="{}">{}</a>', url, url_label) if url else ""
        mark = marks.icon(icon) if icon else ""
        head = format_html('<header class="card-head">{}<h2>{}</h2>{}</header>', mark, title, link)
    element = SafeString("section" if title else "div")
    id_html = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<{} class="{}"{}>{}<div class="card-body">{}</div></{}>', element, css, id_html, head, content, element
    )


@register.simple_block_tag(end_name="endcallout")
def callout(content: str, tone: str = "info", title: str = "", icon: str = "") -> SafeString:
    """A boxed remark: info, warn, bad or good."""
    tone = marks.known_tone(tone)
    head = format_html('<p class="callout-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="callout tone-{}">{}<div class="callout-body">{}<div>{}</div></div></div>',
        tone,
        marks.icon(icon or marks.ICON_OF_TONE[tone]),
        head,
        content,
    )


@register.simple_block_tag(end_name="endtoolbar")
def toolbar(content: str, label: str) -> SafeString:
    """A named row of controls."""
    return format_html('<div class="toolbar" role="group" aria-label="{}">{}</div>', label, content)


@register.inclusion_tag("core/ui/facts.html")
def facts(items: Iterable[Fact | Mapping[str, Any]]) -> dict[str, Any]:
    """A key-value list."""
    return {"facts": items, "css": "kv"}


@register.inclusion_tag("core/ui/facts.html")
def fact_row(items: Iterable[Fact | Mapping[str, Any]]) -> dict[str, Any]:
    """The same facts as one row, for the top of a page."""
    return {"facts": items, "css": "fact-row"}


@register.inclusion_tag("core/ui/chart.html")
def chart(drawn: Chart, has_table: bool = True) -> dict[str, Any]:
    """A chart and the same numbers as a table; without it where the page has a better one."""
    return {"chart": drawn, "figure": charts.figure(drawn), "has_table": has_table}


@register.inclusion_tag("core/ui/stat.html")
def stat(
    label: str, value: object, icon: str = "", url: str = "", hint: str = "", tone: str = "neutral"
) -> dict[str, Any]:
    """A figure with its name; put several in `<div class="stats">`."""
    return {
        "label": label,
        "value": value,
        "icon": icon,
        "url": url,
        "hint": hint,
        "tone": marks.known_tone(tone),
        "tone_icon": marks.ICON_OF_TONE[tone] if tone != "neutral" else "",
    }


@register.inclusion_tag("core/ui/tabs.html")
def tabs(items: Iterable[Tab | Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Links between the pages of one thing."""
    return {"tabs": items, "label": label}


@register.inclusion_tag("core/ui/stepper.html")
def stepper(names: str | Sequence[str], current: int = 1) -> dict[str, Any]:
    """Where we are in a flow: "Upload|Preview|Apply"."""
    return {"steps": controls.steps(names, current)}


@register.inclusion_tag("core/ui/progress.html")
def progress(value: int | None, maximum: int | None = 100, label: str = "Progress") -> dict[str, Any]:
    """A progress bar; without a maximum it says only that work goes on."""
    known = bool(maximum) and value is not None
    percent = round(100 * (value or 0) / maximum) if known and maximum else None
    return {"value": value, "maximum": maximum, "label": label, "known": known, "percent": percent}


@register.inclusion_tag("core/ui/empty_state.html")
def empty_state(
    title: str, icon: str = "search", text: str = "", action_label: str = "", action_url: str = ""
) -> dict[str, Any]:
    """What to show when there is nothing, and what to do next."""
    return {
        "title": title,
        "icon": icon or "search",
        "text": text,
        "action_label": action_label,
        "action_url": action_url,
    }


@register.inclusion_tag("core/ui/timeline.html")
def timeline(entries: Iterable[TimelineEntry | Mapping[str, Any]]) -> dict[str, Any]:
    """What happened to a thing, newest first."""
    return {"entries": entries}


@register.inclusion_tag("core/ui/field.html")
def field(bound: BoundField, label: str = "", help: str = "", hide_label: bool = False) -> dict[str, Any]:
    """A form field with label, help and errors."""
    return controls.field_context(bound, label, help, hide_label)


@register.inclusion_tag("core/ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """Everything wrong with a form, each a link to its field. Nothing when all is well."""
    return controls.error_summary_context(form)


@register.inclusion_tag("core/ui/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """The error summary and every field of a form, in order."""
    return {"form": form}


@register.inclusion_tag("core/ui/choice_tiles.html")
def choice_tiles(
    name: str,
    options: Iterable[Choice | Mapping[str, Any]],
    selected: object = "",
    legend: str = "",
    required: bool = False,
) -> dict[str, Any]:
    """Big tiles to choose one of, by finger, mouse or number key."""
    return {
        "name": name,
        "choices": controls.numbered(options, selected),
        "legend": legend,
        "required": required,
    }


@register.inclusion_tag("core/ui/segmented.html")
def segmented(
    name: str, options: Iterable[Choice | Mapping[str, Any]], selected: object = "", legend: str = ""
) -> dict[str, Any]:
    """Two to five choices side by side."""
    return {"name": name, "choices": controls.numbered(options, selected), "legend": legend}


@register.inclusion_tag("core/ui/dropzone.html")
def dropzone(bound: BoundField, text: str = "Drop a file here, or choose one") -> dict[str, Any]:
    """A file field one can drop files on; without JavaScript it is the plain file input."""
    return {**controls.field_context(bound), "text": text}


@register.simple_tag
def chip(label: object, clear_url: str = "") -> SafeString:
    """An active filter; the cross clears it."""
    if not clear_url:
        return format_html('<span class="chip">{}</span>', label)
    return format_html(
        '<a class="chip" href="{}"><span class="sr-only">Clear filter </span>{}{}</a>',
        clear_url,
        label,
        marks.icon("close", size="sm"),
    )


@register.inclusion_tag("core/ui/table.html")
def data_table(listing: object, caption: str = "") -> dict[str, Any]:
    """The table of a listing; rows stack on a phone."""
    return {**lists.table_context(listing), "caption": caption}


@register.inclusion_tag("core/ui/sort_header.html")
def sort_header(column: object) -> dict[str, Any]:
    """A `<th>` that links to its sorting."""
    return {"column": column}


@register.inclusion_tag("core/ui/filter_bar.html", takes_context=True)
def filter_bar(context: Context, listing: object) -> dict[str, Any]:
    """Search, selects and the active filters of a listing, as one GET form."""
    fields = lists.part(listing, "filters") or []
    names = [bound.html_name for bound in fields]
    request = context.get("request")
    return {
        "listing": listing,
        "kept": _kept(context, [*names, "q", "page"]),
        "filters": fields,
        "path": request.path if request is not None else "",
    }


@register.inclusion_tag("core/ui/column_chooser.html", takes_context=True)
def column_chooser(context: Context, listing: object) -> dict[str, Any]:
    """A menu of checkboxes, one for each column, and keys that move them; kept for the person where the list keeps views."""
    return {"listing": listing, "kept": _kept(context, ["columns", "page"]), "path": _path(context)}


@register.inclusion_tag("core/ui/views_bar.html", takes_context=True)
def views_bar(context: Context, listing: object) -> dict[str, Any]:
    """Saved views as tabs, and the menu that saves, opens and changes them. Nothing for a listing without."""
    request = context.get("request")
    here = request.get_full_path() if request is not None else ""
    return {"bar": lists.part(listing, "views"), "path": _path(context), "here": here}


@register.inclusion_tag("core/ui/bulk_bar.html", takes_context=True)
def bulk_bar(context: Context, listing: object) -> dict[str, Any]:
    """What can be done with the rows that are ticked."""
    return {"listing": listing, "path": _path(context)}


@register.inclusion_tag("core/ui/bulk_rows.html")
def bulk_rows(title: str, tone: str, count: int, rows: Sequence[Any]) -> dict[str, Any]:
    """Rows with one outcome; (label, text) pairs or things with these names."""
    pairs = [row if isinstance(row, tuple) else (row.label, row.text) for row in rows]
    return {"title": f"{title}: {count:,}", "tone": marks.known_tone(tone), "rows": pairs, "more": count - len(pairs)}


@register.inclusion_tag("core/ui/export_menu.html")
def export_menu(listing: object) -> dict[str, Any]:
    """The kinds of file a list goes out as."""
    return {"listing": listing}


@register.inclusion_tag("core/ui/pagination.html")
def pagination(page: object) -> dict[str, Any]:
    """Which rows of how many, and the way to the others."""
    return {"page": page}


@register.simple_tag
def toasts(stored: Iterable[Message] | None) -> list[Toast]:
    """Django's messages as toasts, for base.html."""
    return toasts_of(stored or ())


@register.simple_tag
def modules(*names: str) -> SafeString:
    """Script elements for ES modules of the kit, by name."""
    return format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((static(f"core/js/{name}.js"),) for name in names)
    )


def _path(context: Context) -> str:
    request = context.get("request")
    return request.path if request is not None else ""


def _kept(context: Context, leave_out: Iterable[str]) -> list[tuple[str, str]]:
    request = context.get("request")
    return lists.kept_pairs(request.GET if request is not None else None, leave_out)
