"""What a technician's day asks. ``walks``: where to go; ``stuck``: who is waited for; ``evenings``: how the day ended."""
