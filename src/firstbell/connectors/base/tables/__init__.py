"""Tables of any system: a CSV or XLSX whose columns a person may have to explain, and what was explained is remembered."""
