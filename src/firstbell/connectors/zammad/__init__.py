"""Zammad: what its REST interface answers, saved as files, or its report as a table."""
