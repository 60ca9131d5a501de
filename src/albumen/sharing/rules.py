"""Who may do what to a photo, as one list that is read from the top (design: R0 to R7; those with a subject so far).

R0  an unknown viewer, or an error on the way: no
R1  the viewer is suspended or deleted, or its credential lacks the scope: no
R2  the owner is suspended or deleted: no
R4  a trashed photo: its owner only, to see, restore and delete it
R6  grants: the owner, every action
R7  anything else: no
"""

from enum import StrEnum

from albumen.accounts import Scope


class Action(StrEnum):
    """What somebody wants to do to a photo."""

    VIEW = "view"
    """See it and what is known of it."""
    ORIGINAL = "original"
    """Have its original bytes."""
    EDIT = "edit"
    DELETE = "delete"
    """Put it into the trash, or delete it from there."""
    RESTORE = "restore"
    """Take it out of the trash."""


SCOPE_OF = {
    Action.VIEW: Scope.PHOTOS_READ,
    Action.ORIGINAL: Scope.PHOTOS_READ,
    Action.EDIT: Scope.PHOTOS_WRITE,
    Action.DELETE: Scope.PHOTOS_DELETE,
    Action.RESTORE: Scope.PHOTOS_WRITE,
}
"""The scope without which a credential may not do a thing (R1)."""

IN_TRASH = frozenset({Action.VIEW, Action.ORIGINAL, Action.DELETE, Action.RESTORE})
"""What the owner may still do to a trashed photo (R4)."""
