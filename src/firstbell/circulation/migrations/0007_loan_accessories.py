"""What went out with a loan becomes lines; the names kept so far are turned into them."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils.text import slugify

BATCH = 2000


def lines_from_names(apps: Any, _schema_editor: Any) -> None:
    """Open loans have them out, ended ones back: nobody has asked for anything else until now."""
    loans, line = apps.get_model("circulation", "Loan"), apps.get_model("circulation", "LoanAccessory")
    batch: list[Any] = []
    with_names = loans.objects.exclude(accessories=[]).order_by("pk")
    for loan in with_names.only("pk", "accessories", "returned_at", "returned_by").iterator(BATCH):
        taken: set[str] = set()
        for name in loan.accessories if isinstance(loan.accessories, list) else ():
            base = code = slugify(str(name))[:50] or "accessory"
            number = 2
            while code in taken:
                code, number = f"{base}-{number}", number + 1
            taken.add(code)
            is_back = loan.returned_at is not None
            batch.append(
                line(
                    loan_id=loan.pk,
                    code=code,
                    name=str(name)[:200],
                    state="back" if is_back else "out",
                    settled_at=loan.returned_at,
                    settled_by=loan.returned_by,
                )
            )
        if len(batch) >= BATCH:
            line.objects.bulk_create(batch)
            batch = []
    line.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("circulation", "0006_open_loans_by_time"), ("inventory", "0006_model_accessories")]

    operations = [
        migrations.CreateModel(
            name="LoanAccessory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("out", "Out"),
                            ("back", "Back"),
                            ("missing", "Missing"),
                            ("charged", "Charged"),
                            ("waived", "Waived"),
                            ("kept", "Theirs to keep"),
                        ],
                        default="out",
                        max_length=7,
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, help_text="When it came back, was missed or was waived", null=True
                    ),
                ),
                ("settled_by", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, help_text="Why it was waived", max_length=200)),
                (
                    "fee",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accessory",
                        to="circulation.feeentry",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accessory_lines",
                        to="inventory.item",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accessory_lines",
                        to="circulation.loan",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.product",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "verbose_name_plural": "loan accessories",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["missing", "charged"])),
                        fields=["loan"],
                        name="accessory_owed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("loan", "code"), name="one_accessory_code_per_loan"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["out", "missing"])),
                        fields=("item",),
                        name="one_open_line_per_accessory_item",
                    ),
                ],
            },
        ),
        migrations.RunPython(lines_from_names, migrations.RunPython.noop),
    ]
