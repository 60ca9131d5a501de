"""Which store the settings mean."""

from pathlib import Path
from typing import TYPE_CHECKING

from albumen.storage.local import LocalStore
from albumen.storage.memory import MemoryStore
from albumen.storage.settings import StorageSettings
from albumen.storage.store import BlobStore

if TYPE_CHECKING:
    from albumen.storage.s3 import S3Store

SPOOL = "spool"
"""The folder of the data directory in which uploads lie until they are in the bucket."""


def store_at(settings: StorageSettings, data: Path) -> "LocalStore | S3Store":
    """The store of an instance: in its data directory, or in the bucket that `url` names. Nothing is touched yet."""
    if settings.url is None:
        return LocalStore(data, settings)
    # Only here: what speaks with S3 takes a while to load, and most do without it.
    from albumen.storage.s3 import S3Store

    return S3Store(data / SPOOL, settings)


async def weaknesses(store: BlobStore) -> list[str]:
    """What the server of a store in a bucket cannot do, and what follows; nothing for any other store."""
    if isinstance(store, LocalStore | MemoryStore):
        return []
    from albumen.storage.s3 import S3Store

    if not isinstance(store, S3Store):
        return []
    await store.probe()
    found = []
    if not (store.bucket.can.create and store.bucket.can.copy):
        found.append(
            "The S3 server cannot refuse to write where something lies, so Albumen looks first. Nothing is lost by that: what "
            "two uploads write to one place at the same instant is the same."
        )
    if store.bucket.endpoint.startswith("http://"):
        found.append("Photos go to the S3 server unencrypted (its address begins with http://).")
    return found


def where(settings: StorageSettings, data: Path, kind: str) -> str:
    """Where `originals` or `derived` bytes lie, for people: a folder, or a bucket and its server; never a key."""
    if settings.url is None:
        return str(data / kind)
    server = settings.s3_endpoint or f"AWS, {settings.s3_region}"
    return f"{settings.url.rstrip('/')}/{kind} ({server})"
