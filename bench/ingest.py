"""How many photos a second come into a library, until the last of them is developed.

The peer is vipsthumbnail (Debian's libvips-tools) making the same sizes in the same formats of the same files, one process for
each core: it neither keeps an original nor knows a library, so it is as near to a physical limit as a program gets. One run of
it makes one size; each process makes one size after the other.
"""

import os
import resource
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from typing import Protocol

from albumen.imaging import GRID, PREVIEW, Recipe, RenditionFormat
from bench import pictures
from bench.measure import Goal, Line, Size, in_turn, saying
from bench.people import make_people
from bench.server import Server, command, cpu_seconds, database_of, folder, serving

_PEER = "vipsthumbnail"
_GOAL = Goal("ratio", "≥", 0.7)
_POLL = 0.05


def run(size: Size) -> list[Line]:
    """Photos a second: beside a running `serve`, and by the command alone; and what a photo costs the processor."""
    number, rounds = size.pick(60, 2), size.pick(5, 1)
    width, height = size.pick(pictures.WIDTH, 400), size.pick(pictures.HEIGHT, 300)
    with folder() as place:
        with saying(f"drawing {number} pictures of {width} × {height}"):
            drawn = pictures.draw(place / "photos", number, width=width, height=height)
        peer = Thumbnails(drawn, place / "thumbnails") if shutil.which(_PEER) else None
        if peer is None:
            print(f"  {_PEER} is not here: nothing to compare with")
        with serving(place / "served" / "data") as server, saying("importing beside serve, the peer in turn"):
            beside = _rounds(rounds, Beside(server, drawn[0].parent, number, rounds), peer, number)
        with saying("importing with --wait, the peer in turn"):
            alone = _rounds(rounds, Alone(place / "alone" / "data", drawn[0].parent, number, rounds), peer, number)
    named = _PEER if peer else ""
    return [
        Line("import beside serve, all developed", "photos/s", *beside.rates, named, goal=_GOAL),
        Line("import --wait, all developed", "photos/s", *alone.rates, named, goal=_GOAL),
        Line("processor time of a photo, beside serve", "ms", *beside.costs, named),
        Line("processor time of a photo, --wait", "ms", *alone.costs, named),
    ]


class Rounds:
    """What some rounds gave: photos a second and processor milliseconds a photo, ours and the peer's."""

    def __init__(self) -> None:
        self.rates: tuple[list[float], list[float]] = ([], [])
        self.costs: tuple[list[float], list[float]] = ([], [])


class Work(Protocol):
    """Something that is done to all pictures."""

    def prepare(self) -> None:
        """Make ready for one more time; not measured."""

    def do(self) -> float:
        """Do it; the processor seconds that it took, of all processes."""


def _rounds(rounds: int, ours: Work, peer: Work | None, number: int) -> Rounds:
    gave = Rounds()

    def measured(side: int, work: Work) -> float:
        work.prepare()
        began = time.perf_counter()
        cost = work.do()
        rate = number / (time.perf_counter() - began)
        gave.rates[side].append(rate)
        gave.costs[side].append(cost / number * 1000)
        return rate

    if peer is None:
        for _ in range(rounds):
            measured(0, ours)
    else:
        in_turn(rounds, lambda: measured(0, ours), lambda: measured(1, peer))
    return gave


class Beside:
    """The import beside a running `serve`, each time into the library of somebody new."""

    def __init__(self, server: Server, photos: Path, number: int, rounds: int) -> None:
        self._server, self._photos, self._number = server, photos, number
        people = make_people(server.database_url(), *(f"owner{n}" for n in range(rounds)))
        self._client = server.client(people[0].key)
        self._owners = [person.user.username for person in people]

    def prepare(self) -> None:
        """There is nothing to do."""

    def do(self) -> float:
        pid = self._server.process.pid
        before = cpu_seconds(pid) + _children()
        _import(self._server.data, self._photos, self._owners.pop(), self._number)
        while (jobs := self._client.json("/api/v1/admin/jobs"))["queued"] or jobs["running"]:
            time.sleep(_POLL)
        if jobs["parked"]:
            raise RuntimeError(f"{jobs['parked']} photos were not developed")
        return cpu_seconds(pid) + _children() - before


class Alone:
    """The command alone: it starts the database, imports, develops, and stops the database."""

    def __init__(self, data: Path, photos: Path, number: int, rounds: int) -> None:
        self._data, self._photos, self._number = data, photos, number
        self._owners = [f"owner{n}" for n in range(rounds)]
        with database_of(data) as url:
            make_people(url, *self._owners)

    def prepare(self) -> None:
        """There is nothing to do."""

    def do(self) -> float:
        before = _children()
        _import(self._data, self._photos, self._owners.pop(), self._number, "--wait")
        return _children() - before


class Thumbnails:
    """The peer."""

    def __init__(self, files: list[Path], output: Path) -> None:
        self._files, self._output = files, output

    def prepare(self) -> None:
        shutil.rmtree(self._output, ignore_errors=True)
        self._output.mkdir()

    def do(self) -> float:
        cores = len(os.sched_getaffinity(0))
        before = _children()
        one_thread = os.environ | {"VIPS_CONCURRENCY": "1"}
        running = [
            subprocess.Popen(["sh", "-c", self._commands(self._files[number::cores])], env=one_thread)
            for number in range(min(cores, len(self._files)))
        ]
        ended = [process.wait() for process in running]
        if any(ended):
            raise RuntimeError(f"{_PEER} failed")
        made = len(list(self._output.iterdir()))
        if made != 2 * len(self._files):
            raise RuntimeError(f"{_PEER} made {made} pictures of {len(self._files)}")
        return _children() - before

    def _commands(self, files: list[Path]) -> str:
        return " && ".join(
            shlex.join(
                [_PEER, "--size", f"{recipe.width}x{recipe.height}>", "-o", self._name(recipe), *map(str, files)]
            )
            for recipe in (GRID, PREVIEW)
        )

    def _name(self, recipe: Recipe) -> str:
        # As imaging encodes them, and without metadata.
        webp = recipe.format is RenditionFormat.WEBP
        how = f"webp[Q={recipe.quality},effort=2,strip]" if webp else f"jpg[Q={recipe.quality},strip]"
        return f"{self._output}/{recipe.name}-%s.{how}"


def _import(data: Path, photos: Path, owner: str, number: int, *more: str) -> None:
    said = command(data, "import", str(photos), "--user", owner, *more)
    if f"{number} added" not in said:
        raise RuntimeError(f"not all pictures were imported: {said}")


def _children() -> float:
    """Processor seconds of this process's children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
