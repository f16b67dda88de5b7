"""Every change to the catalogues that are asked."""
