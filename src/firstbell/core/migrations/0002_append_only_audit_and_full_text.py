from django.db import migrations

from firstbell.core.schema import append_only, full_text


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [append_only("core_auditentry"), full_text()]
