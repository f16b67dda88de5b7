"""Speaking with other catalogues. Whatever comes is a stranger's: bounded in size and time, and looked at before it is believed."""
