"""SRU 1.1, 1.2 and 2.0: what may be asked, what it means for the catalogue, and how the answer is written."""
