"""The same bytes sent and deleted for good at once, by real processes: two servers, and a worker that collects without grace.

Whoever was told "kept" after the deletion was answered was told the truth. Which of those that met half-way wins is drawn and
does not matter; that somebody wins does. Time: about half a second per example, 30 seconds in all (marker `faults`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from albumen.ingest import upkeep
from tests.faults.chance import ALL
from tests.faults.harness import AT_ONCE, Instance
from tests.faults.pictures import Picture

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("races")]

T = TypeVar("T")

_numbers = count(1)
_SIZE = 20_000
_TRIES = 20

MOMENTS = st.integers(0, 60)
"""When an actor begins, in milliseconds."""


@pytest.fixture
async def other(lasting: Instance) -> AsyncIterator[Instance]:
    """A second server of the same instance; the first and a worker run too."""
    await lasting.start_web()
    lasting.start_worker(ALBUMEN_STORAGE_GRACE_HOURS="0")
    other = replace(lasting, port=0, web=None, worker=None)
    await other.start_web()
    yield other
    await other.end()


@settings(max_examples=200 if ALL else 20, suppress_health_check=list(HealthCheck), deadline=None)
@example(first=0, second=0, purge=0, sweep=0, there=True)
@example(first=5, second=5, purge=0, sweep=5, there=True)
@given(first=MOMENTS, second=MOMENTS, purge=MOMENTS, sweep=MOMENTS, there=st.booleans())
async def test_two_uploads_against_a_purge(
    lasting: Instance, other: Instance, first: int, second: int, purge: int, sweep: int, there: bool
) -> None:
    picture = Picture(next(_numbers), _SIZE)
    if there:
        await _send(lasting, picture)
    await asyncio.gather(
        _later(first, _send(lasting, picture)),
        _later(second, _send(other, picture)),
        _later(purge, _purge(lasting, picture)),
        _later(sweep, _sweep(lasting)),
    )
    # The last upload begins when the deletion has been answered, while its bytes may still be going.
    last = await _send(other, picture)
    lasting.ledger.note(picture, last)
    await lasting.until_idle()
    await _sweep(lasting)
    await lasting.check_photos()


async def test_many_uploads_of_the_same_at_once(lasting: Instance, other: Instance) -> None:
    picture = Picture(next(_numbers), _SIZE)
    ids = await asyncio.gather(*(_send(server, picture) for _ in range(25) for server in (lasting, other)))
    assert len(set(ids)) == 1
    lasting.ledger.note(picture, ids[0])
    await lasting.until_idle()
    await lasting.kill_worker()
    await lasting.check_swept()


async def _later(milliseconds: int, work: Awaitable[T]) -> T:
    await asyncio.sleep(milliseconds / 1000)
    return await work


async def _send(server: Instance, picture: Picture) -> str:
    """Upload it, as often as the server asks to come again; the photo's id."""
    form = {"file": (picture.name, picture.data, "application/octet-stream")}
    async with server.client() as client:
        for _ in range(_TRIES):
            answer = await client.post("/api/v1/photos", files=form)
            if answer.status_code != 503:
                assert answer.status_code in (200, 201), answer.text
                photo_id: str = answer.json()["id"]
                return photo_id
    raise AssertionError(f"sent {_TRIES} times in vain: {answer.text}")


async def _purge(server: Instance, picture: Picture) -> None:
    """Trash the photo of these bytes, if there is one, and empty the trash."""
    async with server.client() as client:
        found = (await client.post("/api/v1/photos/check", json={"sha256": [picture.sha256]})).json()["found"]
        if found.get(picture.sha256, {}).get("state") == "present":
            answer = await client.delete(f"/api/v1/photos/{found[picture.sha256]['id']}")
            assert answer.status_code in (204, 404), answer.text
        assert (await client.delete("/api/v1/trash")).is_success


async def _sweep(server: Instance) -> None:
    """What the worker does every few hours, here from the test's own process, and without any patience but for uploads."""
    patient = AT_ONCE.model_copy(update={"staged_hours": 1.0})
    async with server.database() as database:
        report = await upkeep.tidy(database.open_tx, server.store(), patient)
    assert report.stopped is None
    assert not report.failed
