"""A person's picture: foreign bytes are decoded in a child, and only the square that was made of them is kept."""

from collections.abc import AsyncIterator

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from albumen import imaging, storage
from albumen.accounts.actions.people import note_event
from albumen.accounts.actions.quota import count
from albumen.accounts.errors import NoSuchUser, NotAPicture, PictureTooLarge
from albumen.accounts.model import User, UserId, UserState
from albumen.accounts.queries import get_user
from albumen.accounts.tables import avatars, users
from albumen.core import shard_of
from albumen.database import OpenTx, Tx, retrying
from albumen.imaging import PORTRAIT, DecoderCrashed, DecoderLimit, Decoders, Kind, Undecodable, UnsupportedType
from albumen.storage import BlobRef, BlobStore, StagedTooLarge

MOST_AVATAR_BYTES = 20 * 1024 * 1024


async def put_avatar(
    open_tx: OpenTx, store: BlobStore, decoders: Decoders, user: User, chunks: AsyncIterator[bytes]
) -> User:
    """Make a picture the person's own: its middle square, upright, at most 512 pixels wide, without what a camera wrote in it.

    What was sent is thrown away. The picture before it loses its name, and the collector takes it. Raises `NotAPicture`,
    `PictureTooLarge`, and what the store raises. It counts as room that the person uses, but is never refused for want of it.
    """
    data = await _square(store, decoders, user, chunks)

    async def once() -> AsyncIterator[bytes]:
        yield data

    staged = await storage.stage(store, once(), len(data))
    try:
        ref = BlobRef(user.id, staged.sha256)
        claim = await storage.claim(open_tx, ref, staged.size, staged.sha1)
        await store.keep(staged, ref)

        async def commit(tx: Tx) -> User:
            present = await get_user(tx, user.id)
            if present is None or present.state is not UserState.ACTIVE:
                raise NoSuchUser
            if await storage.make_live(tx, claim):
                # It is small, and a full library must not keep anybody from having a face.
                await count(tx, present, staged.size)
            statement = insert(avatars).values(user_id=user.id, shard=shard_of(user.id), sha256=ref.sha256)
            await tx.execute(
                statement.on_conflict_do_update(index_elements=["user_id", "shard"], set_={"sha256": ref.sha256})
            )
            return await _note(tx, user.id, ref.sha256)

        return await retrying(open_tx, commit)
    finally:
        await store.discard(staged.name)


async def delete_avatar(tx: Tx, user_id: UserId) -> User:
    """Have no picture any more; the collector takes its bytes."""
    await tx.execute(delete(avatars).where(avatars.c.shard == shard_of(user_id), avatars.c.user_id == user_id))
    return await _note(tx, user_id, None)


async def _note(tx: Tx, user_id: UserId, sha256: bytes | None) -> User:
    await tx.execute(update(users).where(users.c.id == user_id).values(avatar=sha256))
    await note_event(tx, user_id, "avatar", actor="self", detail={"removed": sha256 is None})
    user = await get_user(tx, user_id)
    if user is None:
        raise NoSuchUser
    return user


async def _square(store: BlobStore, decoders: Decoders, user: User, chunks: AsyncIterator[bytes]) -> bytes:
    try:
        staged = await storage.stage(store, chunks, MOST_AVATAR_BYTES)
    except StagedTooLarge as error:
        raise PictureTooLarge from error
    try:
        async with store.borrow_staged(staged.name) as number:
            file = imaging.Descriptor(number)
            probe = await imaging.probe(decoders, user.id, file)
            if probe.kind is not Kind.IMAGE or not probe.decodable:
                raise NotAPicture
            made = await imaging.make_renditions(decoders, user.id, file, probe, (PORTRAIT,))
    except (UnsupportedType, Undecodable, DecoderLimit, DecoderCrashed) as error:
        raise NotAPicture from error
    finally:
        await store.discard(staged.name)
    return made.pictures[0].data
