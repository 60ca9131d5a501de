"""Saying what a job is: what is accepted, what is refused, and what comes back out of JSON."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import NewType, Protocol

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.core import MAX_ID
from albumen.database import OpenTx, Tx
from albumen.jobs import Lane, Priority, Retry, Running, periodic, registered, task
from tests.jobs.conftest import MakeWorker

PhotoId = NewType("PhotoId", int)


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Ref:
    space: int
    digest: bytes


class Store:
    """Something that only a worker has."""


class Finder(Protocol):
    def find(self) -> None: ...


def test_a_task_is_named_after_its_room() -> None:
    @task()
    async def develop(photo_id: int) -> None: ...

    assert develop.name == f"{__name__}.develop"
    develop.function.__module__ = "albumen.photos.tasks"
    again = task()(develop.function)
    assert again.name == "photos.develop"
    assert registered()[-2:] == (develop, again)


async def test_a_task_can_be_called_without_the_queue() -> None:
    @task()
    async def double(number: int, *, by: Store) -> int:
        return number * 2

    assert await double(4, by=Store()) == 8


@given(
    photo=st.integers(0, MAX_ID),
    when=st.datetimes(timezones=st.just(UTC)),
    words=st.lists(st.text()),
    space=st.integers(0, MAX_ID),
    digest=st.binary(max_size=64),
    maybe=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    named=st.dictionaries(st.text(), st.booleans()),
)
def test_arguments_come_back_from_json_as_they_went(
    photo: int, when: datetime, words: list[str], space: int, digest: bytes, maybe: float | None, named: dict[str, bool]
) -> None:
    arguments = {
        "photo_id": PhotoId(photo),
        "when": when,
        "words": words,
        "ref": Ref(space, digest),
        "colour": Colour.RED,
        "maybe": maybe,
        "named": named,
    }
    kept = msgspec.json.decode(msgspec.json.encode(_every_kind.pack(arguments)))
    assert _every_kind.unpack(kept) == arguments


async def _every_kind_function(
    photo_id: PhotoId,
    when: datetime,
    words: list[str],
    ref: Ref,
    colour: Colour,
    maybe: float | None,
    named: dict[str, bool],
    more: int = 0,
) -> None: ...


_every_kind = task(name="test_definitions.every_kind")(_every_kind_function)


def test_wrong_arguments_are_refused_when_they_are_promised() -> None:
    @task()
    async def develop(photo_id: int, again: bool = False) -> None: ...

    with pytest.raises(TypeError, match="needs photo_id"):
        develop.pack({})
    with pytest.raises(TypeError, match="does not take album_id"):
        develop.pack({"photo_id": 1, "album_id": 2})
    with pytest.raises(TypeError, match="another type"):
        develop.pack({"photo_id": "1"})
    with pytest.raises(TypeError):
        develop.pack({"photo_id": Store()})


def test_functions_that_cannot_be_tasks_are_refused() -> None:
    def not_a_coroutine(photo_id: int) -> None: ...

    async def untyped(photo_id) -> None: ...  # type: ignore[no-untyped-def]

    async def any_number(*photo_ids: int) -> None: ...

    async def reserved(priority: int) -> None: ...

    async def not_json(store: Store) -> None: ...

    for function, why in (
        (not_a_coroutine, "not a coroutine function"),
        (untyped, "does not say the type of photo_id"),
        (any_number, "one by one"),
        (reserved, "has a meaning in jobs"),
        (not_json, "cannot be kept as JSON"),
    ):
        with pytest.raises(TypeError, match=why):
            task()(function)  # type: ignore[arg-type]


def test_a_name_is_given_once() -> None:
    task(name="room.verb")(_every_kind_function)
    with pytest.raises(TypeError, match=r"two tasks named room\.verb"):
        task(name="room.verb")(_every_kind_function)


def test_a_lock_names_arguments_that_are_always_there() -> None:
    async def verb(photo_id: int, again: bool = False) -> None: ...

    task(name="room.a", lock="photo:{photo_id}")(verb)
    for template in ("photo:{album_id}", "photo:{again}", "photo:{}"):
        with pytest.raises(TypeError, match="lock"):
            task(name="room.b", queueing_lock=template)(verb)


def test_who_hears_of_a_parked_job_takes_its_arguments() -> None:
    async def verb(photo_id: int, again: bool = False) -> None: ...

    async def failed(tx: Tx, reason: str, photo_id: int, again: bool = False) -> None: ...

    async def forgetful(tx: Tx, reason: str, photo_id: int) -> None: ...

    async def greedy(tx: Tx, reason: str, photo_id: int, again: bool) -> None: ...

    task(name="room.a", on_parked=failed)(verb)
    for name, other in (("room.b", forgetful), ("room.c", greedy)):
        with pytest.raises(TypeError, match="on_parked"):
            task(name=name, on_parked=other)(verb)


def test_periodic_tasks_take_no_arguments_and_a_real_cron_line() -> None:
    @task(lane=Lane.UPKEEP)
    async def sweep(*, store: Store) -> None: ...

    @task()
    async def develop(photo_id: int) -> None: ...

    with pytest.raises(TypeError, match="cron line"):
        periodic(cron="at night")
    with pytest.raises(TypeError, match="cannot be periodic"):
        periodic(cron="0 3 * * *")(develop)
    timed = periodic(cron="0 3 * * *")(sweep)
    assert timed.cron == "0 3 * * *"
    assert timed.lock == timed.queueing_lock == timed.name
    assert timed in registered()
    assert sweep not in registered()


async def test_a_worker_says_what_it_was_not_given(make_worker: MakeWorker) -> None:
    @task(name="photos.develop")
    async def develop(photo_id: int, *, store: Store, job: Running, open_tx: OpenTx) -> None: ...

    @task(name="places.find")
    async def find(*, finder: Finder) -> None: ...

    with pytest.raises(TypeError) as refusal:
        make_worker(develop, find, provide={OpenTx: object()})
    assert str(refusal.value) == (
        "the task photos.develop needs a Store (store), which the worker was not given; "
        "the task places.find needs a Finder (finder), which the worker was not given"
    )


@given(failures=st.integers(1, 10_000), first=st.floats(0.1, 10), factor=st.floats(1, 10), longest=st.floats(10, 1e5))
def test_waits_grow_and_stay_within_their_limit(failures: int, first: float, factor: float, longest: float) -> None:
    retry = Retry(first=first, factor=factor, longest=longest)
    wait = retry.wait(failures)
    assert first / 2 <= wait <= longest
    assert wait <= first * factor ** (failures - 1) if failures < 20 else wait >= min(longest, first) / 2


def test_priorities_have_their_order() -> None:
    assert Priority.INTERACTIVE > Priority.NEW > Priority.BACKFILL
