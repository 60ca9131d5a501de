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

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
