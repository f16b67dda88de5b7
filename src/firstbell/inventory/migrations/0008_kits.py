"""Kits: several items lent as one."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def load(apps: Any, _schema_editor: Any) -> None:
    """The type that kits have to begin with; its rules are circulation's."""
    apps.get_model("inventory", "ItemType").objects.get_or_create(
        code="kit", defaults={"name": "Kit", "purpose": "kit", "icon": "shelf"}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0007_register_records"),
    ]

    operations = [
        migrations.AlterField(
            model_name="itemtype",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("assignment", "Assigned to one person"),
                    ("loaner", "Lent for a short time"),
                    ("place", "Belongs to a room or cart"),
                    ("library", "Library material"),
                    ("accessory", "Goes with another item"),
                    ("kit", "Several items lent as one"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="KitPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(blank=True, max_length=60)),
                (
                    "kit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kit_parts", to="inventory.item"
                    ),
                ),
                (
                    "part",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kit_part", to="inventory.item"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kit", models.F("part")), _negated=True), name="kit_is_not_its_own_part"
                    )
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
