"""Permissions are named once, look alike, and each is held by somebody."""

import re
from enum import StrEnum
from importlib import import_module

from firstbell.core.actor import all_roles
from tests.architecture import house

SHAPE = re.compile(r"[a-z_][a-z0-9_]*\.[a-z_]+\.[a-z_]+")


def all_permissions() -> dict[str, type[StrEnum]]:
    """Every permission value and the enum that names it."""
    found: dict[str, type[StrEnum]] = {}
    for room in house.rooms():
        if (room / "permissions.py").exists():
            module = import_module(f"firstbell.{house.room_name(room)}.permissions")
            enums = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, StrEnum)]
            found |= {member.value: enum for enum in enums if enum is not StrEnum for member in enum}
    return found


def test_permissions_read_room_thing_verb() -> None:
    permissions = all_permissions()
    assert len(permissions) >= 20
    for value, enum in permissions.items():
        assert SHAPE.fullmatch(value), f"{enum.__name__}: {value!r} is not room.thing.verb"
        room = enum.__module__.removeprefix("firstbell.").removesuffix(".permissions").rpartition(".")[2]
        assert value.startswith(f"{room}."), f"{value!r} is named outside of its room, in {enum.__module__}"


def test_every_permission_is_held_by_some_role() -> None:
    held = {permission for role in all_roles().values() for permission in role.permissions}
    nobody = sorted(set(all_permissions()) - held)
    assert not nobody, f"Permissions no role in config/roles.py holds: {nobody}"


def test_roles_hold_only_permissions_that_exist() -> None:
    known = set(all_permissions())
    unknown = {
        role.key: sorted(missing)
        for role in all_roles().values()
        if (missing := set(map(str, role.permissions)) - known)
    }
    assert not unknown, f"Roles hold permissions no room names: {unknown}"
