"""Every change to the data that connectors share."""
