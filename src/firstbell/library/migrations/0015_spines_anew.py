"""Where spines stand, reckoned anew: letters of other scripts and those with a stroke have a place since the last version."""

from typing import Any

from django.db import migrations

from firstbell.library.call_numbers import sort_key

BLOCK = 2_000
"""Rows read at once."""


def reckon(apps: Any, _schema_editor: Any) -> None:
    """Only what stands elsewhere now is written."""
    _anew(apps.get_model("library", "Copy"), {"call_sort": "call_number"})
    _anew(apps.get_model("library", "ShelfCheck"), {"first_sort": "first_call", "last_sort": "last_call"})
    _anew(apps.get_model("library", "WeedingRule"), {"first_sort": "first", "last_sort": "last"})


def _anew(model: Any, keys: dict[str, str]) -> None:
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk").only(*keys, *keys.values())[:BLOCK]):
        changed = []
        for row in rows:
            fresh = {key: sort_key(getattr(row, said)) for key, said in keys.items()}
            if any(getattr(row, key) != value for key, value in fresh.items()):
                for key, value in fresh.items():
                    setattr(row, key, value)
                changed.append(row)
        if changed:
            model.objects.bulk_update(changed, list(keys), batch_size=200)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("library", "0014_genre_shelving")]

    operations = [migrations.RunPython(reckon, migrations.RunPython.noop)]
