"""Write the typed Python client from docs/reference/openapi.json: ``python -m tools.api_client`` (``--check`` compares).

A generator of our own, because the document is ours too: every operation has an id that is a good method name, every
list is a page, every error a problem. What comes out reads like what one would have written.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/reference/openapi.json"
CLIENT = ROOT / "src/firstbell_client"
HEAD = "Written by ``python -m tools.api_client`` from docs/reference/openapi.json; do not edit."
PREFIX = "/api/v1"

Json = Mapping[str, Any]
_WORDS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def type_of(schema: Json) -> str:
    """A JSON schema as a Python type."""
    if "$ref" in schema:
        return name_of(schema["$ref"].rpartition("/")[2])
    if "const" in schema or "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema.get('enum') or [schema['const']]))}]"
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if choices:
        return " | ".join(dict.fromkeys(type_of(one) for one in choices))
    if schema.get("type") == "array":
        return f"list[{type_of(schema.get('items', {}))}]"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"dict[str, {type_of(inner) if isinstance(inner, Mapping) else 'Any'}]"
    return _WORDS.get(schema.get("type", ""), "Any")


def name_of(component: str) -> str:
    """``Page_ItemOut_`` is ``PageItemOut``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", component))


def shapes(document: Json) -> str:
    """A TypedDict for every shape; what may be left out of a request is NotRequired."""
    lines = [f'"""Shapes of requests and answers. {HEAD}"""', "", "from __future__ import annotations", ""]
    lines += ["from typing import Any, Literal, NotRequired, TypedDict", ""]
    for component, schema in sorted(document["components"]["schemas"].items()):
        lines += ["", *shape(name_of(component), schema), ""]
    return "\n".join(lines)


def shape(name: str, schema: Json) -> Iterator[str]:
    if "properties" not in schema:
        yield f"{name} = {type_of(schema)}"
        return
    yield f"class {name}(TypedDict):"
    if schema.get("description"):
        yield f"    {docstring(schema['description'])}"
    required = set(schema.get("required", ()))
    # What an answer may leave out by its schema is always there: servers write every member.
    is_answer = name.endswith("Out") or name.startswith("Page")
    for member, inner in schema["properties"].items():
        kind = type_of(inner)
        yield f"    {member}: {kind if member in required or is_answer else f'NotRequired[{kind}]'}"


def docstring(text: str) -> str:
    paragraphs = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    words, line, lines = paragraphs.split(" "), "", []
    for word in words:
        if len(line) + len(word) > 108:
            lines.append(line.rstrip())
            line = ""
        line += f"{word} "
    lines.append(line.rstrip())
    return f'"""{chr(10).join([lines[0], *(f"    {one}" for one in lines[1:])])}"""'


def operations(document: Json) -> str:
    """The class with a method for every operation, and one more for every list in pages."""
    methods = []
    for path, by_method in document["paths"].items():
        for method, operation in by_method.items():
            methods += [*one_method(path.removeprefix(PREFIX), method.upper(), operation), ""]
    used = sorted(set(re.findall(r"\bshapes\.(\w+)", "\n".join(methods))))
    body = re.sub(r"\bshapes\.(\w+)", r"\1", "\n".join(methods))
    return "\n".join(
        [
            f'"""Every operation as a method. {HEAD}"""',
            "",
            "from __future__ import annotations",
            "",
            "from collections.abc import Iterator, Mapping",
            "from typing import Any, Literal, cast",
            "",
            "from firstbell_client.caller import Caller, segment",
            f"from firstbell_client.shapes import ({', '.join(used)})",
            "",
            "",
            "class Firstbell(Caller):",
            '    """Methods in the order of the document. Dates and moments are ISO 8601 text."""',
            "",
            body,
        ]
    )


def qualified(kind: str) -> str:
    """Names of shapes with their module, so that they can be counted."""
    plain = {"Any", "Literal", "None"}
    return re.sub(r"(?<!['\w])([A-Z]\w+)(?!['\w])", lambda m: m[1] if m[1] in plain else f"shapes.{m[1]}", kind)


def one_method(path: str, method: str, operation: Json) -> Iterator[str]:
    name = operation["operationId"]
    parameters = operation.get("parameters", [])
    in_path = [one for one in parameters if one["in"] == "path"]
    in_query = [one for one in parameters if one["in"] == "query"]
    arguments = ["self", *(f"{one['name']}: {qualified(type_of(one['schema']))}" for one in in_path)]
    sent, body_arguments = body_of(operation)
    arguments += body_arguments
    keywords = [keyword_of(one) for one in sorted(in_query, key=lambda one: not one.get("required"))]
    if method != "GET":
        keywords.append("key: str | None = None")
        sent += ", key=key"
    if keywords:
        arguments += ["*", *keywords]
    answer = qualified(answer_of(operation))
    address = 'f"' + re.sub(r"\{(\w+)\}", r"{segment(\1)}", path) + '"' if in_path else f'"{path}"'
    asked = "{" + ", ".join(f'"{one["name"]}": {plain(one["name"])}' for one in in_query) + "}"
    query = f", query={asked}" if in_query else ""
    yield f"    def {name}({', '.join(arguments)}) -> {answer}:"
    yield f"        {docstring(operation['description'])}".replace("\n    ", "\n        ")
    call = f'self.call("{method}", {address}{query}{sent})'
    yield (
        f"        {call}"
        if answer == "None"
        else f"        return cast({answer.replace('shapes.', 'shapes.')!r}, {call})"
    )
    if any(one["name"] == "cursor" for one in in_query):
        yield from all_rows(name, arguments, answer, address, asked)


def all_rows(name: str, arguments: list[str], answer: str, address: str, asked: str) -> Iterator[str]:
    row = "shapes." + answer.removeprefix("shapes.").removeprefix("Page")
    rest = [one for one in arguments if not one.startswith("cursor:")]
    asked = asked.replace('"cursor": cursor, ', "").replace('"cursor": cursor', "")
    yield ""
    yield f"    def {name.replace('list_', 'all_', 1)}({', '.join(rest)}) -> Iterator[{row}]:"
    yield f'        """All rows of ``{name}``, page by page; ``limit`` is how many are fetched at a time."""'
    yield f"        return self.pages({address}, {asked})"


def body_of(operation: Json) -> tuple[str, list[str]]:
    """How the body is sent, and the arguments it takes."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return ", body=body", [f"body: {qualified(type_of(content['application/json']['schema']))}"]
    if "multipart/form-data" in content:
        schema = content["multipart/form-data"]["schema"]
        members = schema["properties"]
        needed = schema.get("required", [])
        names = sorted(members, key=lambda name: (name not in needed, not is_file(members[name])))
        arguments = [form_argument(name, members[name], is_needed=name in needed) for name in names]
        return ", form={" + ", ".join(f'"{name}": {name}' for name in names) + "}", arguments
    return "", []


def is_file(schema: Json) -> bool:
    return schema.get("format") == "binary" or schema.get("contentMediaType") == "application/octet-stream"


def form_argument(name: str, schema: Json, *, is_needed: bool) -> str:
    """A member of a form: a file or several as (name, content), an object that goes as JSON, or a plain value."""
    if is_file(schema):
        kind = "tuple[str, bytes]"
    elif is_file(schema.get("items", {})):
        kind = "list[tuple[str, bytes]]"
    elif schema.get("contentMediaType") == "application/json":
        kind = "Mapping[str, Any]"
    else:
        kind = qualified(type_of(schema))
    if is_needed:
        return f"{name}: {kind}"
    default = schema.get("default")
    optional = " | None" if default is None and "None" not in kind else ""
    return f"{name}: {kind}{optional} = {default!r}"


def keyword_of(parameter: Json) -> str:
    kind = qualified(type_of(parameter["schema"]))
    if parameter.get("required"):
        return f"{plain(parameter['name'])}: {kind}"
    optional = kind if "None" in kind.split(" | ") else f"{kind} | None"
    return f"{plain(parameter['name'])}: {optional} = None"


def plain(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def answer_of(operation: Json) -> str:
    for status, response in operation["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if status.startswith("2") and schema:
            return type_of(schema)
    return "None"


def formatted(text: str) -> str:
    for work in (("check", "--fix-only", "--quiet"), ("format",)):
        command = [sys.executable, "-m", "ruff", *work, "--stdin-filename", str(CLIENT / "operations.py"), "-"]
        text = subprocess.run(command, input=text, text=True, capture_output=True, check=True, cwd=ROOT).stdout
    return text


def files() -> dict[Path, str]:
    document = json.loads(DOCUMENT.read_text())
    texts = {"shapes.py": shapes(document), "operations.py": operations(document)}
    return {CLIENT / name: formatted(text) for name, text in texts.items()}


def main(arguments: list[str]) -> int:
    stale = [path for path, text in files().items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the document says: run `python -m tools.api_client`.")
        return 1 if stale else 0
    for path, text in files().items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
