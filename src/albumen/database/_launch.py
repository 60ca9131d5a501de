"""Becomes the database's user, then PostgreSQL: run by its path as a program of its own, never imported.

Everything happens in one process and in this order, because each step undoes an earlier one placed after it:
a session of its own (Ctrl-C in the terminal belongs to Albumen), the user (clears the death signal), the death signal
(PostgreSQL shuts down in good order when its supervisor is killed), the look whether the supervisor died before that, `exec`.
The standard library only, imported while it can still be read: the new user may have no way into this Python's directory.

The one argument is JSON: `user` (null to stay who we are), `group`, `home` (directory to stand in), `parent` (the supervisor's
pid), `death_signal`, `files` (name → text, written into `home`), `command` (a list), `environment`.
"""

import ctypes
import json
import os
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def main(order: str) -> None:
    wanted = json.loads(order)
    libc = ctypes.CDLL(None, use_errno=True)
    os.setsid()
    os.umask(0o077)
    os.chdir(wanted["home"])
    if wanted["user"] is not None:
        os.setgroups([])
        os.setgid(wanted["group"])
        os.setuid(wanted["user"])
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(_PR_SET_PDEATHSIG, wanted["death_signal"], 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_PDEATHSIG")
    if os.getppid() != wanted["parent"]:
        sys.exit("the supervisor ended before PostgreSQL began")
    for name, text in wanted["files"].items():
        with open(name + ".new", "w", encoding="utf-8") as new:  # noqa: PTH123
            new.write(text)
        os.replace(name + ".new", name)  # noqa: PTH105
    os.execve(wanted["command"][0], wanted["command"], wanted["environment"])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1])
