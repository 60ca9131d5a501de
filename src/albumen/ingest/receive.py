"""From staged bytes to an acknowledged photo: S2 to S7 of the protocol, in this order and no other.

S2   size and digest are as declared, and there is at least one byte
S4   the type is told from the bytes, in a child process
S4b  claim: the blob's row says that somebody is coming, so the collector keeps away
S5   keep: the staged bytes become the original, for ever
S6   one transaction: blob live, quota, photo, jobs
S6b  only now the staged name goes
S7   the caller acknowledges

Dying between any two of them loses nothing that was acknowledged: before S6 there is no photo and the bytes are swept after
their time, after S6 there is one, and asking again gives the same.
"""

from collections.abc import Awaitable, Callable

from albumen import accounts, imaging, jobs, photos, places, storage
from albumen.accounts import QuotaExceeded, User, UserState
from albumen.core import AlbumenError, NoRoom, Unavailable, crashpoint, now
from albumen.database import Tx, retrying
from albumen.imaging import Probe
from albumen.ingest import metrics
from albumen.ingest.errors import EmptyFile, FileTooLarge, OwnerGone, WrongDigest, WrongSize
from albumen.ingest.model import About, Receiving
from albumen.ingest.tasks import develop
from albumen.jobs import Lane
from albumen.photos import Added, Kind, NewPhoto, Photo, State
from albumen.storage import BlobRef, Claim, Staged

NoteAdded = Callable[[Tx, Added], Awaitable[None]]
"""Writes down what became of an upload, in the transaction in which it became that."""


async def receive(
    receiving: Receiving, owner: User, staged: Staged, about: About, *, resumable: NoteAdded | None = None
) -> Added:
    """Make staged bytes a photo of `owner`; when this returns, the photo may be acknowledged.

    The staged object is gone afterwards, also when this fails. A `resumable` upload hands in how it notes its photo; its
    staged object goes only when the file was received or refused, and stays over every other failure, so that it can be
    received again. Raises `EmptyFile`, `WrongSize`, `WrongDigest`, `FileTooLarge`, `imaging.UnsupportedType`,
    `accounts.QuotaExceeded`, `OwnerGone`, and what the store raises.
    """
    try:
        _check(receiving, staged, about)
        probe = await _probe(receiving, owner, staged)
        ref = BlobRef(owner.id, staged.sha256)
        crashpoint("S4b.before")
        claim = await storage.claim(receiving.open_tx, ref, staged.size, staged.sha1)
        crashpoint("S4b.after")
        await receiving.store.keep(staged, ref)

        async def commit(tx: Tx) -> Added:
            added = await _write_down(tx, owner, claim, staged, about, probe)
            if resumable is not None:
                await resumable(tx, added)
            crashpoint("S6.before")
            return added

        added = await retrying(receiving.open_tx, commit)
        crashpoint("S6.after")
    except BaseException as error:
        metrics.failed(error)
        if resumable is None or _is_refusal(error):
            await receiving.store.discard(staged.name)
        raise
    await receiving.store.discard(staged.name)
    metrics.acknowledged(added, staged.size)
    crashpoint("S7.before")
    return added


def _is_refusal(error: BaseException) -> bool:
    """Whether the file itself, or whose it is, was not taken; everything else is a failure of the moment."""
    passing = isinstance(error, Unavailable) or (isinstance(error, NoRoom) and not isinstance(error, QuotaExceeded))
    return isinstance(error, AlbumenError) and not passing


async def attach_sidecar(
    receiving: Receiving, owner: User, photo: Photo, staged: Staged, about: About, kind: str
) -> bool:
    """Keep staged bytes as a file that belongs to a photo; False when the photo has it already or is gone. As durable as a photo.

    The staged object is gone afterwards. Raises as `receive` does, but for what a photo must be.
    """
    try:
        _check(receiving, staged, about)
        ref = BlobRef(owner.id, staged.sha256)
        claim = await storage.claim(receiving.open_tx, ref, staged.size, staged.sha1)
        await receiving.store.keep(staged, ref)

        async def commit(tx: Tx) -> bool:
            if await storage.make_live(tx, claim):
                await accounts.charge(tx, await _active(tx, owner), staged.size)
            return await photos.attach_file(
                tx, photo, sha256=staged.sha256, size=staged.size, kind=kind, filename=about.filename
            )

        return await retrying(receiving.open_tx, commit)
    finally:
        await receiving.store.discard(staged.name)


def _check(receiving: Receiving, staged: Staged, about: About) -> None:
    crashpoint("S2.before")
    if staged.size == 0:
        raise EmptyFile
    if staged.size > receiving.settings.largest_file_bytes:
        raise FileTooLarge
    if about.size is not None and about.size != staged.size:
        raise WrongSize
    if about.sha256 is not None and about.sha256 != staged.sha256:
        raise WrongDigest
    crashpoint("S2.after")


async def _probe(receiving: Receiving, owner: User, staged: Staged) -> Probe:
    crashpoint("S4.before")
    async with receiving.store.borrow_staged(staged.name) as number:
        probe = await imaging.probe(receiving.decoders, owner.id, imaging.Descriptor(number))
    crashpoint("S4.after")
    return probe


async def _write_down(tx: Tx, owner: User, claim: Claim, staged: Staged, about: About, probe: Probe) -> Added:
    present = await _active(tx, owner)
    if await storage.make_live(tx, claim):
        await accounts.charge(tx, present, staged.size)
    added = await photos.add(
        tx,
        NewPhoto(
            owner_id=owner.id,
            sha256=staged.sha256,
            sha1=staged.sha1,
            size=staged.size,
            kind=Kind(probe.kind.value),
            media_type=probe.media_type,
            filename=about.filename,
            path=about.path,
            modified=about.modified,
            state=State.PROCESSING if probe.decodable else State.OPAQUE,
            uploaded_wall=places.wall_in(present.profile.time_zone, now()),
            title=about.title,
            description=about.description,
            tags=about.tags,
        ),
    )
    if added.created:
        lane = Lane.VIDEO if probe.kind is imaging.Kind.VIDEO else Lane.MEDIA
        await jobs.enqueue(tx, develop, photo_id=added.photo.id, priority=about.priority, lane=lane)
    return added


async def _active(tx: Tx, owner: User) -> User:
    # The account is read again: it may have been suspended, or its quota lowered, while the bytes came in.
    present = await accounts.get_user(tx, owner.id)
    if present is None or present.state is not UserState.ACTIVE:
        raise OwnerGone
    return present
