"""What sharing answers instead of a photo."""

from albumen.core import Forbidden, NotFound


class Hidden(NotFound):
    """There is no such photo, or you may not see it."""


class NotForYou(Forbidden):
    """You may see this photo, but not do that to it."""
