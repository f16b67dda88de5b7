"""The library on the same engine: holds, transit, claims, charges without names, counts without persons, library days."""

import datetime as dt
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

CHECKED = dt.date(2026, 11, 26)
SOURCE = "Firstbell's default: a school year; those of private item types go as soon as they end"


def load(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("core", "RetentionRule").objects.get_or_create(
        key="circulation.holds", defaults={"days": 395, "is_on": False, "source": SOURCE, "last_checked": CHECKED}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_backups_and_retention"),
        ("circulation", "0011_kit_rules"),
        ("inventory", "0010_past_events"),
        ("people", "0006_record_access"),
        ("rooms", "0002_table_stamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being looked for"),
                            ("found", "It was found"),
                            ("refused", "Not found: still lent"),
                            ("forgiven", "Not found: let go"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("month", models.DateField(help_text="First day of the month in which it was made")),
                ("note", models.CharField(blank=True, max_length=300)),
                ("checks", models.JSONField(default=list, help_text="Looks at the shelf: [when, who, what was seen]")),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ClassVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("section", "weekday"),
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("transit", "On its way"),
                            ("ready", "On the pick-up shelf"),
                            ("fulfilled", "Picked up"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Not picked up"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("weight", models.PositiveSmallIntegerField(default=100)),
                (
                    "queued_at",
                    models.DateTimeField(help_text="Its time in the queue; the time it was placed, unless moved ahead"),
                ),
                ("cut_reason", models.CharField(blank=True, max_length=200)),
                ("placed_at", models.DateTimeField()),
                ("placed_by", models.CharField(max_length=200)),
                ("starts_on", models.DateField(blank=True, help_text="Not wanted before", null=True)),
                ("need_by", models.DateField(blank=True, help_text="Of no use after", null=True)),
                (
                    "suspended_until",
                    models.DateField(blank=True, help_text="Passed over until after this day", null=True),
                ),
                ("ready_on", models.DateField(blank=True, null=True)),
                ("keep_until", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("weight", "queued_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="LendingCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("product_class", models.CharField(blank=True, max_length=60)),
                ("patron_group", models.CharField(blank=True, max_length=40)),
                ("loans", models.PositiveIntegerField(default=0)),
                ("renewals", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("month", "id"),
            },
        ),
        migrations.CreateModel(
            name="LoanCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("overdue", "Overdue"), ("lost", "Lost"), ("damaged", "Damaged")], max_length=7
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ProductUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("loans", models.PositiveIntegerField(default=0)),
                ("in_house", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("month", "id"),
            },
        ),
        migrations.CreateModel(
            name="Transit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[("hold", "Somebody waits for it there"), ("home", "It belongs there")], max_length=4
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("-sent_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="loan",
            name="billed_on",
            field=models.DateField(
                blank=True, help_text="Taken for lost, and charged where there is a price", null=True
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="recalled_at",
            field=models.DateTimeField(blank=True, help_text="Asked back for somebody who waits", null=True),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("borrower__isnull", False), ("returned_at__isnull", False)),
                fields=["returned_at"],
                name="loan_back_with_borrower",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="loan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="claims",
                to="circulation.loan",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="classvisit",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="library_visits", to="people.section"
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="copy",
            field=models.ForeignKey(
                blank=True,
                help_text="What is set aside",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copy_holds",
                to="inventory.item",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="item_holds",
                to="inventory.item",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="organisation",
            field=models.ForeignKey(
                help_text="Where it will be picked up",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="inventory.product"
            ),
        ),
        migrations.AddField(
            model_name="lendingcount",
            name="item_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.itemtype"
            ),
        ),
        migrations.AddField(
            model_name="lendingcount",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="loancharge",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="loan_charge", to="circulation.feeentry"
            ),
        ),
        migrations.AddField(
            model_name="loancharge",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="charges", to="circulation.loan"
            ),
        ),
        migrations.AddField(
            model_name="productuse",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="productuse",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="monthly_use", to="inventory.product"
            ),
        ),
        migrations.AddField(
            model_name="transit",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="transits", to="inventory.item"
            ),
        ),
        migrations.AddField(
            model_name="transit",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="transit",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("loan",), name="one_open_claim_per_loan"
            ),
        ),
        migrations.AddConstraint(
            model_name="classvisit",
            constraint=models.UniqueConstraint(fields=("section", "weekday"), name="one_visit_per_section_and_weekday"),
        ),
        migrations.AddConstraint(
            model_name="classvisit",
            constraint=models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="visit_on_a_weekday"),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["product", "weight", "queued_at"], name="hold_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["person"], name="hold_open_person"),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["organisation", "state", "keep_until"],
                name="hold_by_school",
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(condition=models.Q(("ended_at__isnull", False)), fields=["ended_at"], name="hold_ended"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person", "product"),
                name="one_hold_per_person_and_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("copy__isnull", False), ("ended_at", None)),
                fields=("copy",),
                name="one_hold_per_copy_set_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="lendingcount",
            constraint=models.UniqueConstraint(
                fields=("organisation", "month", "item_type", "product_class", "patron_group"),
                name="one_count_per_month_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="productuse",
            constraint=models.UniqueConstraint(
                fields=("organisation", "month", "product"), name="one_use_per_month_and_product"
            ),
        ),
        migrations.AddConstraint(
            model_name="transit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("item",), name="one_open_transit_per_item"
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
