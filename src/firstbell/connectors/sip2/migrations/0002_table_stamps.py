from django.db import migrations

from firstbell.core.schema import stamped

# What every message reads: renewed by all that steers a terminal, not by the notes of when it was last seen.
STEERS = (
    "organisation_id", "place_id", "name", "uid", "digest", "is_on", "institution", "encoding", "line_end", "error_detection",
    "due_form", "language", "allowed", "pin", "takes_numbers", "tells_names", "tells_emails", "tells_fees",
    "asks_about_fees", "most_connections", "most_misses", "misses", "misses_since",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("sip2", "0001_initial"),
        ("core", "0010_table_stamps"),
    ]

    operations = [stamped("sip2_terminal", of=STEERS), stamped("sip2_screentext")]
