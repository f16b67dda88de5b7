"""MARC 21 without a database: framing, reading, writing, checking, and what a record says.

Start with :func:`~firstbell.library.marc.framing.frames` for a file, :func:`~firstbell.library.marc.codec.read_record`
for one record, :func:`~firstbell.library.marc.saying.derived` for what a title's columns are made of.
"""
