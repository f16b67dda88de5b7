"""SRU 1.1 and 1.2: what may be asked, what it means for the catalogue, and how the answer is written."""
