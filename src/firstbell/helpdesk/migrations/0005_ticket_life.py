import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def first_numbers(apps, _schema_editor):  # type: ignore[no-untyped-def]
    """The numbers as shipped, and each ticket's place in the queue. Waiting begins today: nothing is closed at once."""
    apps.get_model("helpdesk", "Ticket").objects.update(up_at=models.F("opened_at"))
    timing = apps.get_model("helpdesk", "TicketTiming")
    if not timing.objects.exists():
        timing.objects.create(
            organisation=None,
            source="Days 3, 8 and 7 as Conroe ISD is said to run its desk; not checked at the source. The others are ours.",
        )


ANSWERS = (
    (
        "Please restart it",
        "Hello {{ requester }},\n\nplease turn {{ device }} off, wait ten seconds, and turn it on again. Does it work now?",
        "Hola, {{ requester }}:\n\nApague {{ device }}, espere diez segundos y enciéndalo otra vez. ¿Ya funciona?",
    ),
    (
        "Bring it to the desk",
        "Hello {{ requester }},\n\nplease bring {{ device }} and its charger to the desk. Say the number {{ number }}.",
        "Hola, {{ requester }}:\n\nTraiga {{ device }} y su cargador al mostrador. Diga el número {{ number }}.",
    ),
    (
        "We come to the room",
        "Hello {{ requester }},\n\nwe come to {{ room }} to look at it. You need not wait for us; leave it as it is.",
        "Hola, {{ requester }}:\n\nVamos a {{ room }} a mirarlo. No tiene que esperarnos; déjelo como está.",
    ),
)


def first_answers(apps, _schema_editor):  # type: ignore[no-untyped-def]
    canned = apps.get_model("helpdesk", "CannedAnswer")
    if not canned.objects.exists():
        for title, english, spanish in ANSWERS:
            canned.objects.create(title=title, text_en=english, text_es=spanish, source="Shipped with Firstbell")


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0001_initial"),
        ("helpdesk", "0004_walks_and_incidents"),
        ("people", "0006_record_access"),
        ("rooms", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80)),
                ("text_en", models.TextField(verbose_name="English")),
                ("text_es", models.TextField(blank=True, verbose_name="Spanish")),
                ("is_active", models.BooleanField(default=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("last_checked", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ("title", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HelperJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "task",
                    models.TextField(
                        help_text="What the helper is to do; the helper reads nothing else of the ticket's words"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("given", "With the helper"),
                            ("done", "Waits for sign-off"),
                            ("signed", "Signed off"),
                            ("taken_back", "Taken back"),
                        ],
                        default="given",
                        max_length=10,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("given_by", models.CharField(max_length=200)),
                ("done", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(blank=True, help_text="Why it was given back to the helper", max_length=500),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("-given_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="TicketLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("related", "Related to"), ("caused_by", "Caused by"), ("blocks", "Blocks")],
                        default="related",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="TicketPresence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_typing", models.BooleanField(default=False)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "ticket presences",
            },
        ),
        migrations.CreateModel(
            name="TicketRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resolved_at", models.DateTimeField()),
                ("is_good", models.BooleanField()),
                ("why", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TicketTiming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "remind_after",
                    models.PositiveSmallIntegerField(default=3, help_text="The requester is reminded of our question"),
                ),
                (
                    "warn_after",
                    models.PositiveSmallIntegerField(
                        default=7, help_text="The requester is told that it will be closed"
                    ),
                ),
                ("close_after", models.PositiveSmallIntegerField(default=8, help_text="Closed without a reply")),
                (
                    "close_resolved_after",
                    models.PositiveSmallIntegerField(default=2, help_text="A resolved ticket is closed"),
                ),
                (
                    "reopen_days",
                    models.PositiveSmallIntegerField(default=7, help_text="So long the requester may reopen it"),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("last_checked", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("period", models.CharField(max_length=30)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "why",
                    models.CharField(
                        choices=[("room_empty", "The room is empty"), ("no_class", "The requester has no class")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("declined", "Does not suit"), ("over", "Over")],
                        default="planned",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ("starts_at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="symptom",
            name="for_helpers",
            field=models.BooleanField(default=False, help_text="May be handed to a student helper"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="state_since",
            field=models.DateTimeField(default=django.utils.timezone.now, help_text="When it came into its state"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="told",
            field=models.PositiveSmallIntegerField(default=0, help_text="Notices sent by time alone in this state"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="told_on",
            field=models.DateField(blank=True, help_text="The last day on which time told the requester", null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="up_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                help_text="Its place in the queue: when it was opened, or last asked for attention again",
            ),
        ),
        migrations.AddField(
            model_name="ticketentry",
            name="minutes",
            field=models.PositiveSmallIntegerField(blank=True, help_text="Time spent on it", null=True),
        ),
        migrations.AddField(
            model_name="ticketentry",
            name="split_into",
            field=models.ForeignKey(
                blank=True,
                help_text="Went on as a ticket",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="helpdesk.ticket",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("resolved_at", None)),
                fields=["-up_at", "-id"],
                name="ticket_open_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["state", "state_since"], name="ticket_waiting"),
        ),
        migrations.AddField(
            model_name="cannedanswer",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="cannedanswer",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="helperjob",
            name="helper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="helper_jobs", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="helperjob",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="helper_jobs", to="helpdesk.ticket"
            ),
        ),
        migrations.AddField(
            model_name="ticketlink",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="linked_from", to="helpdesk.ticket"
            ),
        ),
        migrations.AddField(
            model_name="ticketlink",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="helpdesk.ticket"
            ),
        ),
        migrations.AddField(
            model_name="ticketpresence",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="ticketpresence",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="helpdesk.ticket"
            ),
        ),
        migrations.AddField(
            model_name="ticketrating",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="helpdesk.ticket"
            ),
        ),
        migrations.AddField(
            model_name="tickettiming",
            name="organisation",
            field=models.OneToOneField(
                blank=True,
                help_text="Empty: everywhere",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="account",
            field=models.ForeignKey(
                help_text="Who comes",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="place",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rooms.place"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="helpdesk.ticket"
            ),
        ),
        migrations.AddConstraint(
            model_name="helperjob",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("given", "done"))), fields=("ticket",), name="one_helper_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.UniqueConstraint(fields=("ticket", "other", "kind"), name="one_link_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="ticketlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("ticket", models.F("other")), _negated=True), name="no_link_to_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketpresence",
            constraint=models.UniqueConstraint(fields=("ticket", "account"), name="one_presence_per_ticket"),
        ),
        migrations.AddConstraint(
            model_name="ticketrating",
            constraint=models.UniqueConstraint(fields=("ticket", "resolved_at"), name="one_rating_per_resolution"),
        ),
        migrations.AddConstraint(
            model_name="tickettiming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remind_after__lt", models.F("warn_after")), ("warn_after__lt", models.F("close_after"))
                ),
                name="reminded_then_warned_then_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["account", "day"], name="visits_of_a_day"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "planned")), fields=("ticket",), name="one_planned_visit_per_ticket"
            ),
        ),
        migrations.RunPython(first_numbers, migrations.RunPython.noop),
        migrations.RunPython(first_answers, migrations.RunPython.noop),
    ]
