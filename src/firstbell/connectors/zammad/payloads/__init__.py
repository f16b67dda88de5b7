"""What Zammad's files say, and how they are read."""
