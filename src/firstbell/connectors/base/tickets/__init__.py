"""The history of another help desk, from what a reader found in its files to a plan that `helpdesk` writes."""
