"""Many connections change the same library at once: counts stay true, nothing deadlocks, nothing is lost."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from albumen import photos, sharing
from albumen.accounts import User
from albumen.database import Database, OpenTx, Tx
from albumen.photos import UNKNOWN_DATE, Changes, Facts, Shelf, Taken
from tests.support.library import a_photo, a_user, keep_blob, new_photo, recount, session_of

MOST = 40


async def counted(open_tx: OpenTx, owner: User) -> dict[object, int]:
    async with open_tx() as tx:
        found = await photos.days(tx, owner.id, Shelf.LIBRARY, sharing.visible_photos(session_of(owner)))
    return {day.day: day.count for day in found}


def facts(number: int) -> Facts:
    wall = datetime(2020, 1, 1) + timedelta(days=number % 7, hours=number)
    return Facts(4, 3, Taken(wall, None, None, "likely", "second") if number % 3 else UNKNOWN_DATE)


@pytest.mark.parametrize("seed", range(4))
async def test_overlapping_changes_from_many_connections(open_tx: OpenTx, seed: int) -> None:
    owner = await a_user(open_tx)
    ids = [(await a_photo(open_tx, owner, number)).id for number in range(12)]
    for number in range(MOST):
        await keep_blob(open_tx, new_photo(owner, number))
    chance = random.Random(seed)

    def a_change() -> Callable[[Tx], Awaitable[object]]:
        some = chance.sample(ids, chance.randint(1, len(ids)))
        number = chance.randrange(MOST)
        day = datetime(2020, 1, 1 + chance.randrange(7), 12)
        match chance.randrange(8):
            case 0:
                return lambda tx: photos.edit(tx, owner.id, some, Changes(taken_at=day))
            case 1:
                # Two statements in one transaction: it holds what the first touched while it does the second.
                both = Changes(archived=chance.random() < 0.5, shift=timedelta(days=chance.randint(-3, 3)))
                return lambda tx: photos.edit(tx, owner.id, some, both)
            case 2:
                return lambda tx: photos.trash(tx, owner.id, some)
            case 3:
                return lambda tx: photos.restore(tx, owner.id, some)
            case 4:
                return lambda tx: photos.describe(tx, some[0], facts(number), step="read", version=1)
            case 5:
                return lambda tx: photos.purge(tx, owner.id, some[:2])
            case _:
                return lambda tx: photos.add(tx, new_photo(owner, number))

    async def connection(changes: list[Callable[[Tx], Awaitable[object]]]) -> None:
        for change in changes:
            # No second try: changes of one library wait for each other in one line, so none may end in a deadlock.
            async with open_tx() as tx:
                await change(tx)

    await asyncio.gather(*(connection([a_change() for _ in range(20)]) for _ in range(6)))
    assert await counted(open_tx, owner) == await recount(open_tx, owner.id)


async def test_the_first_two_photos_of_a_library_at_once(open_tx: OpenTx) -> None:
    owner = await a_user(open_tx)
    await asyncio.gather(*(a_photo(open_tx, owner, number) for number in range(8)))
    assert sum((await counted(open_tx, owner)).values()) == 8


async def test_fifty_times_the_same_bytes_at_once_are_one_photo(database: Database) -> None:
    owner = await a_user(database.open_tx)
    await keep_blob(database.open_tx, new_photo(owner))

    async def add() -> photos.Added:
        async with database.open_tx() as tx:
            return await photos.add(tx, new_photo(owner))

    added = await asyncio.gather(*(add() for _ in range(50)))
    assert len({each.photo.id for each in added}) == 1
    assert sum(each.created for each in added) == 1
    assert await counted(database.open_tx, owner) == {added[0].photo.shown_at.date(): 1}


async def test_a_photo_purged_while_its_bytes_come_again_is_there_afterwards(open_tx: OpenTx) -> None:
    owner = await a_user(open_tx)
    for _ in range(10):
        photo = await a_photo(open_tx, owner, 1)
        async with open_tx() as tx:
            await photos.trash(tx, owner.id, [photo.id])

        async def purge(photo_id: int) -> None:
            async with open_tx() as tx:
                await photos.purge(tx, owner.id, [photo_id])

        _, again = await asyncio.gather(purge(photo.id), a_photo(open_tx, owner, 1))
        async with open_tx() as tx:
            there = await photos.get(tx, again.id)
        assert there is not None
        assert there.trashed_at is None
        assert await counted(open_tx, owner) == await recount(open_tx, owner.id)
