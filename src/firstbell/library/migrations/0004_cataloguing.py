"""Covers, labels to print, templates of records; merged titles; the templates and label stocks one begins with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

CHECKED = dt.date(2026, 11, 26)
MARC = "MARC 21 Format for Bibliographic Data, www.loc.gov/marc/bibliographic; RDA content, media and carrier terms"
_TEXT = ("336  \\\\$atext$btxt$2rdacontent", "337  \\\\$aunmediated$bn$2rdamedia", "338  \\\\$avolume$bnc$2rdacarrier")
_VIDEO = (
    "336  \\\\$atwo-dimensional moving image$btdi$2rdacontent", "337  \\\\$avideo$bv$2rdamedia",
    "338  \\\\$avideodisc$bvd$2rdacarrier",
)  # fmt: skip
_OBJECT = (
    "336  \\\\$athree-dimensional form$btdf$2rdacontent", "337  \\\\$aunmediated$bn$2rdamedia",
    "338  \\\\$aobject$bnr$2rdacarrier",
)  # fmt: skip
_ONCE = "nuuuuuuuu"
# code, name, format, type of copies, leader/06-07, 007, 008/06-14, 008/18-34, more fields
TEMPLATES = (
    ("book", "Book", "book", "library-book", "am", "", _ONCE, "    j      000 u ", _TEXT),
    ("picture-book", "Picture book", "book", "picture-book", "am", "", _ONCE, "a   j      000 1 ",
     (*_TEXT, "655  \\7$aPicture books.$2lcgft")),
    ("magazine-issue", "Magazine issue", "serial", "magazine", "as", "", "c{year}9999", "|| p       0   a0", _TEXT),
    ("dvd", "DVD", "video", "library-video", "gm", "vd cvaizu", _ONCE, "--- j          vu", _VIDEO),
    ("kit", "Kit or game", "kit", "library-kit", "om", "", _ONCE, "nnn j          bn", _OBJECT),
    ("textbook", "Textbook", "book", "textbook", "am", "", _ONCE, "    j      000 0 ",
     (*_TEXT, "655  \\7$aTextbooks.$2lcgft")),
)  # fmt: skip
# code, name, fields
FIELD_SETS = (
    ("reading-levels", "Reading levels", ("521  8\\$a$bLexile", "521  2\\$a", "526  0\\$aAccelerated Reader$b$c$d")),
    ("series", "Series", ("490  1\\$a ;$v", "830  \\0$a ;$v")),
    ("subjects", "Summary and subjects", ("520  \\\\$a", "650  \\1$a", "655  \\7$a$2lcgft")),
    ("people", "More people", ("700  1\\$a,$eillustrator.", "700  1\\$a,$etranslator.")),
    ("local", "Note of this library", ("590  \\\\$a",)),
)
# slug, name, width, height in tenths of a millimetre
STOCKS = (
    ("spine-roll", "Spine labels: roll, 25.4 × 38.1 mm (1 × 1.5 in)", 254, 381),
    ("spine-roll-square", "Spine labels: roll, 25.4 × 25.4 mm (1 × 1 in)", 254, 254),
)


def load(apps: Any, _schema_editor: Any) -> None:
    template = apps.get_model("library", "RecordTemplate")
    types = {one.code: one for one in apps.get_model("inventory", "ItemType").objects.filter(purpose="library")}
    for position, (code, name, form, kind, record, physical, dates, coded, more) in enumerate(TEMPLATES, 1):
        fixed = f"{{today}}{dates}xx {coded}eng d".replace(" ", "\\")
        lines = [f"LDR  00000n{record} a22000005i 4500"]
        lines += ["007  " + physical.replace(" ", "\\")] if physical else []
        lines += [f"008  {fixed}", "020  \\\\$a{isbn}", "100  1\\$a{author}.", "245  10$a{title}."]
        text = "\n".join(f"={line}" for line in (*lines, *more))
        defaults = {"name": name, "format": form, "item_type": types.get(kind), "text": text, "position": position * 10}
        template.objects.get_or_create(code=code, defaults=defaults | {"source": MARC, "last_checked": CHECKED})
    for position, (code, name, fields) in enumerate(FIELD_SETS, 1):
        text = "\n".join(f"={line}" for line in fields)
        defaults = {"name": name, "is_field": True, "text": text, "position": position * 10}
        template.objects.get_or_create(code=code, defaults=defaults | {"source": MARC, "last_checked": CHECKED})
    size = apps.get_model("inventory", "LabelSize")
    for slug, name, width, height in STOCKS:
        size.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name, "paper": "label", "code": "qr", "width": width, "height": height,
                "source": "The stock's name", "last_checked": CHECKED,
            },
        )  # fmt: skip
    apps.get_model("library", "CoverService").objects.get_or_create(
        name="Open Library",
        defaults={
            "url_pattern": "https://covers.openlibrary.org/b/isbn/{isbn}-M.jpg?default=false", "is_on": False,
            "source": "openlibrary.org/dev/docs/api/covers: read it before you switch this on", "last_checked": CHECKED,
        },
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0010_past_events"),
        ("library", "0003_loads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cover",
            fields=[
                (
                    "title",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="cover",
                        serialize=False,
                        to="library.title",
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to="covers/%Y/%m/")),
                ("width", models.PositiveSmallIntegerField(default=0)),
                ("height", models.PositiveSmallIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("looked_at", models.DateTimeField()),
                ("finding", models.CharField(blank=True, help_text="Why there is no picture", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="CoverService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                (
                    "url_pattern",
                    models.CharField(help_text="https://…/{isbn}…: {isbn} is where the number goes", max_length=300),
                ),
                ("is_on", models.BooleanField(default=False, verbose_name="switched on")),
                (
                    "seconds",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="How long to wait for an answer",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100)),
                ("source", models.CharField(blank=True, help_text="Where its terms stand", max_length=200)),
                ("last_checked", models.DateField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "finding",
                    models.CharField(blank=True, editable=False, help_text="What it said last", max_length=200),
                ),
            ],
            options={
                "ordering": ("position", "name"),
            },
        ),
        migrations.CreateModel(
            name="RecordTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "is_field",
                    models.BooleanField(
                        default=False,
                        help_text="Adds these fields to a record being edited",
                        verbose_name="fields only",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("book", "Book"),
                            ("large", "Large print"),
                            ("graphic", "Graphic novel"),
                            ("ebook", "E-book"),
                            ("audio", "Audiobook"),
                            ("eaudio", "E-audiobook"),
                            ("video", "Video"),
                            ("music", "Music"),
                            ("score", "Sheet music"),
                            ("map", "Map"),
                            ("serial", "Magazine or newspaper"),
                            ("kit", "Kit"),
                            ("object", "Game or object"),
                            ("picture", "Picture"),
                            ("software", "Software"),
                            ("other", "Other"),
                        ],
                        default="book",
                        max_length=8,
                    ),
                ),
                ("text", models.TextField(help_text="A line to a field: =245  10$a{title}")),
                ("position", models.PositiveSmallIntegerField(default=100)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("last_checked", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ("is_field", "position", "name"),
            },
        ),
        migrations.CreateModel(
            name="WantedLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("spine", "Spine"), ("pocket", "Pocket or inside"), ("barcode", "Barcode")],
                        max_length=7,
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="title",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="library.title",
            ),
        ),
        migrations.AddIndex(
            model_name="title",
            index=models.Index(
                condition=models.Q(("is_temporary", True)), fields=["sort_title"], name="title_temporary"
            ),
        ),
        migrations.AddIndex(
            model_name="title",
            index=models.Index(condition=models.Q(("is_hidden", True)), fields=["sort_title"], name="title_hidden"),
        ),
        migrations.AddIndex(
            model_name="cover",
            index=models.Index(condition=models.Q(("file", "")), fields=["looked_at"], name="cover_not_found"),
        ),
        migrations.AddField(
            model_name="recordtemplate",
            name="item_type",
            field=models.ForeignKey(
                blank=True,
                help_text="Type of its copies",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.itemtype",
            ),
        ),
        migrations.AddField(
            model_name="wantedlabel",
            name="copy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="wanted_labels", to="library.copy"
            ),
        ),
        migrations.AddConstraint(
            model_name="wantedlabel",
            constraint=models.UniqueConstraint(fields=("copy", "kind"), name="one_wanted_label_per_kind"),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
