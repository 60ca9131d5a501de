import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from albumen.accounts import tables as accounts_tables
from albumen.core import IdMint, shard_of
from albumen.database import OpenTx, insert_minted, minting
from tests.support.library import a_user

events = accounts_tables.account_events


async def test_two_processes_that_mint_the_same_ids_write_different_rows(
    open_tx: OpenTx, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await a_user(open_tx)
    shard = shard_of(owner.id)

    class Frozen(IdMint):
        """Another process's mint that was started at the same millisecond and drew the same start."""

        def __init__(self) -> None:
            super().__init__(lambda: 1_800_000_000_000, lambda: 0)
            self._sequence = 500

    async def write(minted_by: IdMint, number: int) -> list[int]:
        written = []
        for _ in range(number):
            monkeypatch.setattr(minting, "mint", minted_by.mint)
            async with open_tx() as tx:
                row = await insert_minted(tx, events, shard, user_id=owner.id, kind="test", actor="self", detail={})
            written.append(row.id)
        return written

    one = await write(Frozen(), 20)
    other = await write(Frozen(), 20)
    assert len({*one, *other}) == 40
    async with open_tx() as tx:
        assert await tx.scalar(select(func.count()).where(events.c.shard == shard)) == 40


async def test_many_at_once(open_tx: OpenTx) -> None:
    owner = await a_user(open_tx)

    async def write() -> int:
        async with open_tx() as tx:
            row = await insert_minted(
                tx, events, shard_of(owner.id), user_id=owner.id, kind="test", actor="self", detail={}
            )
            return int(row.id)

    assert len(set(await asyncio.gather(*(write() for _ in range(50))))) == 50


async def test_another_constraint_is_no_reason_to_mint_again(open_tx: OpenTx) -> None:
    owner = await a_user(open_tx)
    with pytest.raises(IntegrityError):
        async with open_tx() as tx:
            await insert_minted(
                tx, accounts_tables.users, 5, **{c.name: getattr_of(owner, c.name) for c in columns_to_give()}
            )


def columns_to_give() -> list:  # type: ignore[type-arg]
    table = accounts_tables.users
    return [c for c in table.c if c.name != "id" and not c.nullable and c.server_default is None]


def getattr_of(owner: object, name: str) -> object:
    taken = {"username_key": owner.username, "email_key": owner.email, "password_hash": "x"}  # type: ignore[attr-defined]
    return taken[name] if name in taken else getattr(owner, name)
