"""What a OneRoster package looks like: layouts, the zip with its manifest, single cells."""
