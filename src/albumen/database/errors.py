"""What may be wrong with the database itself."""

from albumen.core import Conflict, Invalid, Unavailable


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached just now. Please try again in a moment."""


class DatabaseFailed(Unavailable):
    """The embedded database could not be started."""


class MigrationRefused(Unavailable):
    """The database does not fit this Albumen."""


class DumpFailed(Unavailable):
    """The database could not be written into a file, or read from one."""


class DumpDamaged(Invalid):
    """This file is not a whole dump of a database."""


class DatabaseNotEmpty(Conflict):
    """There is something in this database already. A dump is only read into an empty one."""
