"""Pages of notices: one's own, the words of the school, and what was sent."""
