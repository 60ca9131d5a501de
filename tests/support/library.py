"""People and photos for tests, written straight into the tables: no hashing of passwords, no decoding of pictures."""

import hashlib
from datetime import datetime

from sqlalchemy import insert, select

from albumen import accounts, photos, storage
from albumen.accounts import ALL_SCOPES, Role, Scope, User, UserState, Viewer
from albumen.core import mint, random_shard
from albumen.database import OpenTx
from albumen.photos import Kind, NewPhoto, Photo, State

NOON = datetime(2024, 5, 31, 12, 0)


async def a_user(open_tx: OpenTx, name: str = "", *, role: Role = Role.USER, shard: int | None = None) -> User:
    """Somebody new, whose password nobody knows."""
    user_id = mint(random_shard() if shard is None else shard)
    name = name or f"u{user_id}"
    row = {
        "id": user_id,
        "username": name,
        "username_key": name.casefold(),
        "email": f"{name}@example.org",
        "email_key": f"{name}@example.org".casefold(),
        "password_hash": "no password",
        "role": role.value,
        "state": UserState.ACTIVE.value,
    }
    async with open_tx() as tx:
        await tx.execute(insert(accounts.users).values(row))
        user = await accounts.get_user(tx, user_id)
    assert user is not None
    return user


def session_of(user: User) -> Viewer:
    """The viewer that a browser of this person is."""
    return Viewer(user, ALL_SCOPES)


def key_of(user: User, *scopes: Scope) -> Viewer:
    """The viewer that an API key of this person with these scopes is."""
    return Viewer(user, frozenset(scopes))


def bytes_of(number: int) -> bytes:
    """Some bytes that only this number stands for."""
    return f"the bytes of photo {number}".encode()


def new_photo(owner: User, number: int = 0, **about: object) -> NewPhoto:
    """A photo made of `bytes_of(number)`, as if it had just arrived."""
    data = bytes_of(number)
    values: dict[str, object] = {
        "owner_id": owner.id,
        "sha256": hashlib.sha256(data).digest(),
        "sha1": hashlib.sha1(data).digest(),
        "size": len(data),
        "kind": Kind.IMAGE,
        "media_type": "image/jpeg",
        "filename": f"{number}.jpg",
        "path": "",
        "modified": None,
        "state": State.PROCESSING,
        "uploaded_wall": NOON,
    }
    return NewPhoto(**(values | about))  # type: ignore[arg-type]


async def keep_blob(open_tx: OpenTx, new: NewPhoto) -> None:
    """The row of the photo's bytes, live."""
    ref = storage.BlobRef(new.owner_id, new.sha256)
    claim = await storage.claim(open_tx, ref, new.size, new.sha1)
    async with open_tx() as tx:
        await storage.make_live(tx, claim)


async def a_photo(open_tx: OpenTx, owner: User, number: int = 0, **about: object) -> Photo:
    """A photo in somebody's library; the same number is the same photo."""
    new = new_photo(owner, number, **about)
    await keep_blob(open_tx, new)
    async with open_tx() as tx:
        return (await photos.add(tx, new)).photo


async def recount(open_tx: OpenTx, owner_id: int) -> dict[datetime, int]:
    """How many photos stand on each day of the library, counted one by one."""
    table = photos.photos_table
    statement = select(table.c.shown_at).where(
        table.c.shard == (owner_id >> 10) & 8191,
        table.c.owner_id == owner_id,
        table.c.trashed_at.is_(None),
        ~table.c.archived,
    )
    counts: dict[datetime, int] = {}
    async with open_tx() as tx:
        for shown_at in await tx.scalars(statement):
            counts[shown_at.date()] = counts.get(shown_at.date(), 0) + 1
    return counts
