"""Loads: files of records on their way through ``core.imports``. Reading and comparing, writing, taking back."""
