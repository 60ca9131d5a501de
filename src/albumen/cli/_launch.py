"""Becomes another program that dies with its parent: run by its path as a program of its own, never imported.

A session of its own first (Ctrl-C in the terminal belongs to the parent, which ends its children in order), then the death
signal, then the look whether the parent died before that, then `exec`. The standard library only, so that it starts at once.
The arguments: the parent's pid, then the command.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: str, *command: str) -> None:
    os.setsid()
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_PDEATHSIG")
    if os.getppid() != int(parent):
        sys.exit("the parent ended before its child began")
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
