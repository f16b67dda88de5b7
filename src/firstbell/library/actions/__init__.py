"""Every change of the catalogue. Records of titles have one writer: ``records``."""
