"""The words of the queue: how urgent, in which lane, how often again, and what an administrator sees of it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """How urgent a job is. Within a lane a higher number always goes first; among equals, the older job."""

    INTERACTIVE = 30
    """Someone is waiting for it now."""
    NEW = 20
    """Follows from something new: an upload, an edit."""
    BACKFILL = 10
    """Can wait: a new version of a step over the whole library."""


class Lane(StrEnum):
    """Where a job runs. Each lane has its own slots, so a full lane never holds up another."""

    MEDIA = "media"
    """Most work: as many at once as the budget says."""
    VIDEO = "video"
    """Long decodes: one at a time beside the budget, and what it starts runs at a lower priority of the processor."""
    UPKEEP = "upkeep"
    """Periodic and maintenance work: one at a time."""
    BACKUP = "backup"
    """Copies of everything, and reading them again: one at a time. It may take days, which upkeep must not wait for."""


ALONE = "alone"
"""The queue of jobs of the lane `media` whose process died: one runs at a time, so that a job that dies there is not blamed
for a neighbour."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a job that failed is tried, and how long it waits before each further try (seconds)."""

    attempts: int = 3
    """Tries in all before it is parked."""
    patience: int = 24
    """Tries in all where what the job needs is away (`Unavailable`, `NoRoom`, `TooMany`): a store or the network
    comes back."""
    first: float = 1.0
    """Wait before the second try."""
    factor: float = 5.0
    """Each further wait is this many times longer."""
    longest: float = 900.0
    """No wait is longer than this."""

    def wait(self, failures: int) -> float:
        """Seconds to wait after so many failed tries (1, 2, …): half of it certain, half drawn, so that crowds thin
        out."""
        full = min(self.longest, self.first * self.factor ** min(failures - 1, 32))
        return full * random.uniform(0.5, 1.0)  # noqa: S311


@dataclass(frozen=True, slots=True)
class Running:
    """What a task may know of the job it is running. A task asks for it by type: `*, job: Running`."""

    id: int
    task: str
    attempt: int
    """1 for the first try."""
    lane: Lane
    niceness: int
    """What child processes that work for this job add to their niceness (0 to 19)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are. `queued`: due now, or waiting to be tried again; jobs of a later time are in none of
    these."""

    queued: int
    running: int
    parked: int


@dataclass(frozen=True, slots=True)
class Pause:
    """A lane of which no worker takes a job: since when, and who said so."""

    lane: Lane
    actor: str
    since: datetime


@dataclass(frozen=True, slots=True)
class LaneView:
    """A lane as an administrator sees it."""

    lane: Lane
    queued: int
    running: int
    parked: int
    oldest_wait: float
    """Seconds for which the job that is due for longest has been waiting."""
    done_hour: int
    """Tries that ended well in the last hour."""
    done_day: int
    failed_day: int
    paused: Pause | None


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job that runs just now."""

    id: int
    task: str
    lane: Lane
    arguments: Mapping[str, int]
    attempt: int
    since: datetime | None
    worker: int | None


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A process that does jobs."""

    id: int
    host: str
    pid: int
    version: str
    slots: int
    running: int
    started_at: datetime | None
    seen_seconds: float
    """Seconds since its last sign of life, by the database's clock."""


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """A job that is not tried any more until an administrator says so."""

    id: int
    task: str
    arguments: Mapping[str, int]
    """Only the ids among its arguments: nothing that a person wrote."""
    reason: str
    attempts: int
    since: datetime
