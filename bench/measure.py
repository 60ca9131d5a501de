"""How benchmarks measure: ours and the peer's in turn, round by round, so that a busy machine is as busy for both.

A benchmark gives lines; a line holds every sample of both sides. What is told of them is the median, or the 95th of a hundred
where somebody waits; the spread stands beside it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Told = Literal["median", "p95"]


@dataclass(frozen=True)
class Goal:
    """What is wanted of a line: `of` the ratio or of our own value, at least or less than a number."""

    of: Literal["ratio", "value"]
    sign: Literal["≥", "<"]
    limit: float

    def held(self, line: "Line") -> bool:
        value = line.ratio if self.of == "ratio" else line.value
        if value is None:
            return False
        return value >= self.limit if self.sign == "≥" else value < self.limit

    def __str__(self) -> str:
        return f"{'ratio ' if self.of == 'ratio' else ''}{self.sign} {self.limit:g}"


@dataclass(frozen=True)
class Line:
    """One thing measured: our samples, and the peer's of the same rounds."""

    what: str
    unit: str
    ours: list[float]
    peer: list[float] = field(default_factory=list)
    beside: str = ""
    """Who the peer is."""
    told: Told = "median"
    goal: Goal | None = None

    @property
    def value(self) -> float:
        return told(self.ours, self.told)

    @property
    def peers(self) -> float | None:
        return told(self.peer, self.told) if self.peer else None

    @property
    def ratio(self) -> float | None:
        """Ours to the peer's: of the pairs of single rounds where there are few, else of what is told of all."""
        if not self.peer or not all(self.peer):
            return None
        if self.told == "median" and len(self.ours) == len(self.peer):
            return median(ours / peer for ours, peer in zip(self.ours, self.peer, strict=True))
        return self.value / told(self.peer, self.told)

    def as_json(self) -> dict[str, Any]:
        goal = {"goal": str(self.goal), "held": self.goal.held(self)} if self.goal else {}
        return {
            "what": self.what,
            "unit": self.unit,
            "told": self.told,
            "value": self.value,
            "ours": self.ours,
            "beside": self.beside,
            "peer": self.peer,
            "ratio": self.ratio,
            **goal,
        }


@dataclass(frozen=True)
class Size:
    """How much is measured: in full, or so little that one only sees that it works."""

    tiny: bool = False

    def pick(self, full: int, tiny: int) -> int:
        return tiny if self.tiny else full


def told(samples: list[float], how: Told) -> float:
    if how == "median":
        return median(samples)
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def timed(work: Callable[[], object]) -> float:
    """The milliseconds that one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def in_turn(rounds: int, ours: Callable[[], float], peer: Callable[[], float]) -> tuple[list[float], list[float]]:
    """One round of each after the other; who goes first changes, so that nobody always finds what the other left warm."""
    mine, theirs = [], []
    for number in range(rounds):
        if number % 2:
            theirs.append(peer())
            mine.append(ours())
        else:
            mine.append(ours())
            theirs.append(peer())
    return mine, theirs


@contextmanager
def saying(what: str) -> Iterator[None]:
    """Say what is being done, for whoever waits, and how long it took."""
    began = time.perf_counter()
    print(f"  {what} …", end="", flush=True)
    yield
    print(f" {time.perf_counter() - began:.1f} s", flush=True)


def table(lines: list[Line]) -> str:
    """The lines as a table of text."""
    head = ("", "ours", "(spread)", "peer", "beside", "ratio", "goal", "")
    rows = [head, *(_row(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    left = {0, 2, 4, 6, 7}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def markdown(name: str, lines: list[Line]) -> str:
    """The lines as rows of the table in docs/benchmarks.md."""
    return "\n".join(f"| {' | '.join(_cells(name, line))} |" for line in lines)


def _cells(name: str, line: Line) -> tuple[str, ...]:
    what, value, spread, peers, beside, ratio, goal, held = _row(line)
    return (
        f"`{name}`",
        what,
        f"{value} {spread}".strip(),
        f"{beside} {peers}".strip(),
        ratio,
        f"{goal}{' (missed)' if held == 'MISSED' else ''}",
    )


def _row(line: Line) -> tuple[str, ...]:
    peers, ratio = line.peers, line.ratio
    return (
        line.what + (" (p95)" if line.told == "p95" else ""),
        f"{_number(line.value)} {line.unit}",
        f"({_number(min(line.ours))} to {_number(max(line.ours))})" if len(line.ours) > 1 else "",
        "" if peers is None else f"{_number(peers)} {line.unit}",
        line.beside,
        "" if ratio is None else f"{ratio:.2f}",
        str(line.goal or ""),
        "" if line.goal is None else "held" if line.goal.held(line) else "MISSED",
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value < 100 else f"{value:.0f}"
