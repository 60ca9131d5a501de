"""The blind sweep: SIGKILL, or an error of the disk, at the k-th system call, whichever that is. k is drawn; the seed is printed.

What is sampled: `tests/faults/chance.py`. Time: about 3 seconds per kill and 1 per error, 90 seconds in all (marker `faults`).
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.chance import ALL, draw
from tests.faults.harness import CUT, Instance
from tests.faults.pictures import Picture
from tests.faults.processes import PATIENCE, is_dead
from tests.faults.strace import CALLS, Trace, needs_strace, traced
from tests.faults.tus import TusUpload

pytestmark = [pytest.mark.faults, needs_strace, pytest.mark.timeout(3600 if ALL else 300)]

_numbers = count(1)
_SIZE = 300_000
_KILLS = 4
"""For each way in, and for the worker."""
_ERRORS = 12

Send = Callable[[Instance, Picture], Awaitable[httpx.Response]]

ERRORS = {
    "openat": ("EMFILE", "EIO", "EROFS"),
    "write": ("ENOSPC", "EDQUOT", "EIO"),
    "fsync": ("EIO", "ENOSPC"),
    "ftruncate": ("EIO",),
    "fchmod": ("EROFS",),
    "pread64": ("EIO",),
    "link": ("ENOSPC", "EIO", "EROFS"),
    "linkat": ("ENOSPC", "EIO", "EROFS"),
    "unlink": ("EIO", "EROFS"),
    "unlinkat": ("EIO", "EROFS"),
    "mkdir": ("ENOSPC", "EROFS"),
    "mkdirat": ("ENOSPC", "EROFS"),
}
"""How each call may fail."""


async def _in_one_request(instance: Instance, picture: Picture) -> httpx.Response:
    return await instance.upload(picture)


async def _resumable(instance: Instance, picture: Picture) -> httpx.Response:
    async with instance.client() as client:
        return await TusUpload(instance, picture).go_on(client)


@pytest.mark.xdist_group("system calls: kills")
@pytest.mark.parametrize("send", [_in_one_request, _resumable])
async def test_the_server_killed_at_any_call(lasting: Instance, send: Send) -> None:
    await _start_warm_web(lasting)
    async with traced(lasting.serving, CALLS) as trace:
        assert (await send(lasting, _picture())).is_success
        most = _calls_of_disk_threads(trace)
    await lasting.kill_web()
    deaths = 0
    for when in _some(range(1, most + 1), 2 * _KILLS, "the server killed", send.__name__):
        if deaths == _KILLS and not ALL:
            break
        picture = _picture()
        await _start_warm_web(lasting)
        serving = lasting.serving
        async with traced(serving, CALLS, "signal=KILL", when=when):
            with contextlib.suppress(*CUT):
                await send(lasting, picture)
        if is_dead(serving):
            deaths += 1
            await lasting.web_died()
            await lasting.start_web()
        await lasting.check()
        first = await lasting.uploaded(picture)
        assert await lasting.uploaded(picture) == first
        await lasting.check_swept()
        await lasting.kill_web()
    assert deaths


@pytest.mark.xdist_group("system calls: kills")
async def test_the_worker_killed_at_any_call(lasting: Instance) -> None:
    await lasting.start_web()
    worker = lasting.start_worker()
    await lasting.until_developed(await lasting.uploaded(_picture()))
    async with traced(worker.pid, CALLS) as trace:
        await lasting.until_developed(await lasting.uploaded(_picture()))
        most = _calls_of_disk_threads(trace)
    deaths = 0
    for when in _some(range(1, most + 1), 2 * _KILLS, "the worker killed"):
        if deaths == _KILLS and not ALL:
            break
        async with traced(worker.pid, CALLS, "signal=KILL", when=when):
            photo_id = await lasting.uploaded(_picture())
            async with asyncio.timeout(PATIENCE):
                while worker.alive and (await lasting.photo(photo_id))["state"] == "processing":
                    await asyncio.sleep(0.02)
        if not worker.alive:
            deaths += 1
            await lasting.worker_died()
            worker = lasting.start_worker()
        assert (await lasting.until_developed(photo_id))["state"] == "ready"
        await lasting.until_idle()
        await lasting.check_swept()
    assert deaths
    await lasting.kill_worker()
    await lasting.kill_web()


@pytest.mark.xdist_group("system calls: errors")
async def test_the_disk_refuses_any_call(lasting: Instance) -> None:
    """A resumable upload: the name of its staged file is known before its bytes come, so that only its calls are met."""
    await _start_warm_web(lasting)
    picture = _picture()
    upload, paths = await _begun(lasting, picture)
    async with traced(lasting.serving, ",".join(ERRORS), "", *paths) as trace, lasting.client() as client:
        assert (await upload.go_on(client)).is_success
        calls = Counter(name for _, name in trace.calls)
    assert {"openat", "write", "fsync", "pread64"} <= set(calls)
    faults = [(call, error, when) for call in calls for error in ERRORS[call] for when in range(1, calls[call] + 1)]
    sure = [("write", "ENOSPC", 1), ("fsync", "EIO", 1)]
    met = 0
    for call, error, when in [*sure, *_some(faults, _ERRORS, "the disk refuses")]:
        story = f"{error} at {call} {when}"
        picture = _picture()
        upload, paths = await _begun(lasting, picture)
        async with (
            traced(lasting.serving, call, f"error={error}", *paths, when=when) as trace,
            lasting.client() as client,
        ):
            answer = await upload.go_on(client)
            met += trace.injected
            assert not trace.injected or trace.text.count("(INJECTED)") == 1, story
        # One that the kernel has forgotten is not asked for again, and what hangs on it is not acknowledged.
        assert not (trace.injected and call == "fsync" and answer.is_success), story
        _check_told(answer, story, full=error in ("ENOSPC", "EDQUOT"))
        if (call, error) == ("fsync", "EIO") and not answer.is_success:
            await _until_unwell(lasting)
            await lasting.kill_web()
            await _start_warm_web(lasting)
        await lasting.check()
        first = await upload.finish()
        assert await lasting.uploaded(picture) == first, story
        await lasting.check_swept()
    assert met > _ERRORS // 2
    await lasting.kill_web()


@pytest.mark.xdist_group("system calls: errors")
async def test_an_original_that_cannot_be_read_is_not_taken_for_missing(lasting: Instance) -> None:
    await _start_warm_web(lasting)
    picture = _picture()
    photo_id = await lasting.uploaded(picture)
    original = _original(lasting, picture)
    async with lasting.client() as client, traced(lasting.serving, "pread64", "error=EIO", original) as trace:
        with contextlib.suppress(*CUT):
            answer = await client.get(f"/api/v1/photos/{photo_id}/original")
            assert answer.status_code in (502, 503), answer.text
        assert trace.injected
    await lasting.check_swept()
    await lasting.kill_web()


async def _start_warm_web(instance: Instance) -> None:
    """A server whose decoders and threads are there: what follows is the same each time."""
    await instance.start_web()
    await instance.uploaded(_picture())


async def _begun(instance: Instance, picture: Picture) -> tuple[TusUpload, list[Path]]:
    """An upload without its bytes, and all paths that they will touch."""
    upload = TusUpload(instance, picture)
    async with instance.client() as client:
        assert (await upload.begin(client)).is_success
    ((staged,),) = await instance.rows("SELECT staged_name FROM uploads ORDER BY id DESC LIMIT 1")
    original = _original(instance, picture)
    staging = instance.data / "staging"
    return upload, [staging / staged, staging, original, original.parent, original.parent.parent]


def _original(instance: Instance, picture: Picture) -> Path:
    return instance.data / "originals" / str(instance.owner_id) / picture.sha256[:2] / picture.sha256


def _check_told(answer: httpx.Response, story: str, *, full: bool) -> None:
    """A failure is told as one of the disk (a HEAD has no words)."""
    if answer.is_success:
        return
    assert answer.status_code == (507 if full else 503), f"{story}: {answer.status_code} {answer.text}"
    if answer.request.method != "HEAD":
        assert answer.headers["content-type"] == "application/problem+json", story
        assert answer.json()["detail"], story


async def _until_unwell(instance: Instance) -> None:
    async with asyncio.timeout(PATIENCE), instance.client() as client:
        while (answer := await client.get("/readyz")).status_code != 503:
            await asyncio.sleep(0.1)
    (storage,) = [check for check in answer.json()["checks"] if check["name"] == "storage"]
    assert "lost a write" in storage["detail"]


def _calls_of_disk_threads(trace: Trace) -> int:
    """How many calls the busiest thread made of those that write: each counts its own."""
    writing = {thread for thread, name in trace.calls if name == "fsync"}
    return max(Counter(thread for thread, _ in trace.calls if thread in writing).values())


def _picture() -> Picture:
    return Picture(next(_numbers), _SIZE)


def _some(all_of_them: Iterable[Any], number: int, *about: str) -> list[Any]:
    """All, or a sample."""
    items = list(all_of_them)
    return items if ALL else draw(*about, f"of {len(items)}").sample(items, min(number, len(items)))
