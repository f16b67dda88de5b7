"""What the library shows and takes over REST, by noun."""
