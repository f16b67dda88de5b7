"""Walls that import-linter cannot see: parts of Django, and foreign keys."""

from django.apps import apps
from django.db import models

from tests.architecture import house

BELOW_THE_VIEWS = {"actions", "queries", "models", "events", "permissions", "ports"}
HTTP = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages", "django.template.response")


def test_no_http_below_the_views() -> None:
    offences = [
        f"{house.where(path, line)} imports {name}"
        for room in house.rooms()
        for path in house.python_files(room)
        if not house.is_test(path) and BELOW_THE_VIEWS & set(path.relative_to(room).with_suffix("").parts)
        for line, name in house.imported_modules(path)
        if any(name == http or name.startswith(f"{http}.") for http in HTTP)
    ]
    assert not offences, f"An action takes an Actor, never a request: {offences}"


def room_of_model(model: type[models.Model]) -> str | None:
    """The room a model lives in; None for Django's and third parties' own."""
    parts = model.__module__.split(".")
    if parts[0] != "firstbell":
        return None
    return f"connectors.{parts[2]}" if parts[1] == "connectors" else parts[1]


def test_foreign_keys_point_down_or_level() -> None:
    """A table may only point at tables of its own room or of a lower floor."""
    upward = []
    for model in apps.get_models(include_auto_created=True):
        here = room_of_model(model)
        for field in model._meta.get_fields() if here else ():
            target = getattr(field, "remote_field", None) and field.related_model
            if not (isinstance(target, type) and issubclass(target, models.Model)) or here is None:
                continue
            if not isinstance(field, models.Field):  # the other end of somebody else's key
                continue
            there = room_of_model(target)
            if there and there != here and house.floor_of(there) >= house.floor_of(here):
                upward.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not upward, f"Foreign keys that climb: {upward}"
