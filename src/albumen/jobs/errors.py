"""What can go wrong with a promise."""

from albumen.core import AlbumenError, NotFound, Sentence

PROCESS_DIED = Sentence("process-died", "Its process died {times} times while it ran.")

NO_SUCH_TASK = Sentence("no-such-task", "This version of Albumen has no such job.")
OTHER_ARGUMENTS = Sentence("other-arguments", "In this version of Albumen the job takes other arguments.")
CANCELLED = Sentence("cancelled", "It cancelled itself.")
TOO_LONG = Sentence("took-too-long", "It took longer than {seconds} seconds.")


class Park(AlbumenError):
    """This job cannot succeed by being tried again.

    Raised by a task: its job is parked at once. The sentence given is the reason that an administrator reads; it must
    hold nothing that a person wrote.
    """


class NotParked(NotFound):
    """There is no parked job with this id."""
