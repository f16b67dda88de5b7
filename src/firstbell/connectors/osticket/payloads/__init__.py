"""What osTicket calls its columns and tables."""
