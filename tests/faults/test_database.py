"""The database goes away, answers nothing, or takes a COMMIT along unheard: no false promise, one photo in the end.

Time: about 3 seconds per test, 12 where somebody waits in vain; 60 seconds in all (marker `faults`).
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Literal

import httpx
import psycopg
import pytest

from albumen.database import EmbeddedPostgres, migrate
from tests.faults.database_proxy import Proxy, proxy_to
from tests.faults.harness import Instance, make_instance
from tests.faults.held import HeldUpload
from tests.faults.pictures import Picture
from tests.faults.processes import PATIENCE, Zygote
from tests.faults.tus import TusUpload

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("database")]

_numbers = count(1)
_SIZE = 300_000


@pytest.fixture
async def proxy(lasting: Instance) -> AsyncIterator[Proxy]:
    """A proxy between the instance's processes and its database; the test's own questions go straight there."""
    async with proxy_to(lasting.database_url) as proxy:
        yield proxy


async def test_lost_before_the_commit(lasting: Instance, proxy: Proxy) -> None:
    picture = Picture(next(_numbers), _SIZE)
    await lasting.start_web(ALBUMEN_DATABASE_URL=proxy.url)
    async with HeldUpload(lasting, picture) as upload:
        proxy.cut()
        _is_unavailable(await upload.finish())
    async with lasting.client() as client:
        assert (await client.get("/livez")).status_code == 200
        await _unready(client)
    proxy.refusing = False
    await _one_photo(lasting, picture)


async def test_lost_before_the_offset_of_a_resumable_upload_is_stored(lasting: Instance, proxy: Proxy) -> None:
    picture = Picture(next(_numbers), _SIZE)
    upload = TusUpload(lasting, picture)
    await lasting.start_web(ALBUMEN_DATABASE_URL=proxy.url)
    async with lasting.client() as client:
        assert (await upload.begin(client)).is_success
        proxy.cut()
        _is_unavailable(await upload.send(client, 0))
    proxy.refusing = False
    first = await upload.finish()
    assert await lasting.uploaded(picture) == first
    await _one_photo(lasting, picture)


@pytest.mark.parametrize("way", ["one request", "resumable"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_lost_during_the_commit(
    lasting: Instance, proxy: Proxy, when: Literal["before", "after"], way: str
) -> None:
    picture = Picture(next(_numbers), _SIZE)
    upload = TusUpload(lasting, picture)
    await lasting.start_web(ALBUMEN_DATABASE_URL=proxy.url)
    proxy.lose_commit = when
    if way == "resumable":
        async with lasting.client() as client:
            _is_unavailable(await upload.go_on(client))
    else:
        _is_unavailable(await lasting.upload(picture))
    assert proxy.lost == 1
    committed = await lasting.rows(f"SELECT 1 FROM photos WHERE sha256 = '\\x{picture.sha256}'")
    assert len(committed) == (when == "after")
    if way == "resumable":
        await upload.finish()
    await _one_photo(lasting, picture)


async def test_a_database_that_does_not_answer_keeps_nobody_waiting_for_ever(lasting: Instance, proxy: Proxy) -> None:
    await lasting.start_web(ALBUMEN_DATABASE_URL=proxy.url, ALBUMEN_DATABASE_POOL_SIZE="2")
    photo_id = await lasting.uploaded(Picture(next(_numbers), _SIZE))
    async with lasting.client() as client:
        proxy.flowing.clear()
        asking = [asyncio.create_task(client.get(f"/api/v1/photos/{photo_id}")) for _ in range(8)]
        assert (await client.get("/livez")).status_code == 200
        unready = await _unready(client)
        assert {check["name"] for check in unready.json()["checks"] if not check["ok"]} == {"database"}
        # Two hold the connections; the others are sent away, and told when to come again.
        done, waiting = await asyncio.wait(asking, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        while len(done) < 6:
            more, waiting = await asyncio.wait(waiting, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            assert more
            done |= more
        for answer in done:
            _is_unavailable(answer.result())
        proxy.flowing.set()
        # The journal may hold one of the two: then one more is sent away.
        held = [await one for one in waiting]
        for answer in held:
            if answer.status_code != 200:
                _is_unavailable(answer)
        assert 200 in {answer.status_code for answer in held}
    await lasting.until_ready()
    await _one_photo(lasting, Picture(next(_numbers), _SIZE))


async def test_a_database_without_a_free_connection(lasting: Instance) -> None:
    await lasting.start_web()
    ((most,),) = await lasting.rows("SELECT current_setting('max_connections')::int")
    idle: list[psycopg.AsyncConnection[tuple[object, ...]]] = []
    try:
        while len(idle) < most:
            try:
                idle.append(await psycopg.AsyncConnection.connect(lasting.database_url, autocommit=True))
            except psycopg.OperationalError:
                break
        # The server's own connections are in use by nobody: all that it needs more is refused.
        answers = await asyncio.gather(*(lasting.upload(Picture(next(_numbers), _SIZE)) for _ in range(6)))
        for answer in answers:
            if not answer.is_success:
                _is_unavailable(answer)
    finally:
        for connection in idle:
            await connection.close()
    await lasting.until_ready()
    await _one_photo(lasting, Picture(next(_numbers), _SIZE))


async def test_killed_before_the_commit_and_started_again(zygote: Zygote, tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "database")
    await server.start()
    await migrate(server.url)
    instance = await make_instance(zygote, tmp_path / "data", server.url)
    picture = Picture(next(_numbers), _SIZE)
    try:
        await instance.start_web()
        instance.start_worker()
        earlier = await instance.uploaded(Picture(next(_numbers), _SIZE))
        async with HeldUpload(instance, picture) as upload:
            ended = asyncio.create_task(server.wait())
            os.kill(_postmaster(tmp_path / "database"), signal.SIGKILL)
            await ended
            _is_unavailable(await upload.finish())
        await server.start()
        assert instance.database_url == server.url
        await instance.until_ready()
        first = await instance.uploaded(picture)
        # Nobody restarted the web process or the worker.
        for photo_id in (earlier, first):
            assert (await instance.until_developed(photo_id))["state"] == "ready"
        await instance.until_idle()
        await instance.kill_worker()
        await instance.check_swept()
    finally:
        await instance.end()
        await server.stop()


async def _unready(client: httpx.AsyncClient) -> httpx.Response:
    """Wait until `/readyz` says so; it remembers for two seconds what it found."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await client.get("/readyz")).status_code != 503:
            await asyncio.sleep(0.1)
    return answer


def _postmaster(folder: Path) -> int:
    (file,) = folder.rglob("postmaster.pid")
    return int(file.read_text().split()[0])


def _is_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503, f"{answer.status_code} {answer.text}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["detail"]


async def _one_photo(instance: Instance, picture: Picture) -> None:
    """Sent again it is one photo, whatever became of the first try; and all is well."""
    first = await instance.uploaded(picture)
    assert await instance.uploaded(picture) == first
    await instance.check_swept()
    await instance.kill_web()
