"""The OpenAPI document as something a page can draw: groups of operations with their fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a member of a body. ``type`` in words: “text”, “list of PersonOut”."""

    name: str
    type: str
    required: bool
    where: str
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    type: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class OperationDoc:
    id: str
    method: str
    path: str
    title: str
    description: str
    parameters: list[Field]
    body: list[Field]
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    operations: list[OperationDoc]


def reference_of(document: Json) -> list[Group]:
    """Operations grouped by their first tag, in the document's order."""
    groups: dict[str, list[OperationDoc]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["Other"])[0]
            groups.setdefault(tag, []).append(_operation(document, path, method, operation))
    return [Group(label, operations) for label, operations in groups.items()]


def _operation(document: Json, path: str, method: str, operation: Json) -> OperationDoc:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return OperationDoc(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=[_parameter(document, one) for one in operation.get("parameters", [])],
        body=list(_members(document, body, "body")),
        answers=[
            _answer(document, status, one) for status, one in operation["responses"].items() if status != "default"
        ],
    )


def _parameter(document: Json, parameter: Json) -> Field:
    schema = parameter.get("schema", {})
    description = parameter.get("description") or schema.get("description", "")
    required = bool(parameter.get("required"))
    return Field(parameter["name"], _type(document, schema), required, parameter["in"], description)


def _answer(document: Json, status: Any, response: Json) -> Answer:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    item = schema.get("items", schema) if schema.get("type") == "array" else schema
    return Answer(str(status), _type(document, schema) if schema else "nothing", list(_members(document, item, "")))


def _members(document: Json, schema: Json, where: str) -> Iterator[Field]:
    schema = _resolved(document, schema)
    required = set(schema.get("required", ()))
    for name, member in schema.get("properties", {}).items():
        yield Field(name, _type(document, member), name in required, where, member.get("description", ""))


def _resolved(document: Json, schema: Json) -> Json:
    reference = schema.get("$ref", "")
    if not reference:
        return schema
    found: Json = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no", "null": "nothing"}


def _type(document: Json, schema: Json) -> str:
    if "$ref" in schema:
        target = _resolved(document, schema)
        return _type(document, target) if "enum" in target else str(target.get("title", "object"))
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(_type(document, one) for one in schema[choice]))
    if schema.get("type") == "array":
        return f"list of {_type(document, schema.get('items', {}))}"
    if schema.get("format") in {"date", "date-time", "uuid", "time"}:
        return {"date": "date", "date-time": "moment", "uuid": "UUID", "time": "time"}[schema["format"]]
    return _WORDS.get(str(schema.get("type", "")), "object")
