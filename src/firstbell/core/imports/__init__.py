"""Staged imports: parse, compare, preview, guard, apply, report. See README.md."""
