"""The REST API, put together from every room's ``api.router``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from ninja import Router

from firstbell.core.api import build_api


def routers() -> Iterator[Router]:
    """Rooms in the order of ``INSTALLED_APPS``, core first; last what core keeps in a package of its own."""
    for app in apps.get_app_configs():
        if app.name.startswith("firstbell.") and app.label != "config" and find_spec(f"{app.name}.api"):
            yield import_module(f"{app.name}.api").router
    for package in ("api.trails", "api.undo", "api.files", "imports.api", "notifications.api"):
        yield import_module(f"firstbell.core.{package}").router


api = build_api(routers())
