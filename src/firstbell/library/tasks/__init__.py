"""What comes round by itself in the library."""

from firstbell.library.tasks import links, reviews

__all__ = ["links", "reviews"]
