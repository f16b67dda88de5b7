"""Every change is one action: `verb_noun(thing, *, ..., by: Actor)`, with a permission behind it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import house


def action_files() -> list[Path]:
    """Modules of actions. One that begins with an underscore holds what several of them share, and no action."""
    return [
        path
        for room in house.rooms()
        for path in house.python_files(room)
        if not house.is_test(path)
        if "actions" in path.relative_to(room).with_suffix("").parts and not path.stem.startswith("_")
    ]


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Functions the module offers. Decorated context managers and properties are not changes."""
    for node in house.parse(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def test_there_are_actions() -> None:
    assert sum(1 for path in action_files() for _ in public_functions(path)) >= 20


def test_every_action_says_who_by_keyword() -> None:
    nameless = []
    for path in action_files():
        for function in public_functions(path):
            by = next((argument for argument in function.args.kwonlyargs if argument.arg == "by"), None)
            if by is None or by.annotation is None or ast.unparse(by.annotation) != "Actor":
                nameless.append(f"{house.where(path, function.lineno)} {function.name}")
    assert not nameless, (
        f"Every public function of actions/ takes a keyword-only `by: Actor`; shared pieces go to actions/_<what>.py: {nameless}"
    )


def test_an_action_takes_at_most_two_things_by_position() -> None:
    """`lend_item(item, person, *, ...)`: what is changed stands in front, how it is changed has names."""
    crowded = [
        f"{house.where(path, function.lineno)} {function.name}"
        for path in action_files()
        for function in public_functions(path)
        if len(function.args.args) > 2 or "request" in {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    ]
    assert not crowded, f"More than two by position, or a request: {crowded}"


def test_every_action_explains_itself() -> None:
    silent = [
        f"{house.where(path, function.lineno)} {function.name}"
        for path in action_files()
        for function in public_functions(path)
        if not ast.get_docstring(function)
    ]
    assert not silent, f"Public actions without a docstring: {silent}"
