"""Keeps promises: what is promised in a transaction is done after it commits, or parked with the reason why not.

A job may run more than once (its process died, its success was not recorded before the machine lost power), so tasks
are safe to repeat. Knows no photo; built on procrastinate, which nothing outside this room imports.
"""

from albumen.jobs.actions import discard_parked, enqueue, enqueue_many, retry_parked
from albumen.jobs.definitions import Task, periodic, registered, task
from albumen.jobs.errors import NotParked, Park
from albumen.jobs.model import Counts, Lane, ParkedJob, Priority, Retry, Running
from albumen.jobs.queries import counts, counts_by_task, oldest_age_seconds, parked
from albumen.jobs.settings import JobsSettings
from albumen.jobs.worker import Worker

__all__ = [
    "Counts",
    "JobsSettings",
    "Lane",
    "NotParked",
    "Park",
    "ParkedJob",
    "Priority",
    "Retry",
    "Running",
    "Task",
    "Worker",
    "counts",
    "counts_by_task",
    "discard_parked",
    "enqueue",
    "enqueue_many",
    "oldest_age_seconds",
    "parked",
    "periodic",
    "registered",
    "retry_parked",
    "task",
]
