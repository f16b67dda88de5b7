"""`{% load helpdesk %}`: what people wrote on a ticket."""

from __future__ import annotations

import re

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def with_article_links(text: str) -> SafeString:
    """The text with its line breaks, where the addresses of our own articles are links; any other address stays plain text.

    What a stranger's mail names is not made easy to press.
    """
    here = reverse("guides:articles")
    parts = re.split(rf"({re.escape(settings.FIRSTBELL_URL.rstrip('/') + here)}\d{{1,18}}/)", text)
    shown = [
        format_html('<a href="{}">{}</a>', part[part.index(here) :], part) if number % 2 else _lines(part)
        for number, part in enumerate(parts)
    ]
    return format_html_join("", "{}", ((part,) for part in shown))


def _lines(text: str) -> SafeString:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))
