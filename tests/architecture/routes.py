"""Every address the application answers to, and an object to try each with. For the tests that walk them all.

The object for `<int:pk>` is found from the address itself: `people/organisations/<int:pk>/edit/` speaks of the model in
the room `people` whose plural is organisations. Where an address does not say it, `SPOKEN_OF` does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from firstbell.core.actor import Actor
from firstbell.core.scope import Scope

#: Addresses of Django packages with their own tests; ours are only those we mount ourselves.
THIRD_PARTY_NAMES = ("account_", "socialaccount_", "mfa_")

#: (route name or word of the address) -> "app.Model", where the address alone does not say it.
SPOKEN_OF: dict[str, str] = {
    "undo": "core.UndoOffer",
    "attachments": "core.Attachment",
    "tasks": "django_tasks_database.DBTaskResult",
    "imports": "core.ImportRun",
}


@dataclass(frozen=True)
class Route:
    """One address. ``path`` is written as in urls.py, joined: `people/persons/<int:pk>/`."""

    name: str
    path: str
    converters: tuple[tuple[str, str], ...]

    @property
    def room(self) -> str:
        return self.name.partition(":")[0] if ":" in self.name else "config"

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")

    @property
    def takes_object(self) -> bool:
        return bool(self.converters)

    def word_before(self, parameter: str) -> str:
        """The last plain part of the address before a parameter: what it speaks of."""
        before = self.path.partition(f":{parameter}>")[0].rpartition("<")[0]
        if "<" + parameter + ">" in self.path:
            before = self.path.partition(f"<{parameter}>")[0]
        plain = [part for part in before.split("/") if part and "<" not in part]
        return plain[-1] if plain else ""


@cache
def all_routes() -> tuple[Route, ...]:
    found = {route.name: route for route in walk(get_resolver(), "", "")}
    return tuple(sorted(found.values(), key=lambda route: route.name))


def walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, inner, path)
        elif isinstance(entry, URLPattern) and entry.name and not entry.name.startswith(THIRD_PARTY_NAMES):
            converters = tuple((name, type(one).__name__) for name, one in entry.pattern.converters.items())
            yield Route(f"{namespace}{entry.name}", path, converters)


def model_of(route: Route, parameter: str) -> type[models.Model] | None:
    """The model a parameter of an address speaks of; None when it is a plain word, such as the next state.

    Raises LookupError with what to do when a key's model cannot be told.
    """
    word = route.word_before(parameter)
    for hint in (f"{route.name}:{parameter}", route.name, word):
        if hint in SPOKEN_OF:
            return apps.get_model(SPOKEN_OF[hint])
    local = route.name.rpartition(":")[2].split("_")
    words = [parameter.removesuffix("_id").removesuffix("_pk"), word]
    words += ["_".join(local[:length]) for length in range(len(local), 0, -1)]
    labels = [route.room] if route.room in apps.app_configs else []
    labels += [app.label for app in apps.get_app_configs() if app.name.startswith("firstbell.")]
    for one in words:
        for label in dict.fromkeys(labels):
            for model in apps.get_app_config(label).get_models():
                if one in names_of(model):
                    return model
    if dict(route.converters)[parameter] in ("SlugConverter", "StringConverter", "PathConverter"):
        return None
    raise LookupError(f"{route.path}: say in tests/architecture/routes.py (SPOKEN_OF) what <{parameter}> speaks of")


def names_of(model: type[models.Model]) -> set[str]:
    single = {str(model._meta.verbose_name).lower(), model.__name__.lower()}
    plural = {str(model._meta.verbose_name_plural).lower(), *(plural_of(name) for name in single)}
    return {name.replace(" ", separator) for name in single | plural for separator in ("-", "_", "")}


def plural_of(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}es" if name.endswith(("s", "x", "ch")) else f"{name}s"


def is_scoped(route: Route) -> bool:
    """Whether every object of the address belongs to some school, and knows who may see it."""
    spoken_of = [model_of(route, parameter) for parameter, _converter in route.converters]
    return all(model is None or hasattr(rows_of(model), "visible_to") or has_path(model) for model in spoken_of)


def has_path(model: type[models.Model]) -> bool:
    return any(field.name == "org_path" for field in model._meta.get_fields())


def reach_of(actor: Actor, model: type[models.Model]) -> QuerySet[Any]:
    """The rows of a model that are in an actor's reach; none of those that know no school."""
    rows: Any = rows_of(model)
    if hasattr(rows, "visible_to"):
        return cast("QuerySet[Any]", rows.visible_to(actor))
    if has_path(model):
        return cast("QuerySet[Any]", rows.filter(Scope.of(grant.org_path for grant in actor.grants).q("org_path")))
    return cast("QuerySet[Any]", rows.none())


def rows_of(model: type[models.Model]) -> QuerySet[Any]:
    return model._default_manager.order_by("pk")


def arguments(route: Route, *, hidden_from: Actor | None = None, seen_by: Actor | None = None) -> dict[str, Any]:
    """Values for the route's parameters, from objects that one actor must not see or another does see.

    Raises LookupError when there is no such object: then the demo district lacks one.
    """
    values: dict[str, Any] = {}
    for parameter, _converter in route.converters:
        model = model_of(route, parameter)
        if model is None:
            values[parameter] = "anything"
            continue
        rows = rows_of(model)
        if hidden_from is not None:
            rows = rows.exclude(pk__in=reach_of(hidden_from, model).values("pk"))
        if seen_by is not None and is_scoped(route):
            rows = reach_of(seen_by, model)
        thing = rows.first()
        if thing is None:
            raise LookupError(f"{route.path}: no {model._meta.label} in the district the tests walk through")
        values[parameter] = value_for(thing, parameter)
    return values


def value_for(thing: models.Model, parameter: str) -> Any:
    """`pk`, `id`, `person_id` mean the key; any other parameter is a field of that name."""
    if parameter not in ("pk", "id") and hasattr(thing, parameter):
        return getattr(thing, parameter)
    return thing.pk


def address(route: Route, **values: Any) -> str:
    return reverse(route.name, kwargs=values)
