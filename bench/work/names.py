"""What both sides of a measure know by name."""

TOKEN = "bench-token-of-{}"  # noqa: S105  opens databases that live for minutes
