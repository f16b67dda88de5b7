"""What the counter asks: what a code is, what belongs on the card, the day's swaps, the loaner pool."""
