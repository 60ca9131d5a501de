"""The system user that PostgreSQL runs as: ourselves, or somebody without rights when we are root (it refuses root)."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import structlog

from albumen.database.errors import DatabaseFailed

log = structlog.get_logger()

PREFERRED = "albumen"


@dataclass(frozen=True, slots=True)
class Account:
    """A system user: name, user id, group id."""

    name: str
    uid: int
    gid: int


def account_for(data: Path, wanted: str | None) -> Account | None:
    """The user to become before PostgreSQL starts on `data`, or None to stay who we are (we are not root).

    `wanted` (the setting), else whoever owns the data already, else the system user `albumen` (made if missing), else `nobody`.
    Raises `DatabaseFailed` where the data belongs to somebody else, or the wanted user does not exist.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise DatabaseFailed(
                f"The database in {data} belongs to {_by_number(owner).name}: run this command as that user, or as root."
            )
        return None
    if wanted is not None:
        chosen = _look_up(wanted)
        if chosen is None or chosen.uid == 0:
            raise DatabaseFailed(
                f"ALBUMEN_DATABASE_USER names {wanted}, which is not a system user without rights: PostgreSQL cannot run as it."
            )
        if owner is not None and owner != chosen.uid:
            raise DatabaseFailed(
                f"The database in {data} belongs to {_by_number(owner).name}, but ALBUMEN_DATABASE_USER says {wanted}: "
                f"set it to the owner, or hand the files over with `chown -R {wanted} {data.parent}`."
            )
        return chosen
    if owner == 0:
        raise DatabaseFailed(
            f"The database in {data} belongs to root, as whom PostgreSQL refuses to run: "
            f"`chown -R {PREFERRED} {data.parent}` hands the files to the user {PREFERRED}."
        )
    if owner is not None:
        return _by_number(owner)
    return _look_up(PREFERRED) or _made() or _nobody()


def _made() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", "--comment", "Albumen's database", PREFERRED]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    # Another process may have made it a moment ago: what counts is whether it is there now.
    made = _look_up(PREFERRED)
    if made is None:
        log.warning("database.no_user_made", user=PREFERRED, reason=done.stderr.strip())
    else:
        log.info("database.user_made", user=PREFERRED)
    return made


def _nobody() -> Account:
    nobody = _look_up("nobody")
    if nobody is None:
        raise DatabaseFailed(
            f"PostgreSQL refuses to run as root, and there is neither a user {PREFERRED} nor nobody: "
            f"create one (`useradd --system {PREFERRED}`), or run Albumen as an ordinary user."
        )
    log.warning("database.runs_as_nobody", advice=f"create a system user named {PREFERRED}, which nothing else runs as")
    return nobody


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _by_number(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(f"number {uid}", uid, uid)  # files that came from another machine
    return Account(entry.pw_name, uid, entry.pw_gid)
