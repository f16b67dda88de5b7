"""Backups that are proven: written while serving, hashed member by member, restored only when every hash fits.

See README.md here for how the parts fit; ``firstbell backup``, ``restore`` and ``doctor`` are the entrances.
"""
