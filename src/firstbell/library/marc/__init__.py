"""MARC 21 without a database: framing, decoding, checking, and what a record says in plain columns."""
