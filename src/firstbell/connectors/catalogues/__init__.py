"""Other libraries' catalogues, asked for records to copy: by SRU and by Z39.50."""
