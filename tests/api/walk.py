"""Every operation of the document with an object for its address and a body that fits its shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from firstbell.config.api import api
from firstbell.core.actor import Actor
from tests.architecture import routes


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    spec: Mapping[str, Any]
    document: Mapping[str, Any]

    @property
    def route(self) -> routes.Route:
        """The address as Django knows it; one address may serve several operations."""
        return routes_by_path()[self.path.lstrip("/").replace("{path:", "{").replace("{", "<").replace("}", ">")]

    def address(self, values: Mapping[str, Any]) -> str:
        address = self.path
        for name, value in values.items():
            address = address.replace("{" + name + "}", str(value))
        query = [
            f"{one['name']}={example(one['schema'], self.document)}"
            for one in self.spec.get("parameters", [])
            if one["in"] == "query" and one.get("required")
        ]
        return f"{address}?{'&'.join(query)}" if query else address

    def body(self) -> Any:
        content = self.spec.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return example(schema, self.document) if schema else None


@cache
def routes_by_path() -> Mapping[str, routes.Route]:
    """Of several that share an address the first, as when it is asked for."""
    return {unconverted(route.path): route for route in reversed(routes.all_routes())}


def unconverted(path: str) -> str:
    """``api/v1/items/<int:pk>`` as ``api/v1/items/<pk>``."""
    parts = [
        f"<{part.rpartition(':')[2]}" if part.startswith("<") and ":" in part else part for part in path.split("/")
    ]
    return "/".join(parts)


@cache
def operations() -> tuple[Operation, ...]:
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    return tuple(
        Operation(spec["operationId"], method.upper(), path, spec, document)
        for path, methods in document["paths"].items()
        for method, spec in methods.items()
    )


def hidden_values(operation: Operation, actor: Actor | None) -> dict[str, Any]:
    """For the address, objects that the actor must not see."""
    return routes.hidden(operation.route, actor)


def example(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The least value of this shape that is accepted: what is required, and nothing else."""
    if "$ref" in schema:
        return example(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], document)
    kind = schema.get("type")
    if kind == "object":
        required = schema.get("required", ())
        return {name: example(schema["properties"][name], document) for name in required}
    if kind == "array":
        return [example(schema["items"], document)] * schema.get("minItems", 0)
    return _plain(str(kind), schema)


def _plain(kind: str, schema: Mapping[str, Any]) -> Any:
    if kind == "integer":
        return max(1, schema.get("minimum", 1))
    if kind in ("number", "boolean"):
        return {"number": 1.0, "boolean": True}[kind]
    dated = {"date": "2026-11-23", "date-time": "2026-11-23T08:00:00Z", "time": "08:00:00"}
    return dated.get(schema.get("format", ""), "abc")
