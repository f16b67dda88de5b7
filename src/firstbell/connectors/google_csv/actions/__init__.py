"""Every change of this connector."""
