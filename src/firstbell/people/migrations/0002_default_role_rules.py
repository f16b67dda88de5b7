"""Which roster role gives which role, to begin with. Editable under District, Roles."""

import datetime as dt
from typing import Any

from django.db import migrations

SOURCE = "Firstbell's defaults; role vocabulary of OneRoster 1.2, section roles.csv"
LAST_CHECKED = dt.date(2025, 11, 24)
# An empty role: this roster role gives no rights. Administrators get theirs by hand, since
# systems of record use the word for anybody in an office.
RULES = {
    "teacher": "teacher",
    "student": "student",
    "guardian": "guardian",
    "parent": "guardian",
    "relative": "",
    "principal": "principal",
    "aide": "",
    "counselor": "",
    "proctor": "",
    "administrator": "",
    "districtAdministrator": "",
    "siteAdministrator": "",
    "systemAdministrator": "",
}


def add_rules(apps: Any, _schema_editor: Any) -> None:
    role_rule = apps.get_model("people", "RoleRule")
    for roster_role, role in RULES.items():
        role_rule.objects.get_or_create(
            roster_role=roster_role, defaults={"role": role, "source": SOURCE, "last_checked": LAST_CHECKED}
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
