"""An application whose people get photos the way they come in: by its verbs, and developed by its worker."""

from tests.support.studio import owner, studio

__all__ = ["owner", "studio"]
