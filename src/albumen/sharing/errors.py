"""What sharing answers instead of a photo."""

from albumen.core import Forbidden, NotFound, Sentence

IN_THE_TRASH = Sentence("in-the-trash", "This photo lies in the trash. Restore it first.")


class Hidden(NotFound):
    """There is no such photo, or you may not see it."""


class NotForYou(Forbidden):
    """You may see this photo, but not do that to it."""
