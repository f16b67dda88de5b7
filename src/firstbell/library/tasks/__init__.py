"""What comes round by itself in the library."""

from firstbell.library.tasks import covers, links, popularity, reviews, saved_searches, words

__all__ = ["covers", "links", "popularity", "reviews", "saved_searches", "words"]
