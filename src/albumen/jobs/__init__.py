"""Keeps promises: what is promised in a transaction is done after it commits, or parked with the reason why not.

A job may run more than once (its process died, its success was not recorded before the machine lost power), so tasks
are safe to repeat. Knows no photo; built on procrastinate, which nothing outside this room imports.
"""

from albumen.jobs.actions import (
    discard_parked,
    enqueue,
    enqueue_many,
    pause,
    resume,
    retry_parked,
    retry_parked_before,
)
from albumen.jobs.definitions import Task, periodic, registered, task
from albumen.jobs.errors import NotParked, Park
from albumen.jobs.model import (
    Counts,
    Lane,
    LaneView,
    ParkedJob,
    Pause,
    Priority,
    Retry,
    Running,
    RunningJob,
    WorkerView,
)
from albumen.jobs.overview import lanes, paused, running, working
from albumen.jobs.queries import counts, counts_by_task, oldest_age_seconds, parked
from albumen.jobs.settings import JobsSettings
from albumen.jobs.worker import Worker

__all__ = [
    "Counts",
    "JobsSettings",
    "Lane",
    "LaneView",
    "NotParked",
    "Park",
    "ParkedJob",
    "Pause",
    "Priority",
    "Retry",
    "Running",
    "RunningJob",
    "Task",
    "Worker",
    "WorkerView",
    "counts",
    "counts_by_task",
    "discard_parked",
    "enqueue",
    "enqueue_many",
    "lanes",
    "oldest_age_seconds",
    "parked",
    "pause",
    "paused",
    "periodic",
    "registered",
    "resume",
    "retry_parked",
    "retry_parked_before",
    "running",
    "task",
    "working",
]
