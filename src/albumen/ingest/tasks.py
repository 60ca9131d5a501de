"""The jobs of the way in."""

from albumen.database import OpenTx, Tx
from albumen.imaging import DecoderLimit, Decoders
from albumen.ingest import steps, upkeep
from albumen.jobs import Lane, periodic, task
from albumen.photos import PhotoId, PhotosSettings, State, mark
from albumen.storage import BlobStore, StorageSettings


async def _mark_failed(tx: Tx, reason: str, photo_id: PhotoId) -> None:
    await mark(tx, photo_id, State.FAILED, reason)


@task(
    lock="develop:{photo_id}",
    queueing_lock="develop:{photo_id}",
    park_on=(DecoderLimit,),
    on_parked=_mark_failed,
)
async def develop(photo_id: PhotoId, *, open_tx: OpenTx, store: BlobStore, decoders: Decoders) -> None:
    """Develop one photo."""
    await steps.develop(steps.Darkroom(open_tx, store, decoders), photo_id)


@periodic(cron="*/10 * * * *")
@task(lane=Lane.UPKEEP)
async def sweep(*, open_tx: OpenTx, store: BlobStore, library: PhotosSettings, settings: StorageSettings) -> None:
    """Delete what is due, give up what expired, finish what was left half done."""
    await upkeep.sweep(open_tx, store, library, settings, develop)


@periodic(cron="45 */6 * * *")
@task(lane=Lane.UPKEEP)
async def tidy(*, open_tx: OpenTx, store: BlobStore, settings: StorageSettings) -> None:
    """Clear away stored bytes that nobody names any more."""
    await upkeep.tidy(open_tx, store, settings)


@periodic(cron="30 2 * * *")
@task(lane=Lane.UPKEEP)
async def renew(*, open_tx: OpenTx) -> None:
    """Have photos developed again whose steps have newer versions by now."""
    await upkeep.renew(open_tx, develop)


@task(lane=Lane.UPKEEP)
async def collect(
    space: int, digests: list[str], *, open_tx: OpenTx, store: BlobStore, settings: StorageSettings
) -> None:
    """Delete the bytes of purged photos, as far as nothing names them any more."""
    await upkeep.collect(open_tx, store, space, [bytes.fromhex(digest) for digest in digests], settings)
