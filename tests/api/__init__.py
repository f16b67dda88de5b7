"""The REST API as programs see it: through the client, in every operation, and as its document promises."""
