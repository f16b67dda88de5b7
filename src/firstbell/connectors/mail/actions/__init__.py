"""Every change to mailboxes and to mails that came in."""
