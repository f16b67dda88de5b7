"""The catalogue's search index: whoever changes titles, one or a load of them, calls ``index_titles`` in that change.

It is no action: it asks nobody's leave and tells nothing; what it writes is derived.
"""

from firstbell.library.actions._indexing import LEARNED_AT_ONCE, index_titles, learn_waiting

__all__ = ["LEARNED_AT_ONCE", "index_titles", "learn_waiting"]
