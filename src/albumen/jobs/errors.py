"""What can go wrong with a promise."""

from albumen.core import AlbumenError, NotFound, Sentence

PROCESS_DIED = Sentence("process-died", "Its process died {times} times while it ran.")


class Park(AlbumenError):
    """This job cannot succeed by being tried again.

    Raised by a task: its job is parked at once. The sentence given is the reason that an administrator reads; it must
    hold nothing that a person wrote.
    """


class NotParked(NotFound):
    """There is no parked job with this id."""
