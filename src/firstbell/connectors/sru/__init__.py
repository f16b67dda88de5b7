"""Other libraries' systems search our catalogue (SRU) and gather its records (OAI-PMH)."""
