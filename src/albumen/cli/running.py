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
MetricsPort = Annotated[
    int | None,
    typer.Option(
        "--metrics-port",
        envvar="ALBUMEN_METRICS_PORT",
        min=1,
        max=65534,
        metavar="PORT",
        help="Tell metrics to Prometheus on this port of 127.0.0.1 (ALBUMEN_METRICS_HOST), at /metrics.",
        show_default="not told",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    app.command()(serve)
    app.command()(api)
    app.command()(worker)
    app.command()(migrate)
    app.command()(openapi)
    app.command()(version)


def serve(
    data: Data = DEFAULT_DATA,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    metrics_port: MetricsPort = None,
) -> None:
    """Run Albumen: the database, the web process and the worker, until Ctrl-C or SIGTERM.

    The data directory is made if it is missing. Once it is ready, the address is printed, and while there is no administrator
    also a link that makes the first one. With --metrics-port the web process tells its metrics there, and the worker on the
    port after it.
    """
    from albumen.cli.serve import serve as run
    from albumen.cli.work import settings_for

    asyncio.run(run(settings_for(data, log="info"), host, port, metrics_port))


def api(
    data: Data = DEFAULT_DATA,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    metrics_port: MetricsPort = None,
) -> None:
    """Run only a web process, in the foreground, on a running database (ALBUMEN_DATABASE_URL, or that of `serve`)."""
    from albumen.cli.serve import run_api
    from albumen.cli.work import settings_for

    asyncio.run(run_api(settings_for(data, log="info"), host, port, metrics_port))


def worker(data: Data = DEFAULT_DATA, metrics_port: MetricsPort = None) -> None:
    """Run only a worker, in the foreground, on a running database (ALBUMEN_DATABASE_URL, or that of `serve`)."""
    from albumen.cli.serve import run_worker
    from albumen.cli.work import settings_for

    asyncio.run(run_worker(settings_for(data, log="info"), metrics_port))


def migrate(data: Data = DEFAULT_DATA) -> None:
    """Bring the database to the schema of this Albumen. `serve` does the same when it starts."""
    from albumen.cli.work import migrate_only, settings_for

    asyncio.run(migrate_only(settings_for(data)))
    say.note("The database has the schema of this Albumen.")


def openapi() -> None:
    """Print the description of the HTTP API (OpenAPI, JSON). No server is needed."""
    from contextlib import nullcontext
    from typing import cast

    from albumen.api import create_api
    from albumen.wiring import Parts

    # It is only described; the parts would be built when it is served.
    api = create_api(lambda: nullcontext(cast(Parts, None)))
    say.answer_json(api.openapi())


def version() -> None:
    """Print the version."""
    say.answer(f"albumen {__version__}")
