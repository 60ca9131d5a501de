from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.core import MAX_ID, SHARDS, IdMint, mint, minted_at, random_shard, shard_of
from albumen.core.ids import EPOCH_MS

shards = st.integers(0, SHARDS - 1)


class Clocks:
    """A wall clock that anybody may set, a monotonic one that nobody can, and waiting that lets both go on."""

    def __init__(self, wall_ms: int) -> None:
        self.wall = float(wall_ms)
        self.monotonic = 1000.0
        self.waited = 0

    def pass_by(self, ms: float) -> None:
        self.wall += ms
        self.monotonic += ms

    def wait(self, seconds: float) -> None:
        self.waited += 1
        self.pass_by(seconds * 1000)

    def mint(self) -> IdMint:
        return IdMint(lambda: int(self.wall), lambda: int(self.monotonic), self.wait)


def milliseconds_of(an_id: int) -> int:
    return round((minted_at(an_id) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


TODAY = EPOCH_MS + 10**10


@given(shard=shards, ms=st.integers(EPOCH_MS + 1, EPOCH_MS + 2**40 - 1))
def test_an_id_tells_its_shard_and_its_millisecond(shard: int, ms: int) -> None:
    made = Clocks(ms).mint().mint(shard)
    assert shard_of(made) == shard
    assert milliseconds_of(made) == ms
    assert 0 < made <= MAX_ID


def test_ids_are_positive_until_2060() -> None:
    last = Clocks(int(datetime(2060, 1, 1, tzinfo=UTC).timestamp() * 1000)).mint()
    assert all(0 < last.mint(SHARDS - 1) <= MAX_ID for _ in range(2000))


def test_a_clock_before_the_epoch_still_gives_positive_ids_that_grow() -> None:
    mint_of_1970 = Clocks(0).mint()
    made = [mint_of_1970.mint(0) for _ in range(5000)]
    assert made[0] > 0
    assert made == sorted(set(made))


@pytest.mark.parametrize("shard", [-1, SHARDS])
def test_there_are_no_other_shards(shard: int) -> None:
    with pytest.raises(ValueError, match="is not between"):
        mint(shard)


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("mint"), shards),
            st.tuples(st.just("pass"), st.integers(0, 50)),
            st.tuples(st.just("set"), st.integers(-3_600_000, 3_600_000)),
        ),
        max_size=200,
    )
)
def test_whatever_the_wall_clock_does_each_shards_ids_grow_and_none_comes_twice(steps: list[tuple[str, int]]) -> None:
    clocks = Clocks(TODAY)
    minting = clocks.mint()
    last: dict[int, int] = {}
    seen: set[int] = set()
    for what, amount in steps:
        if what == "mint":
            made = minting.mint(amount)
            assert made > last.get(amount, 0)
            assert made not in seen
            last[amount] = made
            seen.add(made)
        elif what == "pass":
            clocks.pass_by(amount)
        else:
            clocks.wall += amount


@given(start=st.integers(0, 3), count=st.integers(1, 20_000), every=st.integers(1, 3000))
def test_a_flood_borrows_at_most_five_milliseconds_then_waits(start: int, count: int, every: int) -> None:
    clocks = Clocks(TODAY + start)
    minting = clocks.mint()
    made = []
    for number in range(count):
        made.append(minting.mint(7))
        assert milliseconds_of(made[-1]) - int(clocks.wall) <= 5
        if number % every == every - 1:
            clocks.pass_by(1)
    assert made == sorted(set(made))
    # 1,024 ids fit into a millisecond: those of the first, of five borrowed ones and of those that passed need no waiting.
    assert clocks.waited or count <= 1024 * (6 + count // every)


def test_a_step_of_the_wall_clock_forward_is_followed_and_one_back_is_not_seen() -> None:
    clocks = Clocks(TODAY)
    minting = clocks.mint()
    clocks.wall += 3_600_000
    ahead = minting.mint(1)
    assert milliseconds_of(ahead) == TODAY + 3_600_000
    clocks.wall -= 7_200_000
    clocks.pass_by(10)
    assert milliseconds_of(minting.mint(1)) == TODAY + 3_600_010


def test_the_shard_of_a_new_user_is_drawn_from_all() -> None:
    drawn = {random_shard() for _ in range(2000)}
    assert drawn <= set(range(SHARDS))
    # 2,000 even draws from 8,192 hit about 1,775 different ones; fewer than 1,500 never happens to an even one.
    assert len(drawn) > 1500
