"""Tables of one's own: things, people, places, bell schedules."""
