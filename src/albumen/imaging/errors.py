"""What can go wrong with somebody's bytes."""

import signal as signals
from typing import Literal

from albumen.core import Invalid, Sentence, Unavailable, Unsupported

LimitName = Literal["time", "memory", "pixels", "output"]

_LIMITS: dict[LimitName, Sentence] = {
    "time": Sentence("decoder-time", "This file takes too long to read."),
    "memory": Sentence("decoder-memory", "This file needs more memory to read than one file may have."),
    "pixels": Sentence("decoder-pixels", "This picture has more pixels than Albumen opens."),
    "output": Sentence("decoder-output", "What was made from this file is larger than it may be."),
}


class UnsupportedType(Unsupported):
    """Albumen does not keep files of this type."""


class Undecodable(Invalid):
    """This file says it is a picture or a video, but it cannot be read. It may be damaged or cut off."""


class DecoderLimit(Invalid):
    """This file needs more than one file may have."""

    def __init__(self, limit: LimitName) -> None:
        super().__init__(_LIMITS[limit]())
        self.limit = limit
        """Which limit was met. The same file will meet it again: trying again is of no use."""


class DecoderCrashed(Invalid):
    """The program that reads this kind of file broke down over it."""

    def __init__(self, signal: int | None = None) -> None:
        super().__init__()
        self.signal = signal
        """The signal that ended the decoder; None when it left without a word."""

    def __str__(self) -> str:
        how = "without a word" if self.signal is None else f"by {signals.Signals(self.signal).name}"
        return f"{self.detail} (ended {how})"


class DecodersGone(Unavailable):
    """Pictures cannot be opened just now. Please try again in a moment."""
