"""``{% panels "people.person" person %}`` and ``{% timeline_of person.ref %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from firstbell.core.actor import ANONYMOUS, Actor
from firstbell.core.audit import timeline_entries
from firstbell.core.panels import panels_for
from firstbell.core.refs import Ref

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: template.Context, slot: str, obj: Any) -> SafeString:
    """Every panel that hangs in this slot and has something to show to the actor."""
    request = context.get("request")
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    shown = [
        render_to_string(panel.template, {**variables, "actor": actor}, request=request)
        for panel, variables in panels_for(slot, obj, actor)
    ]
    # Each part is the output of an auto-escaped template.
    return mark_safe("".join(shown))  # noqa: S308


@register.inclusion_tag("core/ui/timeline.html")
def timeline_of(ref: Ref, limit: int = 30) -> dict[str, Any]:
    """The latest audit entries about an object that the view has already found for the actor."""
    return {"entries": timeline_entries(ref.kind, ref.id, limit=limit)}
