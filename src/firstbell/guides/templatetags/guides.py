"""`{% load guides %}`: a card's words in one language."""

from __future__ import annotations

from django import template

from firstbell.guides.content import Words

register = template.Library()


@register.filter
def in_language(words: Words, language: str) -> str:
    return words.in_(language)


@register.filter
def split_words(text: str) -> list[str]:
    return text.split()
