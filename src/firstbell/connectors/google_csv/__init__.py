"""The Chrome devices export of the Google Admin console (CSV), read and compared. See README.md."""
