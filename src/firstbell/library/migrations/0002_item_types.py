"""The circulation types that school libraries begin with; editable on screen like all item types."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# Each row: code, name. Who has such an item is private.
ITEM_TYPES = (
    ("library-book", "Library book"),
    ("picture-book", "Picture book"),
    ("reference-book", "Reference (stays in the library)"),
    ("magazine", "Magazine"),
    ("library-audio", "Audiobook or music"),
    ("library-video", "Video"),
    ("library-kit", "Library kit or game"),
    ("textbook", "Textbook"),
)


def load(apps: Any, _schema_editor: Any) -> None:
    item_type = apps.get_model("inventory", "ItemType")
    for code, name in ITEM_TYPES:
        item_type.objects.get_or_create(
            code=code, defaults={"name": name, "purpose": "library", "icon": "book", "holder_is_private": True}
        )


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial"), ("inventory", "0010_past_events")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
