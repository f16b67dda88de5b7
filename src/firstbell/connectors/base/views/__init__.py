"""Pages that connectors share."""
