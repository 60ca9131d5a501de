"""The jobs of the way in."""

from albumen.database import OpenTx, Tx
from albumen.imaging import DecoderCrashed, DecoderLimit, Decoders
from albumen.ingest.develop import Darkroom
from albumen.ingest.develop import develop as develop_photo
from albumen.ingest.sweep import collect as collect_blobs
from albumen.ingest.sweep import renew as renew_photos
from albumen.ingest.sweep import sweep as sweep_library
from albumen.ingest.sweep import tidy as tidy_store
from albumen.jobs import Lane, periodic, task
from albumen.photos import PhotoId, PhotosSettings, State, mark
from albumen.storage import BlobStore, StorageSettings


async def _mark_failed(tx: Tx, reason: str, photo_id: PhotoId) -> None:
    await mark(tx, photo_id, State.FAILED, reason)


@task(
    lock="develop:{photo_id}",
    queueing_lock="develop:{photo_id}",
    park_on=(DecoderLimit, DecoderCrashed),
    on_parked=_mark_failed,
)
async def develop(photo_id: PhotoId, *, open_tx: OpenTx, store: BlobStore, decoders: Decoders) -> None:
    """Develop one photo."""
    await develop_photo(Darkroom(open_tx, store, decoders), photo_id)


@periodic(cron="*/10 * * * *")
@task(lane=Lane.UPKEEP)
async def sweep(*, open_tx: OpenTx, store: BlobStore, library: PhotosSettings) -> None:
    """Delete what is due, give up what expired, finish what was left half done."""
    await sweep_library(open_tx, store, library, develop)


@periodic(cron="45 */6 * * *")
@task(lane=Lane.UPKEEP)
async def tidy(*, open_tx: OpenTx, store: BlobStore, settings: StorageSettings) -> None:
    """Clear away stored bytes that nobody names any more."""
    await tidy_store(open_tx, store, settings)


@periodic(cron="30 2 * * *")
@task(lane=Lane.UPKEEP)
async def renew(*, open_tx: OpenTx) -> None:
    """Have photos developed again whose steps have newer versions by now."""
    await renew_photos(open_tx, develop)


@task(lane=Lane.UPKEEP)
async def collect(space: int, digests: list[str], *, open_tx: OpenTx, store: BlobStore) -> None:
    """Delete the bytes of purged photos, as far as nothing names them any more."""
    await collect_blobs(open_tx, store, space, [bytes.fromhex(digest) for digest in digests])
