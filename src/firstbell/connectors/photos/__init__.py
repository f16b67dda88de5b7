"""Photos of things, many at once: a zip of pictures named by barcode or serial number."""
