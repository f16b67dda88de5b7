"""Makes zips of photos known to the import machine."""

from firstbell.connectors.photos.connector import PhotosSource
from firstbell.core.imports.source import register

register(PhotosSource())
