"""The queue's tables: procrastinate's own, as far as this room reads them, and what went wrong with a job."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from albumen.database import local

_procrastinate = MetaData()
# Made by procrastinate's own schema, not by ours: so they stand in a list of their own, with the columns that are
# used here.

_status = ENUM("todo", "doing", "failed", name="procrastinate_job_status", create_type=False)
_event = ENUM("deferred", "started", name="procrastinate_job_event_type", create_type=False)

queue = Table(
    "procrastinate_jobs",
    _procrastinate,
    Column("id", BigInteger, primary_key=True),
    Column("queue_name", Text, nullable=False),
    Column("task_name", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("lock", Text),
    Column("queueing_lock", Text),
    Column("args", JSONB, nullable=False),
    Column("status", _status, nullable=False),
    Column("scheduled_at", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False),
    Column("worker_id", BigInteger),
)

Index("albumen_queue_lock_idx", queue.c.lock, postgresql_where=text("status IN ('todo', 'doing')"))
# The one thing that Albumen adds to procrastinate's tables: without it, taking a job reads all jobs that have a lock.

workers = Table(
    "procrastinate_workers",
    _procrastinate,
    Column("id", BigInteger, primary_key=True),
    Column("last_heartbeat", DateTime(timezone=True), nullable=False),
)

events = Table(
    "procrastinate_events",
    _procrastinate,
    Column("id", BigInteger, primary_key=True),
    Column("job_id", BigInteger, nullable=False),
    Column("type", _event),
    Column("at", DateTime(timezone=True)),
)

troubles = local(
    "job_troubles",
    Column("job_id", BigInteger, primary_key=True, autoincrement=False),
    Column("deaths", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("parked_at", DateTime(timezone=True)),
)
"""What went wrong with a job of the queue; most jobs have no row, and the row goes with its job.

A parked job is `failed` in procrastinate's table and has its reason here; both are written in one transaction.
"""

pauses = local(
    "job_pauses",
    Column("lane", Text, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""The lanes of which no worker takes a job just now."""

lives = local(
    "job_workers",
    Column("worker_id", BigInteger, primary_key=True, autoincrement=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("slots", Integer, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""What the workers of procrastinate's list say of themselves; a row goes with its worker."""

pace = local(
    "job_pace",
    Column("minute", DateTime(timezone=True), primary_key=True),
    Column("task", Text, primary_key=True),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("seconds", Double, nullable=False, server_default="0"),
)
"""How many tries ended in a minute, and how long they took together; what is older than a day goes."""
