import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from albumen import accounts
from albumen.accounts import QuotaExceeded, User
from albumen.database import OpenTx
from tests.accounts.conftest import People


async def used(open_tx: OpenTx, user: User) -> int:
    async with open_tx() as tx:
        return (await accounts.quota(tx, user)).used


async def charge(open_tx: OpenTx, user: User, size: int) -> bool:
    try:
        async with open_tx() as tx:
            await accounts.charge(tx, user, size)
    except QuotaExceeded:
        return False
    return True


async def test_forty_at_once_of_whom_seven_fit(people: People) -> None:
    user = await people.add(quota=1000)
    taken = await asyncio.gather(*(charge(people.open_tx, user, 140) for _ in range(40)))
    assert sum(taken) == 7
    assert await used(people.open_tx, user) == 980
    assert await charge(people.open_tx, user, 20)
    assert not await charge(people.open_tx, user, 1)


async def test_coming_and_going_at_once_adds_up(people: People) -> None:
    user = await people.add()
    await charge(people.open_tx, user, 10_000)

    async def give_back(size: int) -> bool:
        async with people.open_tx() as tx:
            await accounts.give_back(tx, user.id, size)
        return True

    await asyncio.gather(*(charge(people.open_tx, user, n) if n % 2 else give_back(n) for n in range(40)))
    assert await used(people.open_tx, user) == 10_000 + sum(range(1, 40, 2)) - sum(range(0, 40, 2))


async def test_what_was_rolled_back_was_not_used(people: People) -> None:
    user = await people.add()
    async with people.open_tx() as tx:
        await accounts.charge(tx, user, 5)
        await tx.rollback()
    assert await used(people.open_tx, user) == 0


async def test_a_quota_of_nothing_and_one_that_was_lowered(people: People) -> None:
    user = await people.add(quota=0)
    assert not await charge(people.open_tx, user, 1)
    async with people.open_tx() as tx:
        user = await accounts.set_quota(tx, user.id, 10, actor="admin")
    assert await charge(people.open_tx, user, 10)
    async with people.open_tx() as tx:
        user = await accounts.set_quota(tx, user.id, 5, actor="admin")
    assert not await charge(people.open_tx, user, 1)
    async with people.open_tx() as tx:
        user = await accounts.set_quota(tx, user.id, None, actor="admin")
    assert await charge(people.open_tx, user, 2**40)


async def test_it_never_falls_below_nothing(people: People) -> None:
    user = await people.add()
    with pytest.raises(IntegrityError):
        async with people.open_tx() as tx:
            await accounts.give_back(tx, user.id, 1)


async def test_everybodys_at_once_in_one_question(people: People) -> None:
    everybody = [await people.add(f"user{n}", quota=n or None) for n in range(5)]
    for n, user in enumerate(everybody):
        await charge(people.open_tx, user, n)
    async with people.open_tx() as tx:
        together = await accounts.quotas(tx, everybody)
        one_by_one = {user.id: await accounts.quota(tx, user) for user in everybody}
    assert together == one_by_one
