"""SIGTERM while uploads run: those that go on are finished, nothing new is begun, and after half a minute the rest is cut.

What was cut goes on from where it was durable. Time: 35 seconds, nearly all of it waiting (marker `faults`).
"""

import asyncio
import signal
from itertools import count

import httpx
import pytest

from albumen.cli._web import DRAIN_SECONDS
from tests.faults.harness import CUT, Instance
from tests.faults.held import HeldUpload
from tests.faults.pictures import Picture
from tests.faults.processes import PATIENCE
from tests.faults.tus import TusUpload

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("stopping")]

_numbers = count(1)
_SIZE = 2_000_000


async def test_uploads_drain(lasting: Instance) -> None:
    await lasting.start_web()
    whole, torn = Picture(next(_numbers), _SIZE), Picture(next(_numbers), _SIZE)
    upload = TusUpload(lasting, torn, pieces=4)
    async with lasting.client() as client:
        assert (await upload.begin(client)).is_success
        assert (await upload.send(client, 0)).is_success
    web = lasting.web
    assert web is not None
    async with (
        HeldUpload(lasting, whole) as going_on,
        HeldUpload(lasting, torn, upload.address, at=_SIZE // 4) as stuck,
    ):
        web.signal(signal.SIGTERM)
        await _until_closed(lasting)
        assert (await going_on.finish()).status_code == 201
        assert web.alive, "it did not wait for the other"
        # The other never sends its rest.
        assert await web.ended(DRAIN_SECONDS + PATIENCE) == 0
        with pytest.raises(CUT):
            await stuck.finish()
    lasting.web = None

    await lasting.start_web()
    await lasting.check()
    async with lasting.client() as client:
        assert int((await upload.look(client)).headers["Upload-Offset"]) >= _SIZE // 4
    await upload.finish()
    await lasting.check_swept()


async def test_a_worker_finishes_what_it_has_begun(lasting: Instance) -> None:
    """Or puts it back: nothing of it is lost and nothing is held against it."""
    await lasting.start_web()
    pictures = [Picture(next(_numbers), 20_000) for _ in range(8)]
    for picture in pictures:
        await lasting.uploaded(picture)
    worker = lasting.start_worker()
    async with asyncio.timeout(PATIENCE):
        while not await lasting.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'"):
            await asyncio.sleep(0.01)
    worker.signal(signal.SIGTERM)
    assert await worker.ended() == 0
    lasting.worker = None
    assert not await lasting.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'")
    assert not await lasting.rows("SELECT 1 FROM job_troubles")
    lasting.start_worker()
    for picture in pictures:
        assert (await lasting.until_developed(lasting.ledger.photos[picture]))["state"] == "ready"
    await lasting.until_idle()
    await lasting.kill_worker()
    await lasting.check_swept()


async def _until_closed(instance: Instance) -> None:
    """Wait until nobody new is let in."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with instance.client() as client:
                    await client.get("/livez")
            except httpx.TransportError:
                return
            await asyncio.sleep(0.05)
