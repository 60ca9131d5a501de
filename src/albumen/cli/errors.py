"""What may go wrong on the command line itself."""

from albumen.core import Conflict, Invalid, NotFound


class AlreadyRunning(Conflict):
    """Albumen is already running on this data directory."""


class PortTaken(Conflict):
    """Another program listens there already."""


class NoAddress(Invalid):
    """This machine cannot listen at that address."""


class BadData(Invalid):
    """The data directory cannot be used."""


class SchemaBehind(Conflict):
    """The database does not have the schema of this Albumen."""


class NoSuchPerson(NotFound):
    """There is no account of that name."""


class NothingThere(NotFound):
    """There is nothing at that path."""


class AlreadyWatching(Conflict):
    """Another `albumen upload --watch` for this server and key is running. Give one of them all the folders."""
