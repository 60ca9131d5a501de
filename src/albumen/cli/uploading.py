"""`albumen upload`: folders of this machine to an Albumen anywhere."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.cli import say
from albumen.cli.options import Log, Paths

if TYPE_CHECKING:
    from albumen.cli.client import Server
    from albumen.cli.report import Tally
    from albumen.cli.watching import Watched


Address = Annotated[
    str,
    typer.Option(
        "--server",
        envvar="ALBUMEN_SERVER",
        metavar="URL",
        help="Address of the Albumen, such as https://photos.example.org.",
        show_default=False,
    ),
]
Key = Annotated[
    str,
    typer.Option(
        "--key",
        envvar="ALBUMEN_KEY",
        metavar="KEY",
        show_default=False,
        help="API key with the scope photos:write. Better given in the environment, where no list of processes shows it.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command()(upload)


def upload(
    paths: Paths,
    server: Address,
    key: Key,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="Stay, and send whatever comes into the folders from now on, until it is stopped."
        ),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send also what lies in the trash there or was deleted for good.")
    ] = False,
    parallel: Annotated[int, typer.Option("--parallel", metavar="N", min=1, max=16, help="Files sent at once.")] = 4,
    patience: Annotated[
        int,
        typer.Option(
            "--patience", metavar="SECONDS", min=0, help="How long to keep trying while nothing arrives at the server."
        ),
    ] = 300,
    log: Log = None,
    settle: Annotated[
        float,
        typer.Option(
            "--settle",
            metavar="SECONDS",
            min=0,
            help="With --watch: a file is complete when it has not changed for so long.",
        ),
    ] = 5,
    every: Annotated[
        float,
        typer.Option(
            "--every",
            metavar="MINUTES",
            min=0.01,
            help="With --watch: look through the folders so often although no change was told (network folders tell none).",
        ),
    ] = 15,
) -> None:
    """Send photos and videos from this machine to an Albumen anywhere.

    What is there already is not sent. What was interrupted goes on where it stopped, also in a later run. Sidecars (.xmp, and
    .json of Google Takeout) are kept with their photos. The exit code is 1 when a file failed that should not have.

    With --watch it backs the folders up for as long as it runs, waits while the server is away, and never sends again what was
    put into the trash there or deleted for good. SIGTERM or Ctrl-C end it with exit code 0.
    """
    if watch:
        if again:
            raise typer.BadParameter("--watch never sends again what was thrown away: it does not go with --again")
        from albumen.cli.watching import Watched

        asyncio.run(_watch(Watched(paths, parallel, settle, every * 60, log), server, key, patience))
        return
    from albumen.cli.report import telling

    with telling(log) as tally:
        asyncio.run(_upload(paths, server, key, again, parallel, patience, tally))
    if tally.counts["failed"]:
        raise typer.Exit(1)


async def _upload(
    paths: list[Path], address: str, key: str, again: bool, parallel: int, patience: int, tally: "Tally"
) -> None:
    from albumen import ingest
    from albumen.cli.client import Server
    from albumen.cli.report import bar
    from albumen.cli.sending import Run

    async with Server(address, key, patience=patience) as server:
        _warn(server)
        await server.greet()
        inventory = await asyncio.to_thread(ingest.look_through, paths)
        for passed in inventory.passed:
            tally.add(passed.relative, "failed" if passed.wrong else "skipped", passed.reason)
        files = [file for file in inventory.files if not file.sidecar_of]
        sidecars = [file for file in inventory.files if file.sidecar_of]
        with bar("Uploading", len(inventory.files), inventory.size) as shown:
            run = Run(server, iter(files), shown, lambda file, *what: tally.add(file.relative, *what), again=again)
            await run.work(parallel)
            await run.attach(sidecars, parallel)


async def _watch(watched: "Watched", address: str, key: str, patience: int) -> None:
    from albumen.cli.client import Server
    from albumen.cli.remembering import Memory
    from albumen.cli.watching import watch
    from albumen.core import Unavailable

    async with Server(address, key, patience=patience) as server:
        _warn(server)
        with Memory.open(server.address, key) as memory:
            with suppress(Unavailable):  # that passes
                await server.greet()
            await watch(server, memory, watched)


def _warn(server: "Server") -> None:
    if not server.encrypted:
        say.note("The connection is not encrypted: everybody on the way can read the photos and the key.")
