"""The same bytes uploaded, purged and swept at once: who was told "kept" was told the truth."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from albumen import storage
from albumen.storage import BlobBusy, BlobMissing, BlobRef, LocalStore, actions
from tests.contracts.blob_store import SMALL_BLOCKS
from tests.storage.library import Library, none_needed, ref_of
from tests.storage.turns import StoreInTurns, Turns, tx_in_turns

AT_ONCE = SMALL_BLOCKS.model_copy(
    update={"grace_hours": 0.0, "orphan_hours": 0.0, "staged_hours": 1000.0, "missing_percent": 100.0}
)
"""No grace at all: in real life a day lies between the claim and the collector, here nothing does."""

_numbers = count()


class Race:
    """Actors on one blob. Each names it, forgets it or collects it through its own connections, a step at a time."""

    def __init__(self, library: Library, order: list[int]) -> None:
        self.data = f"photo {next(_numbers)}".encode()
        self.ref = ref_of(self.data)
        self.library = library
        self.turns = Turns(order)
        self.acknowledged = 0

    def seen_by(self, actor: str) -> Library:
        assert isinstance(self.library.store, LocalStore)
        store = StoreInTurns(self.library.store, self.turns, actor)
        open_tx = tx_in_turns(self.library.open_tx, self.turns, actor)
        return Library(open_tx, store, self.library.names, self.library.gone)  # type: ignore[arg-type]

    async def upload(self, actor: str) -> None:
        mine = self.seen_by(actor)
        for _ in range(4):
            try:
                await mine.put(self.data)
            except BlobBusy:
                continue
            self.acknowledged += 1
            await self.look()
            return

    async def look(self) -> None:
        """Whoever names the bytes can read them, at this moment too and not only in the end."""
        try:
            readable = await self.library.read(self.ref) == self.data
        except BlobMissing:
            readable = False
        assert readable or not await names_of(self.library, self.ref)

    async def purge(self, actor: str) -> None:
        mine = self.seen_by(actor)
        await mine.forget(self.ref)
        await mine.collect(self.ref, grace=timedelta(0))

    async def sweep(self, actor: str) -> None:
        mine = self.seen_by(actor)
        await storage.sweep(
            mine.open_tx,
            mine.store,
            named_staged=none_needed,
            on_gone=mine.on_gone,
            settings=AT_ONCE,
            names=mine.names,
        )

    async def run(self, *actors: str) -> None:
        verbs = {"upload": self.upload, "purge": self.purge, "sweep": self.sweep}
        await self.turns.play(
            {f"{verb} {number}": (lambda v=verb, n=number: verbs[v](f"{v} {n}")) for number, verb in enumerate(actors)}
        )


async def names_of(library: Library, ref: BlobRef) -> int:
    one = library.keepsakes.c
    async with library.open_tx() as tx:
        rows = await tx.execute(
            select(one.id).where(one.shard == ref.shard, one.owner_id == ref.space, one.sha256 == ref.sha256)
        )
        return len(rows.all())


async def check(race: Race) -> None:
    library, ref = race.library, race.ref
    names = await names_of(library, ref)
    assert names <= race.acknowledged
    if names:
        assert await library.state(ref) == "live"
        assert await library.read(ref) == race.data
    # Whatever was left half done is finished by the next sweep.
    await storage.sweep(library.open_tx, library.store, named_staged=none_needed, settings=AT_ONCE, names=library.names)
    if names:
        assert await library.read(ref) == race.data
    else:
        assert await library.state(ref) is None
        assert await library.store.stat(ref) is None
    gone, made = sum(space == ref.space for space, _ in library.gone), await library.record(ref.space)
    assert gone <= len(made)


def turns_of(*bursts: tuple[int, int]) -> list[int]:
    """So many steps in a row for each actor in turn."""
    return [actor for actor, steps in bursts for _ in range(steps)]


ORDERS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 12)), max_size=20).map(lambda drawn: turns_of(*drawn))
"""Most damage needs one actor to sleep while others go on for long: turns are drawn in bursts."""


SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_WAIT", 0.2)
    monkeypatch.setattr(actions, "_FIRST_PAUSE", 0.005)


@SETTINGS
@given(order=ORDERS)
async def test_two_uploads_against_a_purge(library: Library, order: list[int]) -> None:
    race = Race(library, order)
    await race.run("upload", "upload", "purge")
    await check(race)


@SETTINGS
# A collector sleeps with the bytes half deleted; another finishes, and the same bytes come in again before it wakes up.
@example(order=turns_of((1, 5), (4, 30), (0, 30)), kept_before=True)
@example(order=turns_of((1, 6), (4, 30), (0, 30)), kept_before=True)
# An upload sleeps between its claim and its commit; the blob is collected, and a second upload claims it and falls asleep.
@example(order=turns_of((0, 6), (1, 30), (3, 4), (0, 1)), kept_before=True)
@example(order=turns_of((0, 5), (1, 30), (3, 4), (0, 2)), kept_before=True)
# The bytes come in between the end of the last name and the collector.
@example(order=turns_of((1, 2), (0, 30), (1, 30)), kept_before=True)
@given(order=ORDERS, kept_before=st.booleans())
async def test_uploads_against_purges_and_sweeps(library: Library, order: list[int], kept_before: bool) -> None:
    race = Race(library, order)
    if kept_before:
        await library.put(race.data)
        race.acknowledged += 1
    await race.run("upload", "purge", "sweep", "upload", "purge")
    await check(race)


@pytest.mark.faults
@settings(SETTINGS, max_examples=150)
@given(
    order=ORDERS,
    actors=st.lists(st.sampled_from(["upload", "purge", "sweep"]), min_size=2, max_size=6),
    kept_before=st.booleans(),
)
async def test_any_crowd(library: Library, order: list[int], actors: list[str], kept_before: bool) -> None:
    race = Race(library, order)
    if kept_before:
        await library.put(race.data)
        race.acknowledged += 1
    await race.run(*actors)
    await check(race)
