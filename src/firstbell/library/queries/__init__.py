"""Questions about titles and copies."""
