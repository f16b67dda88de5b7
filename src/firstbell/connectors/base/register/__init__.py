"""Another inventory's list of things (Snipe-IT, a spreadsheet) compared with ours; each is a :class:`Register`."""
