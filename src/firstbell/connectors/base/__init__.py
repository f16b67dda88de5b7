"""What connectors stand on: cells, rows, lookups, rules for places, and the comparison of console exports."""
