from django.db import migrations

from firstbell.core.schema import stamped


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial"), ("core", "0010_table_stamps")]

    operations = [stamped("rooms_schoolweek", "rooms_calendarentry", "rooms_bellschedule", "rooms_bellperiod")]
