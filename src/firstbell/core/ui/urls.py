"""The style page's addresses; config mounts them at /ui/."""

from __future__ import annotations

from django.urls import path

from firstbell.core.ui.styleguide import styleguide, styleguide_list, styleguide_print

urlpatterns = [
    path("", styleguide, name="styleguide"),
    path("list/", styleguide_list, name="styleguide-list"),
    path("print/", styleguide_print, name="styleguide-print"),
]
