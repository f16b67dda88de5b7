"""Moving in from Snipe-IT: its assets, its users, what happened to its assets."""
