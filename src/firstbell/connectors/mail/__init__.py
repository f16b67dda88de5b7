"""E-mail in: mailboxes that are read, and the listener that mail servers hand mail to."""
