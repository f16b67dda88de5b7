"""What programs rely on does not change by accident."""

import json
from collections import defaultdict
from collections.abc import Iterator

from django.urls import get_resolver
from ninja import Schema

from firstbell.config.api import api
from firstbell.config.management.commands.write_openapi import SNAPSHOT, document
from tests.architecture import house


def test_the_stored_document_is_the_api() -> None:
    stored = house.ROOT / SNAPSHOT
    assert stored.exists(), "Run `firstbell manage write_openapi`."
    assert stored.read_text() == document(), (
        "The REST API is not what docs/reference/openapi.json says. If you meant it, run `firstbell manage "
        "write_openapi`, look at the difference, and tell it in CHANGELOG.md."
    )


def test_every_operation_says_what_it_does_and_asks_who_is_there() -> None:
    operations = [
        (f"{method.upper()} {path}", operation)
        for path, methods in json.loads(document())["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) >= 3
    silent = [name for name, operation in operations if not operation.get("description")]
    open_to_all = [name for name, operation in operations if not operation.get("security")]
    assert not silent, f"Operations without a docstring: {silent}"
    assert not open_to_all, f"Operations without sign-in: {open_to_all}"


def test_operation_ids_are_unique() -> None:
    ids = [
        operation["operationId"]
        for methods in api.get_openapi_schema(path_prefix="/")["paths"].values()
        for operation in methods.values()
    ]
    assert len(ids) == len(set(ids)), sorted(name for name in ids if ids.count(name) > 1)


def test_no_two_rooms_give_a_shape_the_same_name() -> None:
    """The document has one place for each name: of two shapes of one name, one would describe the other's requests."""
    get_resolver().url_patterns  # noqa: B018  every room's endpoints are known from here on
    homes: dict[str, set[str]] = defaultdict(set)
    for shape in _below(Schema):
        if shape.__module__.startswith("firstbell.") and "[" not in shape.__name__:
            homes[shape.__name__].add(shape.__module__)
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def _below(shape: type[Schema]) -> Iterator[type[Schema]]:
    for one in shape.__subclasses__():
        yield one
        yield from _below(one)
