"""Concurrent work in a drawn order: every step of every actor waits for its turn, on real connections and real files."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from albumen.database import OpenTx, Tx
from albumen.storage import LocalStore

_BLOCKED = 0.03


class Turns:
    """Gives one step at a time to one of the actors that ask, as `order` draws; what blocks in the database is passed over."""

    def __init__(self, order: Sequence[int]) -> None:
        self._order = list(order)
        self._names: list[str] = []
        self._parked: dict[str, asyncio.Future[None]] = {}
        self._moved = asyncio.Event()

    async def mine(self, actor: str) -> None:
        """Wait for a turn."""
        turn = asyncio.get_running_loop().create_future()
        self._parked[actor] = turn
        self._moved.set()
        await turn

    async def play(self, actors: dict[str, Callable[[], Awaitable[None]]]) -> None:
        """Run all actors to their ends."""
        self._names = list(actors)
        tasks = {name: asyncio.create_task(self._act(name, act)) for name, act in actors.items()}
        while running := [name for name, task in tasks.items() if not task.done()]:
            while set(running) - set(self._parked) and await self._somebody_moves():
                running = [name for name, task in tasks.items() if not task.done()]
            if self._parked:
                self._parked.pop(self._next(running)).set_result(None)
        await asyncio.gather(*tasks.values())

    def _next(self, running: Sequence[str]) -> str:
        """Whose turn it is: the drawn actor's; where it is not waiting, that of the next one who is."""
        while self._order and self._names[self._order[0] % len(self._names)] not in running:
            self._order.pop(0)
        drawn = self._order.pop(0) if self._order else 0
        return min(self._parked, key=lambda name: (self._names.index(name) - drawn) % len(self._names))

    async def _act(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        try:
            await self.mine(name)
            await act()
        finally:
            self._moved.set()

    async def _somebody_moves(self) -> bool:
        """False when those that do not wait for a turn seem to wait for a lock; a wrong guess only changes the order."""
        self._moved.clear()
        try:
            await asyncio.wait_for(self._moved.wait(), _BLOCKED)
        except TimeoutError:
            return False
        return True


class StoreInTurns:
    """A store each of whose verbs waits for a turn."""

    def __init__(self, inner: LocalStore, turns: Turns, actor: str) -> None:
        self._inner, self._turns, self._actor = inner, turns, actor

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._inner, name)
        if not asyncio.iscoroutinefunction(verb):
            return verb

        async def in_turn(*args: Any, **options: Any) -> Any:
            await self._turns.mine(self._actor)
            return await verb(*args, **options)

        return in_turn


def tx_in_turns(open_tx: OpenTx, turns: Turns, actor: str) -> OpenTx:
    """Transactions each of which waits for a turn before it begins."""

    @asynccontextmanager
    async def in_turn() -> AsyncIterator[Tx]:
        await turns.mine(actor)
        async with open_tx() as tx:
            yield tx

    return in_turn
