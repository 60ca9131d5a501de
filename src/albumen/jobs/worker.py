"""Keeps the promises: one budget of slots with priorities, a lane each for video, upkeep and backups beside it.

procrastinate supplies the queue itself (its tables, fetching in order with locks, notifications, the list of
workers). The loop is our own, because three promises need it: a job is parked in the transaction that tells its room,
a database that went away and came back leaves no job behind, and a job whose process died is tried again alone.
"""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
import structlog
from croniter import croniter
from procrastinate import PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import case, func, or_, select

from albumen import __version__
from albumen.core import NoRoom, now
from albumen.database import Database, DatabaseUnavailable
from albumen.jobs import metrics
from albumen.jobs.definitions import Task, registered
from albumen.jobs.errors import CANCELLED, NO_SUCH_TASK, OTHER_ARGUMENTS, TOO_LONG
from albumen.jobs.model import ALONE, Lane, Running
from albumen.jobs.outcomes import (
    DIED,
    DONE,
    PASSING,
    Ending,
    Failure,
    failure_of,
    frames_of,
    held_by,
    held_by_the_dead,
    reason_of,
    release,
    settle,
)
from albumen.jobs.overview import introduce, note_pace
from albumen.jobs.settings import JobsSettings
from albumen.jobs.tables import pauses, queue

log = structlog.get_logger(__name__)

_PAUSE = 1.0
_LAST_SECONDS = 4
_LONGEST_NAP = 60.0
"""Seconds between looks at the clock, so that one that was set, or a machine that slept, is noticed."""

_PACE_EVERY = 10.0

# procrastinate's own way of taking a job, behind a door: where the lane is paused there is no row to ask it with. That the
# queues come from that row keeps PostgreSQL from asking first and looking at the door afterwards.
_TAKE = """
SELECT job.id, job.status, job.task_name, job.priority, job.lock, job.queueing_lock, job.args, job.scheduled_at,
       job.queue_name, job.attempts, job.worker_id
FROM (
    SELECT ARRAY[%(queue)s]::varchar[] AS queues
    WHERE NOT EXISTS (SELECT FROM job_pauses WHERE lane = %(lane)s)
    OFFSET 0
) AS open
CROSS JOIN LATERAL procrastinate_fetch_job_v2(open.queues, %(worker_id)s) AS job
"""

_BEAT = "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %(worker_id)s RETURNING id"


class Worker:
    """Holds the slots and the running jobs of one process."""

    def __init__(
        self,
        database: Database,
        provide: Mapping[Any, object],
        *,
        settings: JobsSettings | None = None,
        tasks: Iterable[Task] | None = None,
    ) -> None:
        """`provide` maps types to what is handed to tasks that ask for them: `{OpenTx: database.open_tx, …}`.

        `tasks`: only these; default: all registered ones. Raises `TypeError` when a task needs what was not provided.
        """
        self._database = database
        self._settings = settings or JobsSettings()
        self._tasks = {task.name: task for task in (registered() if tasks is None else tasks)}
        self._provide = dict(provide)
        self._check()
        self._slots = {
            Lane.MEDIA.value: self._settings.concurrency,
            Lane.VIDEO.value: self._settings.video_concurrency,
            Lane.UPKEEP.value: 1,
            Lane.BACKUP.value: 1,
            ALONE: 1,
        }
        self._wakes = {name: asyncio.Event() for name in self._slots}
        self._stopping = asyncio.Event()
        self._idle_is_the_end = asyncio.Event()
        self._held: dict[int, asyncio.Task[None]] = {}
        self._trying: dict[int, asyncio.Task[None]] = {}
        self._bug: Exception | None = None
        self._astray: frozenset[int] = frozenset()
        self._ticks: dict[str, int] = {}
        self._ended: dict[tuple[str, bool], tuple[int, float]] = {}
        self._id = 0

    @property
    def running(self) -> int:
        """How many jobs run in this process just now."""
        return len(self._held)

    def stop(self) -> None:
        """Take no further job, and let `run` return when the running ones have ended or were put back."""
        self._stopping.set()
        for wake in self._wakes.values():
            wake.set()

    def stop_when_idle(self) -> None:
        """Let `run` return as soon as no job is due or running."""
        self._idle_is_the_end.set()

    async def run(self, *, until_idle: bool = False) -> None:
        """Do jobs until `stop` is called (or, with `until_idle`, until none is due or running).

        Running jobs are then given `stop_seconds` to end; what still runs is cancelled and put back. Raises
        `DatabaseUnavailable` when the database cannot be reached at the start; later it waits for it to come back.
        """
        if until_idle:
            self.stop_when_idle()
        async with _connected(self._database) as connector:
            self._connector, self._manager = connector, JobManager(connector)
            with _away_or_wrong():
                self._id = await self._manager.register_worker()
            await self._introduce()
            log.info("jobs.worker_started", worker_id=self._id, slots=self._slots)
            try:
                await self._work()
            finally:
                # Jobs are still held here only where something broke or `run` itself was cancelled.
                await self._finish(0)
                await self._leave()
        if self._bug is not None:
            raise self._bug

    async def _work(self) -> None:
        beat = self._settings.heartbeat_seconds
        background = {
            asyncio.create_task(_keep_at(self._beat, beat)),
            asyncio.create_task(_keep_at(self._take_back, beat)),
            asyncio.create_task(_keep_at(self._tell_pace, _PACE_EVERY)),
            asyncio.create_task(_keep_at(self._listen, 1.0)),
            asyncio.create_task(_keep_at(self._stop_if_idle, 0.05)),
        }
        taking = {asyncio.create_task(self._serve(name, slots)) for name, slots in self._slots.items()}
        taking.add(asyncio.create_task(self._promise_periodic()))
        going = set(taking)
        try:
            while going:
                ended, _ = await asyncio.wait(going | background, return_when=asyncio.FIRST_COMPLETED)
                for loop in ended:
                    loop.result()  # raises what broke it
                going -= ended
            # The signs of life go on while the last jobs end.
            await self._finish(self._settings.stop_seconds)
        finally:
            await _cancel(background | taking)

    # Taking jobs

    async def _serve(self, name: str, slots: int) -> None:
        wake = self._wakes[name]
        running: set[asyncio.Task[None]] = set()

        def ended(run: asyncio.Task[None]) -> None:
            running.discard(run)
            wake.set()

        while not self._stopping.is_set():
            # Cleared before looking: what is promised while we look wakes us again.
            wake.clear()
            job = await self._fetch(name) if len(running) < slots else None
            if job is not None:
                run = asyncio.create_task(self._run(job), name=f"job {job.id}")
                running.add(run)
                run.add_done_callback(ended)
                continue
            await _wait(wake, self._settings.poll_seconds)

    async def _fetch(self, name: str) -> Job | None:
        try:
            with _away_or_wrong():
                job = await self._take(name)
            if job is not None and self._stopping.is_set():
                await release(self._database.open_tx, _id(job), held_by(self._id))
                return None
        except PASSING as error:
            _say_away(error)
            return None
        return job

    async def _take(self, name: str) -> Job | None:
        lane = Lane.MEDIA if name == ALONE else name
        rows = await self._connector.execute_query_all_async(_TAKE, queue=name, lane=lane, worker_id=self._id)
        # What gives no job is a row of nothing, or no row at all where the lane is paused.
        return Job.from_row(rows[0]) if rows and rows[0]["id"] is not None else None

    # Running one

    async def _run(self, job: Job) -> None:
        job_id, began = _id(job), time.perf_counter()
        current = asyncio.current_task()
        assert current is not None
        self._held[job_id] = self._trying[job_id] = current
        try:
            with structlog.contextvars.bound_contextvars(job_id=job_id, task=job.task_name):
                verdict = await self._try(job)
                self._trying.pop(job_id, None)
                ending = await self._record(job_id, verdict)
                if isinstance(verdict, Failure):
                    log.warning("jobs.failed", ending=ending, reason=verdict.reason, attempts=job.attempts + 1)
            # A name that is not one of ours could be anything, and labels must stay few.
            kind = job.task_name if job.task_name in self._tasks else "unknown"
            seconds = time.perf_counter() - began
            metrics.duration.labels(kind=kind, outcome=ending).observe(seconds)
            if ending not in {"interrupted", "lost"}:
                count, took = self._ended.get((kind, ending == "done"), (0, 0.0))
                self._ended[kind, ending == "done"] = (count + 1, took + seconds)
        except Exception as error:  # noqa: BLE001
            # Not the task's failure but the queue's. The process ends and says so; the job is taken back from it.
            self._bug = error
            self.stop()
        finally:
            self._trying.pop(job_id, None)
            self._held.pop(job_id, None)

    async def _try(self, job: Job) -> Failure | Ending:
        task = self._tasks.get(job.task_name)
        if task is None:
            return Failure(NO_SUCH_TASK(), final=True)
        try:
            arguments = task.unpack(job.task_kwargs)
        except TypeError:
            return Failure(OTHER_ARGUMENTS(), final=True)
        lane = Lane.MEDIA if job.queue == ALONE else Lane(job.queue)
        niceness = 0 if lane is Lane.MEDIA else self._settings.video_niceness
        running = Running(_id(job), task.name, job.attempts + 1, lane, niceness)
        given = {name: running if need is Running else self._provide[need] for name, need in task.needs.items()}
        try:
            async with asyncio.timeout(task.time_limit) as limit:
                await task.function(**arguments, **given)
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                return "interrupted"
            return Failure(CANCELLED())
        except Exception as error:  # noqa: BLE001
            if isinstance(error, TimeoutError) and limit.expired():
                return Failure(TOO_LONG(seconds=f"{task.time_limit or 0:g}"), final=True)
            log.warning("jobs.raised", error=reason_of(error), frames=frames_of(error))
            return failure_of(task, error)
        return "done"

    async def _record(self, job_id: int, verdict: Failure | Ending) -> Ending:
        """Write down how a try ended, however long the database is away: the job is ours until then."""
        while job_id in self._held:
            try:
                if isinstance(verdict, Failure):
                    return await settle(self._database.open_tx, self._tasks, job_id, held_by(self._id), verdict)
                if verdict == "interrupted":
                    return await release(self._database.open_tx, job_id, held_by(self._id))
                with _away_or_wrong():
                    await self._connector.execute_query_async(DONE, job_id=job_id, worker_id=self._id)
                return "done"
            except PASSING as error:
                _say_away(error)
                await asyncio.sleep(_PAUSE)
        return "lost"  # it was put back meanwhile, because the worker left

    async def _finish(self, seconds: float) -> None:
        """Let the held jobs end within so many seconds; cancel and put back the rest."""
        if self._held and seconds:
            await asyncio.wait(self._held.values(), timeout=seconds)
        # Only what is being tried is cancelled; how a try ended is still written down.
        for _ in range(_LAST_SECONDS):
            if not self._held:
                return
            for run in self._trying.values():
                run.cancel()
            await asyncio.wait(self._held.values(), timeout=1)
        # These do not heed the cancellation, or the database is away. They are put back if that can be done; else they
        # are taken back from us like from a dead worker.
        left, self._held = self._held, {}
        for run in left.values():
            run.cancel()
        try:
            async with asyncio.timeout(_LAST_SECONDS):
                for job_id in left:
                    await release(self._database.open_tx, job_id, held_by(self._id))
        except (TimeoutError, *PASSING) as error:
            log.warning("jobs.not_put_back", jobs=len(left), error=reason_of(error))

    async def _leave(self) -> None:
        await self._tell_pace()
        try:
            with _away_or_wrong():
                await self._manager.unregister_worker(self._id)
        except PASSING as error:
            _say_away(error)
        log.info("jobs.worker_stopped", worker_id=self._id)

    # Beside the jobs

    async def _beat(self) -> None:
        with _away_or_wrong():
            if not await self._connector.execute_query_all_async(_BEAT, worker_id=self._id):
                # Others took this worker for dead, and its jobs with it.
                self._id = await self._manager.register_worker()
                log.warning("jobs.worker_was_taken_for_dead", worker_id=self._id)
                await self._introduce()

    async def _introduce(self) -> None:
        async with self._database.open_tx() as tx:
            await introduce(
                tx,
                self._id,
                host=socket.gethostname(),
                pid=os.getpid(),
                version=__version__,
                slots=sum(self._slots.values()) - 1,
            )

    async def _tell_pace(self) -> None:
        ended, self._ended = self._ended, {}
        if not ended:
            return
        try:
            async with self._database.open_tx() as tx:
                await note_pace(tx, ended)
        except PASSING:
            # These few numbers are lost, and nobody is held up for them.
            return

    async def _take_back(self) -> None:
        """Take jobs back from dead workers, and those that this one was given but never heard of."""
        dead = held_by_the_dead(self._id, self._settings.dead_after_seconds)
        async with self._database.open_tx() as tx:
            theirs = list(await tx.scalars(select(queue.c.id).where(queue.c.status == "doing", dead)))
            ours = list(await tx.scalars(select(queue.c.id).where(queue.c.status == "doing", held_by(self._id))))
        for job_id in theirs:
            ending = await settle(self._database.open_tx, self._tasks, job_id, dead, DIED)
            log.warning("jobs.taken_back", job_id=job_id, ending=ending)
        # Seen twice, so not one that is just being handed over: the connection broke when the answer was under way.
        astray = frozenset(ours) - self._held.keys()
        for job_id in astray & self._astray:
            await release(self._database.open_tx, job_id, held_by(self._id))
        self._astray = astray
        with _away_or_wrong():
            await self._manager.prune_stalled_workers(self._settings.dead_after_seconds)

    async def _listen(self) -> None:
        async def notified(*, channel: str, notification: Any) -> None:
            self._wakes[channel.rpartition("#")[2]].set()

        with _away_or_wrong():
            await self._manager.listen_for_jobs(on_notification=notified, queues=self._slots)

    async def _promise_periodic(self) -> None:
        timed = [task for task in self._tasks.values() if task.cron is not None]
        while not self._stopping.is_set():
            for task in timed:
                try:
                    await self._promise_tick(task)
                except PASSING as error:
                    _say_away(error)
            at = now()
            nap = min(
                (croniter(task.cron, at).get_next(float) - at.timestamp() for task in timed), default=_LONGEST_NAP
            )
            await _wait(self._stopping, min(nap + 0.05, _LONGEST_NAP))

    async def _promise_tick(self, task: Task) -> None:
        """Promise the last tick that is past, once among all workers. Ticks missed before it are not made up for."""
        tick = int(croniter(task.cron, now()).get_prev(float))
        if tick <= self._ticks.get(task.name, 0):
            return
        job = Job(
            queue=task.lane,
            lock=task.lock,
            queueing_lock=task.queueing_lock,
            task_name=task.name,
            task_kwargs={"timestamp": tick},
            priority=task.priority,
        )
        try:
            with _away_or_wrong():
                await self._manager.defer_periodic_job(job, periodic_id="", defer_timestamp=tick)
        except AlreadyEnqueued:
            log.info("jobs.tick_waits_already", task=task.name)
        self._ticks[task.name] = tick

    async def _stop_if_idle(self) -> None:
        await self._idle_is_the_end.wait()
        due = or_(queue.c.scheduled_at.is_(None), queue.c.scheduled_at <= func.now())
        lane = case((queue.c.queue_name == ALONE, Lane.MEDIA.value), else_=queue.c.queue_name)
        # What is paused is nobody's to wait for.
        open_lane = lane.not_in(select(pauses.c.lane))
        waits = or_(queue.c.status == "doing", (queue.c.status == "todo") & due & open_lane)
        async with self._database.open_tx() as tx:
            if not (await tx.execute(select(select(queue.c.id).where(waits).exists()))).scalar_one():
                self.stop()

    def _check(self) -> None:
        missing = [
            f"the task {task.name} needs a {getattr(need, '__name__', need)} ({name}), which the worker was not given"
            for task in self._tasks.values()
            for name, need in task.needs.items()
            if need is not Running and need not in self._provide
        ]
        if missing:
            raise TypeError("; ".join(missing))


@asynccontextmanager
async def _connected(database: Database) -> AsyncIterator[PsycopgConnector]:
    # The worker's own few connections. Their commits do not wait for the disk: what a crash may undo is that a job was
    # taken or done, and then it is only done again. Promises and parkings are written elsewhere, and do wait.

    async def prepare(connection: psycopg.AsyncConnection[Any]) -> None:
        await connection.set_autocommit(True)
        await connection.execute("SET synchronous_commit = off")
        # Without statistics (the first import of all) the planner would sort the whole queue to take one job, and look
        # for the lock of each: a minute at 100,000 jobs. Walking along the index that has the order takes 1 ms.
        await connection.execute("SET enable_sort = off")

    connector = PsycopgConnector(
        conninfo=database.url,
        kwargs={"application_name": "albumen jobs", "connect_timeout": 5},
        configure=prepare,
        min_size=1,
        max_size=4,
        timeout=10,
    )
    async with database.open_tx():
        # A pool would go on trying for half a minute; whoever starts a worker hears at once that there is no database.
        with _away_or_wrong():
            await connector.open_async()
    try:
        yield connector
    finally:
        await connector.close_async()


@contextmanager
def _away_or_wrong() -> Iterator[None]:
    # A database that is away comes back, and the worker waits for it; a statement that is wrong ends the worker.
    try:
        yield
    except (ConnectorException, psycopg.OperationalError) as error:
        cause = error.__cause__ if isinstance(error, ConnectorException) else error
        if isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)):
            raise DatabaseUnavailable from error
        raise


def _say_away(error: DatabaseUnavailable | NoRoom) -> None:
    log.warning("jobs.database_away", error=reason_of(error))


async def _keep_at(step: Callable[[], Awaitable[None]], every: float) -> None:
    while True:
        try:
            await step()
        except PASSING as error:
            _say_away(error)
        await asyncio.sleep(every)


async def _cancel(loops: set[asyncio.Task[None]]) -> None:
    # More than once if need be: in Python 3.11 `wait_for`, on which the driver waits, can swallow a cancellation that
    # comes in the moment in which what it waits for happens.
    while loops:
        for loop in loops:
            loop.cancel()
        ended, loops = await asyncio.wait(loops, timeout=0.5)
        for loop in ended:
            if not loop.cancelled() and (error := loop.exception()) is not None:
                log.error("jobs.loop_broke", error=type(error).__name__, frames=frames_of(error))


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _id(job: Job) -> int:
    assert job.id is not None
    return job.id
