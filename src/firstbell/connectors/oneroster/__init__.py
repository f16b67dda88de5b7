"""OneRoster 1.1 and 1.2 CSV packages: bulk and delta. See README.md."""
