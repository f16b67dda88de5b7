"""What a mail says: read from any bytes at all, judged, and never trusted."""
