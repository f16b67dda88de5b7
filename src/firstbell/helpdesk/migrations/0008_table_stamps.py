from django.db import migrations

from firstbell.core.schema import stamped


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0007_alarms"), ("core", "0010_table_stamps")]

    operations = [stamped("helpdesk_clockrule", "helpdesk_servicelevel")]
