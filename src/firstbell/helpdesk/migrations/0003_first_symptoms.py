"""The eight tiles of the counter and two that isolate a device at once, as a beginning to edit on screen."""

from django.db import migrations

# Tiles: counter procedure of the domain's loaner swap; repair codes: its failure categories.
# (code, label, icon, failure category, quarantine)
SYMPTOMS = (
    ("screen", "Screen", "screen", "SCREEN", False),
    ("keys", "Keys", "keyboard", "KEYBOARD", False),
    ("wont-start", "Won't start", "power", "BATTERY", False),
    ("charge", "Won't charge", "plug", "CHARGE PORT", False),
    ("hinge", "Hinge or lid", "laptop", "HINGE", False),
    ("trackpad", "Trackpad", "dot", "TRACKPAD", False),
    ("camera-mic", "Camera or mic", "eye", "CAMERA", False),
    ("other", "Something else", "question", "", False),
    ("swollen-battery", "Swollen battery", "battery", "BATTERY", True),
    ("liquid", "Liquid", "drop", "LIQUID", True),
)


def add(apps, _schema_editor):  # type: ignore[no-untyped-def]
    symptom = apps.get_model("helpdesk", "Symptom")
    for position, (code, label, icon, category, quarantine) in enumerate(SYMPTOMS, start=1):
        symptom.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "icon": icon,
                "failure_category": category,
                "quarantine": quarantine,
                "position": position * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0002_impact_resolution_and_duplicates")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
