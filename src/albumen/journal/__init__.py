"""Keeps the last warnings and errors of all processes, so that an administrator sees them on a page and not only in a log.

A few thousand lines and no more, each of facts that were chosen: never a name, a path, a caption, a token.
"""

from albumen.journal.keeping import keeping
from albumen.journal.model import Entry
from albumen.journal.queries import recent

__all__ = ["Entry", "keeping", "recent"]
