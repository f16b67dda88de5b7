"""What goes along with a model, and two more kinds of accessories to begin with."""

from __future__ import annotations

from typing import Any

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# code, name, purpose, icon
ITEM_TYPES = (("case", "Case", "accessory", "shelf"), ("stylus", "Stylus", "accessory", "edit"))


def load(apps: Any, _schema_editor: Any) -> None:
    item_type = apps.get_model("inventory", "ItemType")
    for code, name, purpose, icon in ITEM_TYPES:
        item_type.objects.get_or_create(code=code, defaults={"name": name, "purpose": purpose, "icon": icon})


class Migration(migrations.Migration):
    dependencies = (("inventory", "0005_merged_items"),)
    operations = (
        migrations.CreateModel(
            name="ModelAccessory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=50)),
                (
                    "count",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                ("is_expected_back", models.BooleanField(default=True)),
                (
                    "accessory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goes_with",
                        to="inventory.product",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accessories",
                        to="inventory.product",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "verbose_name_plural": "model accessories",
                "constraints": [
                    models.UniqueConstraint(fields=("product", "code"), name="one_accessory_code_per_model"),
                    models.UniqueConstraint(fields=("product", "accessory"), name="one_line_per_accessory"),
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    )
