from django.db import migrations

from firstbell.core.schema import stamped


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0010_queue"), ("core", "0010_table_stamps")]

    # Where which rules are on. Not how often one fired: whoever counts that would hold up all others.
    operations = [stamped("helpdesk_routingrule", of=("organisation_id", "when", "is_active"))]
