"""Resumable uploads: their rows, who may write to one, and how far each is.

An offset is stored and answered only after the bytes before it are durable. What a client is told is the smaller of the
stored offset and the length of the staged file; the file is cut to it before it goes on. One writer at a time: a lease on
the row by the database's clock, renewed while the writer works. A newer request of this process for the same upload ends
the older one, whose client has most likely gone.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update

from albumen import accounts, photos
from albumen.accounts import User, UserId
from albumen.core import AlbumenError, Unavailable, crashpoint, shard_of, to_its_end
from albumen.database import Tx, insert_minted
from albumen.ingest.errors import EmptyFile, FileTooLarge, NoSuchUpload, UploadBusy, WrongChecksum, WrongOffset
from albumen.ingest.model import About, Receiving, Upload, UploadId
from albumen.ingest.receive import receive
from albumen.ingest.tables import uploads
from albumen.photos import Added
from albumen.storage import StagedMissing, ensure_room

LEASE = timedelta(seconds=6)
"""As long does a writer whose process was killed keep others away; clients give up after about nine seconds."""
_RENEW_EVERY = 2.0


async def create_upload(receiving: Receiving, owner: User, about: About, size: int, lifetime: timedelta) -> Upload:
    """Begin an upload (S0) of `size` bytes.

    Raises `EmptyFile`, `FileTooLarge`, `storage.StoreFull`, and `accounts.QuotaExceeded` where it could not become a photo
    even if every other unfinished upload of this person did not.
    """
    if size == 0:
        raise EmptyFile
    if size > receiving.settings.largest_file_bytes:
        raise FileTooLarge
    await ensure_room(receiving.store, size)
    async with receiving.open_tx() as tx:
        if about.sha256 is None or not await photos.find_digests(tx, owner.id, [about.sha256]):
            await accounts.check_room(tx, owner, size + await _on_their_way(tx, owner))
    crashpoint("S0.before")
    name = await receiving.store.stage_new()
    async with receiving.open_tx() as tx:
        row = await insert_minted(
            tx,
            uploads,
            shard_of(owner.id),
            owner_id=owner.id,
            staged_name=name,
            size=size,
            offset=0,
            sha256=about.sha256,
            filename=about.filename,
            path=about.path,
            modified=about.modified,
            title=about.title,
            description=about.description,
            tags=list(about.tags),
            expires_at=func.now() + lifetime,
        )
    crashpoint("S0.after")
    return _upload(row)


async def find_upload(receiving: Receiving, owner: User, upload_id: UploadId) -> Upload:
    """How far an upload is. One whose bytes are all there but which has not become a photo yet is finished first.

    (A client that is told "all there" goes away for good.) Raises `NoSuchUpload`, and what `receive` raises.
    """
    upload = await _get(receiving, owner.id, upload_id)
    if upload.photo_id is not None:
        return upload
    there = await receiving.store.stage_length(upload.staged_name)
    if there is None:
        await _drop(receiving, upload)
        raise NoSuchUpload
    return replace(upload, offset=min(upload.offset, there))


async def append(
    receiving: Receiving,
    owner: User,
    upload_id: UploadId,
    offset: int,
    chunks: AsyncIterable[bytes],
    lifetime: timedelta,
) -> Upload:
    """Append to an upload at `offset`; how far it is then, and its photo once it is whole.

    Where the client goes away in the middle, what arrived stays. Raises `WrongOffset`, `UploadBusy`, `NoSuchUpload` and what
    `receive` raises; a file that is refused is dropped with its upload.
    """
    async with writer_of(receiving, owner.id, upload_id) as writer:
        upload = await find_upload(receiving, owner, upload_id)
        if upload.photo_id is not None or offset != upload.offset:
            raise WrongOffset
        if offset < upload.size:
            upload = await write(receiving, upload, chunks, writer, lifetime)
        return await finishing(receiving, owner, upload)


async def finish(receiving: Receiving, owner: User, upload_id: UploadId) -> Upload:
    """How far an upload is, after making it a photo if all its bytes are there (its server may have died just then).

    Who asks wants to go on: a request that still hangs here is ended first, so that what it brought counts.
    """
    upload = await find_upload(receiving, owner, upload_id)
    if upload.photo_id is not None:
        return upload
    if upload.offset < upload.size and not receiving.writers.anybody(upload_id):
        return upload
    async with writer_of(receiving, owner.id, upload_id):
        return await finishing(receiving, owner, await find_upload(receiving, owner, upload_id))


async def cancel_upload(receiving: Receiving, owner: User, upload_id: UploadId) -> None:
    """Forget an upload and what has arrived of it. A photo that it became stays. Raises `NoSuchUpload`."""
    async with writer_of(receiving, owner.id, upload_id):
        await _drop(receiving, await _get(receiving, owner.id, upload_id))


async def _on_their_way(tx: Tx, owner: User) -> int:
    """Bytes that a person's unfinished uploads may still take: a quota limits what lies there half done, too."""
    unfinished = (uploads.c.shard == shard_of(owner.id), uploads.c.owner_id == owner.id, uploads.c.photo_id.is_(None))
    statement = select(func.coalesce(func.sum(uploads.c.size), 0)).where(*unfinished, uploads.c.expires_at > func.now())
    return int(await tx.scalar(statement) or 0)


async def write(
    receiving: Receiving, upload: Upload, chunks: AsyncIterable[bytes], writer: uuid.UUID, lifetime: timedelta
) -> Upload:
    """Append to an upload as its writer; how far it is then. Raises what `append` does."""
    try:
        length = await receiving.store.stage_append(upload.staged_name, upload.offset, chunks, upload.size)
    except StagedMissing as error:
        raise NoSuchUpload from error
    except WrongChecksum:
        raise  # What came of this part does not count: the file is cut to the stored offset before it goes on.
    except BaseException:
        # The client broke off: what is durable counts, also where a newer request ends this one while it is noted.
        await to_its_end(_note_arrived(receiving, upload, writer, lifetime))
        raise
    if length > upload.offset:
        await to_its_end(_store_offset(receiving, upload, length, writer, lifetime))
    return replace(upload, offset=length)


async def _note_arrived(receiving: Receiving, upload: Upload, writer: uuid.UUID, lifetime: timedelta) -> None:
    length = await receiving.store.stage_length(upload.staged_name)
    if length is not None and length > upload.offset:
        await _store_offset(receiving, upload, length, writer, lifetime)


async def finishing(receiving: Receiving, owner: User, upload: Upload) -> Upload:
    """Make an upload a photo, as its writer, if all its bytes are there. Raises what `receive` does."""
    if upload.photo_id is not None or upload.offset < upload.size:
        return upload
    staged = await receiving.store.seal(upload.staged_name)

    async def note_photo(tx: Tx, added: Added) -> None:
        mine = (uploads.c.shard == shard_of(upload.id), uploads.c.id == upload.id)
        await tx.execute(update(uploads).where(*mine).values(photo_id=added.photo.id))

    try:
        added = await receive(receiving, owner, staged, upload.about, resumable=note_photo)
    except AlbumenError:
        # Refused for good: `receive` has dropped the bytes, and the upload goes with them.
        if await receiving.store.stage_length(upload.staged_name) is None:
            await _drop(receiving, upload)
        raise
    return replace(upload, photo_id=added.photo.id)


async def _store_offset(
    receiving: Receiving, upload: Upload, length: int, writer: uuid.UUID, lifetime: timedelta
) -> None:
    async with receiving.open_tx() as tx:
        stored = await tx.execute(
            update(uploads)
            .where(uploads.c.shard == shard_of(upload.id), uploads.c.id == upload.id, uploads.c.writer == writer)
            .values(offset=length, expires_at=func.now() + lifetime)
        )
    if stored.rowcount == 0:
        raise UploadBusy


@contextlib.asynccontextmanager
async def writer_of(receiving: Receiving, owner_id: UserId, upload_id: UploadId) -> AsyncIterator[uuid.UUID]:
    """Be the only one who writes to an upload while the block runs. Raises `UploadBusy` and `NoSuchUpload`."""
    async with receiving.writers.only_me(upload_id):
        me = uuid.uuid4()
        try:
            # Inside: who is ended just when the lease was taken must give it back, too.
            await _take_lease(receiving, owner_id, upload_id, me)
            renewing = asyncio.create_task(_renew_lease(receiving, upload_id, me))
            try:
                yield me
            finally:
                renewing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await renewing
        finally:
            await to_its_end(_give_lease_back(receiving, upload_id, me))


async def _take_lease(receiving: Receiving, owner_id: UserId, upload_id: UploadId, me: uuid.UUID) -> None:
    async with receiving.open_tx() as tx:
        mine = (uploads.c.shard == shard_of(upload_id), uploads.c.id == upload_id, uploads.c.owner_id == owner_id)
        taken = await tx.execute(
            update(uploads)
            .where(*mine, or_(uploads.c.writer.is_(None), uploads.c.writer_until < func.now()))
            .values(writer=me, writer_until=func.now() + LEASE)
        )
        if taken.rowcount == 0:
            if await tx.scalar(select(uploads.c.id).where(*mine)) is None:
                raise NoSuchUpload
            raise UploadBusy


async def _give_lease_back(receiving: Receiving, upload_id: UploadId, me: uuid.UUID) -> None:
    mine = (uploads.c.shard == shard_of(upload_id), uploads.c.id == upload_id, uploads.c.writer == me)
    async with receiving.open_tx() as tx:
        await tx.execute(update(uploads).where(*mine).values(writer=None, writer_until=None))


async def _renew_lease(receiving: Receiving, upload_id: UploadId, me: uuid.UUID) -> None:
    mine = (uploads.c.shard == shard_of(upload_id), uploads.c.id == upload_id, uploads.c.writer == me)
    while True:
        await asyncio.sleep(_RENEW_EVERY)
        # A database that is away for a moment is asked again: the lease lasts for three such times.
        with contextlib.suppress(Unavailable):
            async with receiving.open_tx() as tx:
                await tx.execute(update(uploads).where(*mine).values(writer_until=func.now() + LEASE))


async def _drop(receiving: Receiving, upload: Upload) -> None:
    async with receiving.open_tx() as tx:
        await tx.execute(delete(uploads).where(uploads.c.shard == shard_of(upload.id), uploads.c.id == upload.id))
    await receiving.store.discard(upload.staged_name)


async def _get(receiving: Receiving, owner_id: UserId, upload_id: UploadId) -> Upload:
    async with receiving.open_tx() as tx:
        row = (
            await tx.execute(
                select(uploads).where(
                    uploads.c.shard == shard_of(upload_id),
                    uploads.c.id == upload_id,
                    uploads.c.owner_id == owner_id,
                    uploads.c.expires_at > func.now(),
                )
            )
        ).one_or_none()
    if row is None:
        raise NoSuchUpload
    return _upload(row)


def _upload(r: Row[Any]) -> Upload:
    about = About(
        filename=r.filename,
        path=r.path,
        modified=r.modified,
        sha256=r.sha256,
        size=r.size,
        title=r.title,
        description=r.description,
        tags=tuple(r.tags),
    )
    return Upload(UploadId(r.id), r.owner_id, r.staged_name, r.size, r.offset, about, r.expires_at, r.photo_id)
