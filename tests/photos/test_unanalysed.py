"""Straight after an import or a restore PostgreSQL has no statistics, and guesses how rare an owner is.

It once read a million photos to change a hundred, and again to look for five thousand digests. What a statement reads must go
with what it was asked for, not with the size of the library.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from bench.library import Library, fill
from sqlalchemy import text

from albumen import photos, sharing
from albumen.accounts import User
from albumen.database import Database, Tx
from albumen.photos import Changes, Shelf
from tests.support.library import a_user, session_of

MANY = 20_000
FEW = 100

Reading = Callable[[Tx, User, Library], Awaitable[object]]


async def edit(tx: Tx, owner: User, library: Library) -> object:
    return await photos.edit(tx, owner.id, library.ids[:FEW], Changes(title="Here"))


async def shift(tx: Tx, owner: User, library: Library) -> object:
    return await photos.edit(tx, owner.id, library.ids[:FEW], Changes(shift=timedelta(days=1)))


async def look(tx: Tx, owner: User, library: Library) -> object:
    return await sharing.list_visible(tx, session_of(owner), library.ids[:FEW])


async def check(tx: Tx, owner: User, library: Library) -> object:
    return await photos.find_digests(tx, owner.id, library.digests[:FEW])


async def check_sha1(tx: Tx, owner: User, library: Library) -> object:
    return await photos.find_digests(tx, owner.id, [digest[:20] for digest in library.digests[:FEW]])


async def bucket(tx: Tx, owner: User, library: Library) -> object:
    among = sharing.visible_photos(session_of(owner))
    return await photos.bucket(tx, owner.id, Shelf.LIBRARY, library.days[0], among, cursor=None, limit=FEW)


async def ids(tx: Tx, owner: User, library: Library) -> object:
    among = sharing.visible_photos(session_of(owner))
    first = min(library.days)
    return await photos.ids_between(
        tx, owner.id, Shelf.LIBRARY, max(library.days), among, since=first, cursor=None, limit=FEW
    )


async def covers(tx: Tx, owner: User, library: Library) -> object:
    among = sharing.visible_photos(session_of(owner))
    return await photos.covers(tx, owner.id, Shelf.LIBRARY, date(2015, 12, 31), among, since=date(2011, 1, 1), each=4)


@pytest.mark.parametrize("reading", [edit, shift, look, check, check_sha1, bucket, ids, covers])
async def test_no_more_is_read_than_was_asked_for(database: Database, reading: Reading) -> None:
    owner = await a_user(database.open_tx)
    library = fill(database.url, owner, MANY)
    async with database.open_tx() as tx:
        await reading(tx, owner, library)
        # The driver prepares what is asked for often, and PostgreSQL then plans it for values that it does not know.
        for _ in range(7):
            await reading(tx, owner, library)
        read = await tx.scalar(
            text("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'photos'")
        )
    assert read is not None
    assert 0 < read / 8 < 10 * FEW
