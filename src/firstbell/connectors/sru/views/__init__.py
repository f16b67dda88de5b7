"""The two services, and the page that sets them."""
