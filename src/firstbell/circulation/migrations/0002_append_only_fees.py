from django.db import migrations

from firstbell.core.schema import append_only


class Migration(migrations.Migration):
    dependencies = [("circulation", "0001_initial")]

    operations = [append_only("circulation_feeentry")]
