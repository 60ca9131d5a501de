"""`albumen import`: folders of this machine into somebody's library."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from albumen.cli import say
from albumen.cli.options import DEFAULT_DATA, Data, Log, Paths

if TYPE_CHECKING:
    from albumen.accounts import User
    from albumen.cli.report import Tally
    from albumen.wiring import Parts

_MOST_PARALLEL = 64


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command("import")(import_)


def import_(
    paths: Paths,
    user: Annotated[
        str,
        typer.Option("--user", metavar="NAME", help="Whose library: username or e-mail address.", show_default=False),
    ],
    again: Annotated[
        bool, typer.Option("--again", help="Bring back also what lies in the trash or was deleted for good.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until the photos are developed (`serve` does that in any case).")
    ] = False,
    parallel: Annotated[
        int, typer.Option("--parallel", metavar="N", min=1, max=_MOST_PARALLEL, help="Files taken in at once.")
    ] = 4,
    log: Log = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Import photos and videos that lie on this machine.

    The files are only read. What is in the library already is not taken twice, so an import can be repeated, and one that
    was stopped goes on. Sidecars (.xmp, and .json of Google Takeout) are kept with their photos. At the end it says what
    became of the files; the exit code is 1 when one failed that should not have.
    """
    from albumen.cli.report import telling

    with telling(log) as tally:
        asyncio.run(_import(paths, user, again, wait, parallel, data, tally))
    if tally.counts["failed"]:
        raise typer.Exit(1)


async def _import(
    paths: list[Path], user: str, again: bool, wait: bool, parallel: int, data: Path, tally: "Tally"
) -> None:
    from albumen.cli.work import is_served, open_parts, person, refuse_as_stranger, settings_for

    settings = settings_for(data)
    refuse_as_stranger(settings.data)
    async with open_parts(settings) as parts:
        async with parts.database.open_tx() as tx:
            owner = await person(tx, user)
        if not wait:
            await _take_in(parts, owner, paths, again, parallel, tally)
        elif is_served(data):
            await _take_in(parts, owner, paths, again, parallel, tally)
            await _watch(parts)
        else:
            await _develop_beside(parts, _take_in(parts, owner, paths, again, parallel, tally))


async def _take_in(
    parts: "Parts", owner: "User", paths: list[Path], again: bool, parallel: int, tally: "Tally"
) -> None:
    from albumen import ingest
    from albumen.cli.report import bar

    inventory = await asyncio.to_thread(ingest.look_through, paths)
    for passed in inventory.passed:
        tally.add(passed.relative, "failed" if passed.wrong else "skipped", passed.reason)
    with bar("Importing", len(inventory.files), inventory.size) as shown:
        taking = ingest.import_files(parts.receiving, owner, inventory, again=again, parallel=parallel)
        async for outcome in taking:
            tally.add(outcome.file.relative, outcome.fate, outcome.reason)
            shown.step(outcome.file.size)


async def _develop_beside(parts: "Parts", taking: Coroutine[Any, Any, None]) -> None:
    """Take photos in, and have a worker of our own develop them meanwhile, as that of `serve` would; until both are done."""
    from albumen import wiring

    worker = wiring.worker(parts)
    working = asyncio.create_task(worker.run())
    watching = None
    try:
        await taking
        worker.stop_when_idle()
        watching = asyncio.create_task(_watch(parts))
        await working
    finally:
        for task in (working, watching):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
    say.note("The photos are developed.")


async def _watch(parts: "Parts") -> None:
    """Show how the photos are developed, until none waits for it."""
    from albumen import jobs
    from albumen.cli.report import bar

    async def left() -> int:
        async with parts.database.open_tx() as tx:
            counts = await jobs.counts(tx)
        return counts.queued + counts.running

    waiting = await left()
    with bar("Developing", waiting) as shown:
        while waiting:
            await asyncio.sleep(0.2)
            now = await left()
            shown.step(things=max(0, waiting - now))
            waiting = min(waiting, now)
