"""The commands that run Albumen's processes."""

import asyncio
from typing import Annotated

import typer

from albumen import __version__
from albumen.cli import say
from albumen.cli.options import DEFAULT_DATA, Data

Host = Annotated[
    str,
    typer.Option(
        "--host",
        envvar="ALBUMEN_HOST",
        metavar="ADDRESS",
        help="Address to listen on. 0.0.0.0 means all of this machine's: others in the network can then reach it.",
    ),
]
Port = Annotated[
    int, typer.Option("--port", envvar="ALBUMEN_PORT", min=1, max=65535, metavar="PORT", help="Port to listen on.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    app.command()(serve)
    app.command()(api)
    app.command()(worker)
    app.command()(migrate)
    app.command()(version)


def serve(
    data: Data = DEFAULT_DATA,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Run Albumen: the database, the web process and the worker, until Ctrl-C or SIGTERM.

    The data directory is made if it is missing. Once it is ready, the address is printed, and while there is no administrator
    also a link that makes the first one.
    """
    from albumen.cli.serve import serve as run
    from albumen.cli.work import settings_for

    asyncio.run(run(settings_for(data, log="info"), host, port))


def api(
    data: Data = DEFAULT_DATA,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Run only a web process, in the foreground, on a running database (ALBUMEN_DATABASE_URL, or that of `serve`)."""
    from albumen.cli.serve import run_api
    from albumen.cli.work import settings_for

    asyncio.run(run_api(settings_for(data, log="info"), host, port))


def worker(data: Data = DEFAULT_DATA) -> None:
    """Run only a worker, in the foreground, on a running database (ALBUMEN_DATABASE_URL, or that of `serve`)."""
    from albumen.cli.serve import run_worker
    from albumen.cli.work import settings_for

    asyncio.run(run_worker(settings_for(data, log="info")))


def migrate(data: Data = DEFAULT_DATA) -> None:
    """Bring the database to the schema of this Albumen. `serve` does the same when it starts."""
    from albumen.cli.work import migrate_only, settings_for

    asyncio.run(migrate_only(settings_for(data)))
    say.note("The database has the schema of this Albumen.")


def version() -> None:
    """Print the version."""
    say.answer(f"albumen {__version__}")
