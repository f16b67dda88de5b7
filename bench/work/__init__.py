"""What runs inside a child process, with Django set up on the database to be measured."""
