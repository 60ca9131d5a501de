"""Several workers on one piece of work."""

import asyncio
from collections.abc import Awaitable, Callable


async def together(number: int, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` so many times at once; the first failure ends the others and is raised, alone."""
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(number):
                group.create_task(_run(work))
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    await work()
