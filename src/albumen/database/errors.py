"""What may be wrong with the database itself."""

from albumen.core import Unavailable


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached just now. Please try again in a moment."""


class DatabaseFailed(Unavailable):
    """The embedded database could not be started."""


class MigrationRefused(Unavailable):
    """The database does not fit this Albumen."""
