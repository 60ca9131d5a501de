"""What is kept of a line of the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A warning or an error of a process."""

    id: int
    at: datetime
    level: str
    """`warning` or `error`."""
    process: str
    """`web`, `worker` or `serve`."""
    event: str
    times: int
    """How often it came within the moment."""
    request_id: str | None
    facts: Mapping[str, str | int | float | bool]
