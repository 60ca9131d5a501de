"""Processes that die together, none of them seeing the others die."""

import contextlib
from collections.abc import Callable

import psutil


def kill_together(family: Callable[[], list[psutil.Process]]) -> list[psutil.Process]:
    """Stop whoever `family` lists until it lists nobody new, then kill them all; returns them.

    One that ends by itself meanwhile (a connection's process, say) has had its way: it is no part of what is tested.
    """
    stopped: dict[int, psutil.Process] = {}
    while fresh := [each for each in family() if each.pid not in stopped]:
        for each in fresh:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.suspend()
            stopped[each.pid] = each
    for each in stopped.values():
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    return list(stopped.values())
