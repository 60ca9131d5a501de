"""Options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar="ALBUMEN_DATA",
        metavar="DIR",
        help="Folder in which Albumen keeps everything: database, photos, backups.",
        show_default="./data",
    ),
]

DEFAULT_DATA = Path("data")

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH…", help="Folders, with all below them, and files.", show_default=False)
]

Log = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        help="Write what became of each file to this file, as JSON, one line each.",
        show_default=False,
    ),
]

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
