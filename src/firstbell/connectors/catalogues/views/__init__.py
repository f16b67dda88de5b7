"""The pages of other catalogues."""
