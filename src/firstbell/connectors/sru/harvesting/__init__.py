"""OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html): others gather our records and keep them up to date."""
