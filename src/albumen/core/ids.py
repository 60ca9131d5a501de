"""Ids: 41 bits of milliseconds since 2026-01-01 UTC, 13 bits of logical shard, 10 bits of sequence.

The layout is Instagram's ("Sharding & IDs at Instagram", 2012) with an epoch of our own. The top bit of a `bigint` is its
sign, so ids stay positive until 2060. They grow with time, tell their shard and are never used again; they are guessable and
so give nobody any right. In JSON they are decimal strings, because JavaScript's numbers end at 2**53.
"""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z in Unix milliseconds."""

SHARDS = 8192
"""Logical shards, fixed for ever by the layout."""

MAX_ID = 2**63 - 1

_SEQUENCE = 1024
_BORROW_MS = 5


def shard_of(an_id: int) -> int:
    """The logical shard (0 to 8191) that an id was minted for."""
    return (an_id >> 10) & (SHARDS - 1)


def minted_at(an_id: int) -> datetime:
    """The instant at which an id was minted, to the millisecond."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=(an_id >> 23) + EPOCH_MS)


def random_shard() -> int:
    """A shard for a new user, drawn evenly. Everything the user owns is minted with it."""
    return secrets.randbelow(SHARDS)


class IdMint:
    """Mints ids that, within this process and for each shard, only grow, whatever the wall clock does.

    Time is the wall clock at construction carried on by the monotonic clock, so a step back is not seen; a step forward is
    followed. Where the sequence comes round within a millisecond it borrows at most 5 ms from the future, then waits.
    Two processes may mint the same id (same shard, millisecond and sequence): the primary key refuses the second, and its
    writer mints again.
    """

    def __init__(
        self,
        wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        monotonic_ms: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._wall_ms = wall_ms
        self._monotonic_ms = monotonic_ms
        self._wait = wait
        self._lock = threading.Lock()
        self._ahead = wall_ms() - monotonic_ms()
        self._last_ms = 0
        self._sequence = secrets.randbelow(_SEQUENCE)

    def mint(self, shard: int) -> int:
        """A new id for a logical shard (0 to 8191)."""
        if not 0 <= shard < SHARDS:
            raise ValueError(f"shard {shard} is not between 0 and {SHARDS - 1}")
        with self._lock:
            now = self._now()
            self._sequence = (self._sequence + 1) % _SEQUENCE
            if now > self._last_ms:
                self._last_ms = now
            elif self._sequence == 0:
                # The sequence came round inside one millisecond: the next millisecond is taken early.
                while self._last_ms + 1 - now > _BORROW_MS:
                    self._wait(0.001)
                    now = self._now()
                self._last_ms = max(now, self._last_ms + 1)
            return ((self._last_ms - EPOCH_MS) << 23) | (shard << 10) | self._sequence

    def _now(self) -> int:
        monotonic = self._monotonic_ms()
        self._ahead = max(self._ahead, self._wall_ms() - monotonic)
        return max(monotonic + self._ahead, EPOCH_MS + 1)


_process_mint = IdMint()


def mint(shard: int) -> int:
    """A new id for a logical shard, from this process's mint."""
    return _process_mint.mint(shard)
