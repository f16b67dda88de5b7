"""`make bench`: how fast it is, as ratios measured in one run. README.md here says how to read and extend it."""
