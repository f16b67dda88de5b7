"""Things one presses or fills in: buttons, fields, tiles, segments, drop zones. Functions behind the `ui` template tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, ClearableFileInput, FileInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from firstbell.core.ui.marks import icon_of
from firstbell.core.ui.shapes import Choice

_VARIANTS = ("primary", "secondary", "quiet", "danger")


def button(
    label: object,
    variant: str = "secondary",
    href: str = "",
    type: str = "submit",
    icon: str = "",
    kbd: str = "",
    size: str = "",
    **attributes: object,
) -> SafeString:
    """A button, or with `href` a link that looks like one.

    Further keywords become attributes (`hx_post` is `hx-post`); True is a bare attribute, False and None leave it out.
    Raises ValueError for an unknown variant and for `style` and `on...` attributes, which the CSP forbids.
    """
    if variant not in _VARIANTS:
        raise ValueError(f"unknown button variant {variant!r}: use one of {', '.join(_VARIANTS)}")
    css = f"btn btn-{variant}" + (f" btn-{size}" if size else "")
    if extra := attributes.pop("class_", ""):
        css = f"{css} {extra}"
    pairs: dict[str, object] = {"class": css, **attributes}
    if kbd:
        pairs["aria_keyshortcuts"] = kbd
        if len(kbd) == 1:
            pairs["data_hotkey"] = kbd.lower()
    inner = format_html(
        "{}{}{}",
        icon_of(icon) if icon else "",
        format_html("<span>{}</span>", label) if label else "",
        format_html("<kbd>{}</kbd>", kbd) if kbd else "",
    )
    if href:
        return format_html('<a href="{}"{}>{}</a>', href, attributes_html(pairs), inner)
    return format_html('<button type="{}"{}>{}</button>', type, attributes_html(pairs), inner)


def attributes_html(pairs: Mapping[str, object]) -> SafeString:
    """HTML attributes from keywords, each with a leading space and its value escaped."""
    shown: list[tuple[str, object]] = []
    for keyword, value in pairs.items():
        name = keyword.strip("_").replace("_", "-")
        if name == "style" or (name.startswith("on") and name.isalpha()):
            raise ValueError(f"the attribute {name!r} is inline script or style, which the CSP forbids")
        if value is None or value is False:
            continue
        shown.append((name, "" if value is True else value))
    return format_html_join("", ' {}="{}"', shown)


def field_context(bound: BoundField, label: str = "", help: str = "", hide_label: bool = False) -> dict[str, Any]:
    """What `core/ui/field.html` draws: one form field with its label, help and errors tied to it."""
    widget = bound.field.widget
    return {
        "field": bound,
        "label": label or bound.label,
        "help": help or bound.help_text,
        "hide_label": hide_label,
        "required": bound.field.required,
        "is_check": isinstance(widget, CheckboxInput),
        "is_file": isinstance(widget, FileInput) and not isinstance(widget, ClearableFileInput),
        "control": _control(bound, help),
    }


def _control(bound: BoundField, help: str) -> SafeString:
    # Django ties its own help_text; a help given in the template needs the same thread.
    if help and not bound.help_text and not bound.use_fieldset and bound.auto_id:
        ids = [f"{bound.auto_id}_helptext"] + ([f"{bound.auto_id}_error"] if bound.errors else [])
        return bound.as_widget(attrs={"aria-describedby": " ".join(ids)})
    return bound.as_widget()


def error_summary_context(form: BaseForm) -> dict[str, Any]:
    """What `core/ui/error_summary.html` draws: every error of the form, each with the field it belongs to."""
    faults = [
        {"label": bound.label, "target": _first_control_id(bound), "message": message}
        for bound in form
        if not bound.is_hidden
        for message in bound.errors
    ]
    hidden = [f"{bound.label}: {message}" for bound in form if bound.is_hidden for message in bound.errors]
    general = [*form.non_field_errors(), *hidden] if form.is_bound else []
    return {"general": general, "faults": faults, "count": len(general) + len(faults)}


def _first_control_id(bound: BoundField) -> str:
    subwidgets = bound.subwidgets if bound.use_fieldset else []
    return (subwidgets[0].id_for_label if subwidgets else bound.id_for_label) or bound.auto_id


def numbered(options: Iterable[Choice | Mapping[str, Any]], selected: object = "") -> list[Choice]:
    """The options as `Choice`s; those without a key get 1 to 9 by place, `selected` names the chosen value."""
    choices = [option if isinstance(option, Choice) else Choice(**option) for option in options]
    chosen = str(selected) if selected not in (None, "") else None
    return [
        replace(
            choice,
            key=choice.key or (str(place) if place <= 9 else ""),
            checked=choice.checked if chosen is None else choice.value == chosen,
        )
        for place, choice in enumerate(choices, start=1)
    ]


def steps(names: str | Sequence[str], current: int) -> list[dict[str, Any]]:
    """Steps of a flow with their state; `names` is a list or one string parted by "|", `current` counts from 1."""
    labels = [part.strip() for part in names.split("|")] if isinstance(names, str) else list(names)
    return [
        {"number": number, "label": label, "state": _step_state(number, current)}
        for number, label in enumerate(labels, start=1)
    ]


def _step_state(number: int, current: int) -> str:
    if number < current:
        return "done"
    return "now" if number == current else "later"
