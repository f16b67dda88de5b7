"""Pages of this connector."""
