"""The runtime directory of the server's socket: short, private (0700), and under a name that nobody can take before us."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

from albumen.database.account import Account
from albumen.database.configuration import NAME
from albumen.database.errors import DatabaseFailed
from albumen.database.programs import may_enter

_PORT = 5432  # names the socket's file; nothing ever listens on TCP
_FILES = (f".s.PGSQL.{_PORT}", f".s.PGSQL.{_PORT}.lock")
_SUN_PATH = 107  # bytes in the address of a Unix socket (unix(7), less the final zero)


def url_of(sockets: Path, database: str = NAME) -> str:
    """The libpq address of a database behind the socket in a directory."""
    return f"postgresql://{NAME}@/{database}?host={quote(str(sockets), safe='')}&port={_PORT}"


def make_sockets(record: Path, account: Account | None) -> Path:
    """An empty runtime directory that belongs to the database's user.

    It is the one named in the file `record` as long as that can be had, so that addresses stay good across restarts; else a
    new one, which is recorded.
    """
    owner = account.uid if account else os.geteuid()
    recorded = _recorded(record, account)
    if recorded is not None:
        with contextlib.suppress(OSError):
            recorded.mkdir(mode=0o700)
            _hand_over(recorded, account)
        # Somebody else may have taken the name since: then it is not used.
        if _is_private(recorded, owner):
            _remove_files(recorded)
            return recorded
    for base in _bases(account):
        try:
            fresh = Path(tempfile.mkdtemp(prefix="pg-" if base.name == NAME else f"{NAME}-", dir=base))
        except OSError:
            continue
        if len(os.fsencode(fresh / _FILES[0])) > _SUN_PATH:
            fresh.rmdir()
            continue
        _hand_over(fresh, account)
        temporary = record.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        temporary.write_text(str(fresh))
        temporary.replace(record)
        return fresh
    raise DatabaseFailed("No directory for the database's socket could be made in /run or /tmp.")


def clear_sockets(record: Path, account: Account | None) -> None:
    """Remove the recorded runtime directory. The record stays: the next start takes the same name if it can."""
    recorded = _recorded(record, account)
    if recorded is not None and recorded.is_dir() and not recorded.is_symlink():
        _remove_files(recorded)
        with contextlib.suppress(OSError):
            recorded.rmdir()


def _recorded(record: Path, account: Account | None) -> Path | None:
    try:
        recorded = Path(record.read_text())
    except FileNotFoundError:
        return None
    # Root may be at work in a directory of somebody else, who could have written any name there.
    return recorded if recorded.parent in _bases(account) else None


def _hand_over(directory: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(directory, account.uid, account.gid, follow_symlinks=False)


def _bases(account: Account | None) -> list[Path]:
    """Where a runtime directory may be, best first.

    Not XDG_RUNTIME_DIR: it is deleted when its user logs out, under a server that goes on.
    """
    bases = [Path(name) for name in os.environ.get("RUNTIME_DIRECTORY", "").split(":")[:1] if name]  # systemd.exec(5)
    if os.geteuid() == 0:
        run = Path("/run") / NAME
        with contextlib.suppress(OSError):
            run.mkdir(mode=0o755, exist_ok=True)
        if run.is_dir() and not run.is_symlink() and run.stat().st_uid == 0:
            bases.append(run)
    bases += [Path("/tmp"), Path(tempfile.gettempdir())]  # noqa: S108
    return [base for base in bases if base.is_dir() and (account is None or may_enter(base, account))]


def _is_private(directory: Path, owner: int) -> bool:
    try:
        found = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700


def _remove_files(directory: Path) -> None:
    for name in _FILES:
        (directory / name).unlink(missing_ok=True)
