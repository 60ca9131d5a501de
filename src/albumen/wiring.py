"""Builds everything once from the settings. Read from the top it is the list of parts; only here are implementations picked."""

import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.pool import QueuePool

from albumen import __version__, delivery, jobs, journal, storage
from albumen.accounts import AccountsSettings, AttemptLimits
from albumen.backups import Copies, Dumps
from albumen.core import AlbumenError, Gauge, telling_metrics
from albumen.database import Database, OpenTx
from albumen.delivery import Delivery, Keys
from albumen.imaging import Decoders
from albumen.ingest import IngestSettings, Receiving
from albumen.jobs import Worker
from albumen.mail import Postman, Seal
from albumen.photos import PhotosSettings
from albumen.settings import Settings
from albumen.storage import BlobStore, StorageSettings

log = structlog.get_logger(__name__)

_DATABASE_MIB = 32
"""Room that uploads leave on the disk at least, whatever the settings say. Deleting takes some first: the database writes new
versions of rows, and a segment of its log of 16 MiB; where it could not write its log, it would stop."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one process."""

    settings: Settings
    database: Database
    store: BlobStore
    decoders: Decoders
    receiving: Receiving
    delivery: Delivery
    media_keys: Keys
    attempts: AttemptLimits
    postman: Postman

    @property
    def session_lifetime(self) -> timedelta:
        """How long a browser stays signed in without being used."""
        return timedelta(days=self.settings.accounts.session_days)


@asynccontextmanager
async def build(settings: Settings, database_url: str, *, application: str) -> AsyncIterator[Parts]:
    """All parts of a process that works on a running, migrated database; they are let go in reverse when the block ends.

    Raises `storage.StoreRefused` when the photo store is not the one that the database knows.
    """
    async with AsyncExitStack() as stack:
        database = Database(database_url, pool_size=settings.database.pool_size, application=application)
        stack.push_async_callback(database.close)
        store = storage.store_at(settings.storage.with_floor(_DATABASE_MIB), settings.data)
        stack.push_async_callback(store.close)
        await storage.attach(database.open_tx, store)
        for sentence in await storage.weaknesses(store):
            log.info("storage.weakness", what=sentence)
        decoders = await stack.enter_async_context(Decoders(settings.imaging))
        secrets = delivery.load_secrets(settings.delivery, settings.data)
        yield Parts(
            settings=settings,
            database=database,
            store=store,
            decoders=decoders,
            receiving=Receiving(database.open_tx, store, decoders, settings.ingest),
            delivery=Delivery(store, decoders),
            media_keys=delivery.derive(secrets, "media addresses"),
            attempts=AttemptLimits(settings.accounts),
            postman=Postman(
                settings.mail, Seal(delivery.derive(secrets, "mail password").all), settings.web.public_url
            ),
        )


def settle() -> None:
    """To be called when a process that stays is built: what is there now stays for ever.

    The collector need not walk all of it again and again: that took 0.1 s of every seventh request for the days of a large
    library.
    """
    gc.collect()
    gc.freeze()


def copies(parts: Parts) -> Copies:
    """Where whole backups go."""
    chosen = parts.settings.backups
    return Copies(parts.settings.data / "backups", parts.database.url, chosen.to, chosen.keep)


def worker(parts: Parts) -> Worker:
    """The worker of a process: it hands every task what it asks for by type."""
    backups = Dumps(parts.settings.data / "backups", parts.database.url, parts.settings.backups.dumps_kept)
    provide = {
        OpenTx: parts.database.open_tx,
        AccountsSettings: parts.settings.accounts,
        BlobStore: parts.store,
        Decoders: parts.decoders,
        Dumps: backups,
        Copies: copies(parts),
        IngestSettings: parts.settings.ingest,
        PhotosSettings: parts.settings.photos,
        Postman: parts.postman,
        StorageSettings: parts.settings.storage,
    }
    return Worker(parts.database, provide, settings=parts.settings.jobs)


@asynccontextmanager
async def keeping_journal(parts: Parts, process: str) -> AsyncIterator[None]:
    """Keep the warnings and errors of this process for administrators while the block runs."""
    async with journal.keeping(parts.database.open_tx, process):
        yield


@asynccontextmanager
async def telling(parts: Parts) -> AsyncIterator[None]:
    """Tell the metrics of this process while the block runs, where the settings name a port for it."""
    process = parts.settings.process
    if process.metrics_port is None:
        yield
        return
    with telling_metrics(process.metrics_host, process.metrics_port, lambda: measure(parts)):
        yield


async def measure(parts: Parts) -> list[Gauge]:
    """What is asked for when somebody looks: the queue, the room on the disk, the connections in use."""
    gauges = [Gauge("build_info", "The running version.", 1, {"version": __version__})]
    pool = parts.database.engine.pool
    if isinstance(pool, QueuePool):
        gauges.append(Gauge("db_pool_in_use", "Connections to the database in use.", pool.checkedout()))
    try:
        async with parts.database.open_tx() as tx:
            counts = await jobs.counts_by_task(tx)
            age = await jobs.oldest_age_seconds(tx)
        for kind, count in counts.items():
            gauges.append(
                Gauge("job_queue_depth", "Jobs due now or waiting to be tried again.", count.queued, {"kind": kind})
            )
            gauges.append(Gauge("jobs_running", "Jobs that run just now.", count.running, {"kind": kind}))
            gauges.append(Gauge("jobs_parked", "Jobs that are not tried any more.", count.parked, {"kind": kind}))
        gauges.append(Gauge("job_queue_oldest_age_seconds", "How long the job due for longest has been waiting.", age))
        room = await parts.store.free()
        gauges.append(Gauge("disk_free_bytes", "Free bytes of the photo store.", room.free, {"volume": "originals"}))
        state = await parts.store.check()
        gauges.append(
            Gauge("store_state", "1 where the photo store can be read and written.", state.ok, {"store": "originals"})
        )
    except AlbumenError as error:
        # What cannot be told is left out: a gap says more than an old number.
        log.warning("metrics_incomplete", reason=error.detail)
    return gauges
