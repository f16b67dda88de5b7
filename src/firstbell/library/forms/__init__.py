"""Forms of the library: they read values; rules and actions judge them."""
