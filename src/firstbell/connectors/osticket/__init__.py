"""osTicket: its list of tickets, or its tables with the whole conversation, as files."""
