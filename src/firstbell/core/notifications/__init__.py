"""Notices to people, webhooks to programs, chat to teams: written in the change, sent after it. See README.md."""
