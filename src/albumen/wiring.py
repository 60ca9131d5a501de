"""Builds everything once from the settings. Read from the top it is the list of parts; only here are implementations picked."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from albumen import delivery, storage
from albumen.accounts import AttemptLimits
from albumen.backups import Dumps
from albumen.database import Database, OpenTx
from albumen.delivery import Delivery, Keys
from albumen.imaging import Decoders
from albumen.ingest import IngestSettings, Receiving
from albumen.jobs import Worker
from albumen.photos import PhotosSettings
from albumen.settings import Settings
from albumen.storage import BlobStore, LocalStore, StorageSettings


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
        store = LocalStore(settings.data, settings.storage)
        stack.push_async_callback(store.close)
        await storage.attach(database.open_tx, store)
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
        )


def worker(parts: Parts) -> Worker:
    """The worker of a process: it hands every task what it asks for by type."""
    backups = Dumps(parts.settings.data / "backups", parts.database.url, parts.settings.backups.dumps_kept)
    provide = {
        OpenTx: parts.database.open_tx,
        BlobStore: parts.store,
        Decoders: parts.decoders,
        Dumps: backups,
        IngestSettings: parts.settings.ingest,
        PhotosSettings: parts.settings.photos,
        StorageSettings: parts.settings.storage,
    }
    return Worker(parts.database, provide, settings=parts.settings.jobs)
