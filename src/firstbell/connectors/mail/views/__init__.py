"""The pages of mailboxes and of mail that came in."""
