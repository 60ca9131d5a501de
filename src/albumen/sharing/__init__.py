"""Keeps the only answer to "may this viewer see this?", as a row and as a selection. Every path to bytes or facts asks it."""

from albumen.sharing.errors import Hidden, NotForYou
from albumen.sharing.queries import get_visible, list_visible, visible_photos
from albumen.sharing.rules import IN_TRASH, SCOPE_OF, Action

__all__ = [
    "IN_TRASH",
    "SCOPE_OF",
    "Action",
    "Hidden",
    "NotForYou",
    "get_visible",
    "list_visible",
    "visible_photos",
]
