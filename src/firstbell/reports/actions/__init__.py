"""``rules``: the numbers reports go by; ``papers``: a report leaves the house."""
