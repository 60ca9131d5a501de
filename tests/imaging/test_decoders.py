"""Children of the warm parent: confined, one owner each, and replaceable whatever happens to them."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from albumen.imaging import DecoderCrashed, DecoderLimit, Decoders, DecodersGone, ImagingSettings, limits_not_enforced
from albumen.imaging.decoders import ChildEnded, Effort
from tests.imaging import planted

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = ImagingSettings(decoders=2, child_idle_seconds=60, wall_seconds=30, memory_bytes=256 << 20)
QUICK = Effort(cpu_seconds=20)
JOBS = ("tests.imaging.planted",)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def decoders() -> AsyncIterator[Decoders]:
    async with Decoders(SETTINGS, modules=JOBS) as decoders:
        await limits_not_enforced(decoders)
        _SHARED.update(parent.pid for parent in warm_parents())
        yield decoders


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_bytes(b"what was uploaded")
    return file


async def works(decoders: Decoders, file: Path, owner: int = 1) -> None:
    assert await decoders.run(owner, file, QUICK, planted.READ) == b"what was uploaded"


async def asleep(decoders: Decoders, file: Path) -> "asyncio.Task[int]":
    """A job that is under way, and will be for an hour."""
    await works(decoders, file)
    job = asyncio.create_task(decoders.run(1, file, QUICK, planted.SLEEP))
    # The child of the job before has it as soon as the task has run as far as it can.
    for _ in range(10):
        await asyncio.sleep(0)
    return job


# ---- what children are ----------------------------------------------------------------------------------------------


async def test_a_file_goes_by_path_or_open_and_is_read_from_its_beginning(decoders: Decoders, file: Path) -> None:
    with file.open("rb") as stream:
        stream.seek(5)
        assert await decoders.run(1, stream, QUICK, planted.READ) == b"what was uploaded"
        assert stream.tell() == 5


async def test_a_file_that_is_not_there_is_the_callers_error(decoders: Decoders, file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await decoders.run(1, file.with_name("not"), QUICK, planted.READ)
    await works(decoders, file)


async def test_a_child_serves_its_owner_again_and_nobody_else(decoders: Decoders, file: Path) -> None:
    first = await decoders.run(11, file, QUICK, planted.REMEMBER, "a secret of 11")
    assert await decoders.run(12, file, QUICK, planted.PID) != first
    assert await decoders.run(12, file, QUICK, planted.RECALL) == []
    assert await decoders.run(11, file, QUICK, planted.PID) == first
    assert await decoders.run(11, file, QUICK, planted.RECALL) == ["a secret of 11"]


async def test_an_owners_child_is_given_up_when_others_need_its_place(decoders: Decoders, file: Path) -> None:
    first = await decoders.run(21, file, QUICK, planted.REMEMBER, "a secret of 21")
    for other in (22, 23, 24):
        assert await decoders.run(other, file, QUICK, planted.RECALL) == []
    assert await decoders.run(21, file, QUICK, planted.PID) != first
    assert await decoders.run(21, file, QUICK, planted.RECALL) == []


async def test_a_child_ends_after_so_many_jobs(file: Path) -> None:
    ended: list[ChildEnded] = []
    settings = SETTINGS.model_copy(update={"jobs_per_child": 3})
    async with Decoders(settings, modules=JOBS, when_ended=ended.append) as decoders:
        children = [await decoders.run(1, file, QUICK, planted.PID) for _ in range(7)]
        assert [children.count(child) for child in dict.fromkeys(children)] == [3, 3, 1]
        while len(ended) < 2:
            await asyncio.sleep(0.01)
    assert [(child.owner, child.jobs, child.signal) for child in ended] == [(1, 3, None), (1, 3, None)]


async def test_a_child_that_waits_in_vain_ends_and_then_the_warm_parent(file: Path) -> None:
    settings = SETTINGS.model_copy(update={"child_idle_seconds": 0.05, "parent_idle_seconds": 0.05})
    async with Decoders(settings, modules=JOBS) as decoders:
        await works(decoders, file)
        while warm_parents():
            await asyncio.sleep(0.01)
        await works(decoders, file)


async def test_no_more_children_work_at_once_than_allowed(file: Path) -> None:
    settings = SETTINGS.model_copy(update={"decoders": 2})
    async with Decoders(settings, modules=JOBS) as decoders:
        jobs = [asyncio.create_task(decoders.run(owner, file, QUICK, planted.PID)) for owner in range(1, 9)]
        most = 0
        while not all(job.done() for job in jobs):
            children = [child for parent in warm_parents() for child in parent.children()]
            most = max(most, len([child for child in children if child.status() != psutil.STATUS_ZOMBIE]))
            await asyncio.sleep(0)
        assert len({await job for job in jobs}) == 8
    # One more may be on its way out while its successor is on its way in.
    assert 1 <= most <= 3


async def test_videos_stand_back(decoders: Decoders, file: Path) -> None:
    plain = await decoders.run(1, file, QUICK, planted.PID)
    niced = await decoders.run(1, file, Effort(20, niced=True), planted.PID)
    assert psutil.Process(niced).nice() == min(19, psutil.Process(plain).nice() + SETTINGS.video_nice)


# ---- what children may not do ---------------------------------------------------------------------------------------


async def test_nothing_forbidden_can_be_done(decoders: Decoders, file: Path, tmp_path: Path) -> None:
    if await limits_not_enforced(decoders):
        pytest.skip("needs a system that enforces every limit of decoding")
    secret = tmp_path / "secret"
    secret.write_text("not for you")
    secret.chmod(0o644)
    results = await decoders.run(1, file, QUICK, planted.REFUSALS, str(secret), os.getpid())
    assert len(results) == 18
    assert {what: how for what, how in results.items() if how not in {"PermissionError", "FileNotFoundError"}} == {}
    assert secret.read_text() == "not for you"
    await works(decoders, file)


async def test_threads_are_allowed(decoders: Decoders, file: Path) -> None:
    assert await decoders.run(1, file, QUICK, planted.THREADS) == 4


async def test_root_starts_children_as_nobody(decoders: Decoders, file: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("needs root")
    assert await decoders.run(1, file, QUICK, planted.USER) == (SETTINGS.user_id, SETTINGS.user_id)


async def test_children_do_not_know_the_settings_of_the_server(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMEN_SECRET_KEY", "very secret")
    async with Decoders(SETTINGS, modules=JOBS) as decoders:
        known = await decoders.run(1, file, QUICK, planted.ENVIRONMENT)
    assert not [name for name in known if name.startswith("ALBUMEN")]
    assert "very secret" not in known.values()


async def test_open_files_are_counted(decoders: Decoders, file: Path) -> None:
    assert 0 < await decoders.run(1, file, QUICK, planted.DESCRIPTORS) < SETTINGS.open_files


# ---- what becomes of those that try ---------------------------------------------------------------------------------


async def test_a_segmentation_fault_is_a_crash(decoders: Decoders, file: Path) -> None:
    with pytest.raises(DecoderCrashed) as caught:
        await decoders.run(1, file, QUICK, planted.plan("segfault"))
    assert caught.value.signal == signal.SIGSEGV
    assert "SIGSEGV" in str(caught.value)
    await works(decoders, file)


async def test_an_abort_is_a_crash(decoders: Decoders, file: Path) -> None:
    with pytest.raises(DecoderCrashed) as caught:
        await decoders.run(1, file, QUICK, planted.plan("abort"))
    assert caught.value.signal == signal.SIGABRT
    await works(decoders, file)


async def test_leaving_without_a_word_is_a_crash(decoders: Decoders, file: Path) -> None:
    with pytest.raises(DecoderCrashed) as caught:
        await decoders.run(1, file, QUICK, planted.plan("leave"))
    assert caught.value.signal is None
    await works(decoders, file)


async def test_an_endless_loop_meets_the_limit_of_processor_time(decoders: Decoders, file: Path) -> None:
    with pytest.raises(DecoderLimit) as caught:
        await decoders.run(1, file, Effort(cpu_seconds=1), planted.LOOP)
    assert caught.value.limit == "time"
    await works(decoders, file)


async def test_an_endless_sleep_meets_the_limit_of_the_clock(file: Path) -> None:
    settings = SETTINGS.model_copy(update={"wall_seconds": 1})
    async with Decoders(settings, modules=JOBS) as decoders:
        with pytest.raises(DecoderLimit) as caught:
            await decoders.run(1, file, QUICK, planted.SLEEP)
        assert caught.value.limit == "time"
        await works(decoders, file)


@pytest.mark.parametrize("how", ["allocate_at_once", "allocate_by_and_by", "allocate_and_crash"])
async def test_too_much_memory_meets_its_limit(decoders: Decoders, file: Path, how: str) -> None:
    with pytest.raises(DecoderLimit) as caught:
        await decoders.run(1, file, QUICK, planted.plan(how))
    assert caught.value.limit == "memory"
    await works(decoders, file)


async def test_too_long_an_answer_meets_its_limit(file: Path) -> None:
    settings = SETTINGS.model_copy(update={"output_bytes": 1 << 20})
    async with Decoders(settings, modules=JOBS) as decoders:
        assert len(await decoders.run(1, file, QUICK, planted.ANSWER_AT_LENGTH, 1_000_000)) == 1_000_000
        with pytest.raises(DecoderLimit) as caught:
            await decoders.run(1, file, QUICK, planted.ANSWER_AT_LENGTH, 1 << 20)
        assert caught.value.limit == "output"
        await works(decoders, file)


@pytest.mark.parametrize("how", ["answer_gibberish", "answer_what_was_not_asked", "raise_something"])
async def test_an_answer_that_is_none_is_a_crash(decoders: Decoders, file: Path, how: str) -> None:
    with pytest.raises(DecoderCrashed):
        await decoders.run(1, file, QUICK, planted.plan(how))
    await works(decoders, file)


async def test_a_job_that_is_given_up_ends_its_child(file: Path) -> None:
    ended: list[ChildEnded] = []
    async with Decoders(SETTINGS, modules=JOBS, when_ended=ended.append) as decoders:
        job = await asleep(decoders, file)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        while not ended:
            await asyncio.sleep(0.01)
        await works(decoders, file)


# ---- the warm parent ------------------------------------------------------------------------------------------------


async def test_a_killed_warm_parent_is_replaced_and_its_children_die_with_it(file: Path) -> None:
    async with Decoders(SETTINGS, modules=JOBS) as decoders:
        job = await asleep(decoders, file)
        (parent,) = warm_parents()
        children = parent.children()
        assert len(children) == 1
        parent.kill()
        with pytest.raises(DecodersGone):
            await job
        psutil.wait_procs(children, timeout=10)
        assert not [child for child in children if child.is_running()]
        await works(decoders, file)


async def test_a_warm_parent_that_was_killed_while_idle_is_not_missed(file: Path) -> None:
    async with Decoders(SETTINGS, modules=JOBS) as decoders:
        await works(decoders, file)
        for parent in warm_parents():
            parent.kill()
        await works(decoders, file, owner=2)


async def test_a_warm_parent_that_cannot_start_is_said_to_be_gone(file: Path) -> None:
    async with Decoders(SETTINGS, modules=("tests.imaging.no_such_module",)) as decoders:
        with pytest.raises(DecodersGone):
            await decoders.run(1, file, QUICK, planted.READ)


async def test_what_is_under_way_at_the_end_is_not_held_against_the_file(file: Path) -> None:
    async with Decoders(SETTINGS, modules=JOBS) as decoders:
        job = await asleep(decoders, file)
    with pytest.raises(DecodersGone):
        await job
    with pytest.raises(DecodersGone):
        await decoders.run(1, file, QUICK, planted.READ)
    assert not warm_parents()


async def test_nothing_is_started_any_more_once_it_is_over(file: Path) -> None:
    async with Decoders(SETTINGS, modules=JOBS) as decoders:
        jobs = [asyncio.create_task(decoders.run(owner, file, QUICK, planted.PID)) for owner in range(4)]
        # The warm parent is still loading its libraries: the first two wait for their children, the others for a place.
        while not warm_parents():
            await asyncio.sleep(0)
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(result) for result in results] == [DecodersGone] * 4
    assert not warm_parents()


async def test_everything_dies_with_a_holder_that_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x")
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(file)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        assert b"ready\n" in iter(holder.stdout.readline, b"")
        family = psutil.Process(holder.pid).children(recursive=True)
        assert len(family) == 2
    finally:
        holder.kill()
        holder.communicate()
    psutil.wait_procs(family, timeout=10)
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


_HOLDER = """
import asyncio, sys
from pathlib import Path
from albumen.imaging import Decoders, ImagingSettings
from albumen.imaging.decoders import Effort
from tests.imaging import planted

async def main():
    async with Decoders(ImagingSettings(), modules=("tests.imaging.planted",)) as decoders:
        await decoders.run(1, Path(sys.argv[1]), Effort(20), planted.PID)
        print("ready", flush=True)
        await decoders.run(1, Path(sys.argv[1]), Effort(20), planted.SLEEP)

asyncio.run(main())
"""


def warm_parents() -> list[psutil.Process]:
    """Those of this process that are alive, but for the one that this module's tests share."""
    parents = []
    for child in psutil.Process().children():
        try:
            if "tests.imaging.planted" in child.cmdline()[-1] and child.status() != psutil.STATUS_ZOMBIE:
                parents.append(child)
        except (psutil.NoSuchProcess, IndexError):
            continue
    return [parent for parent in parents if parent.pid not in _SHARED]


_SHARED: set[int] = set()


async def test_the_holder_loads_no_decoder() -> None:
    script = "import sys, albumen.imaging; print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    libraries = ["pyvips", "exiv2", "av", "rawpy", "pillow_heif", "imagecodecs", "PIL", "numpy"]
    seen = subprocess.run([sys.executable, "-c", script, *libraries], capture_output=True, check=True)
    assert seen.stdout == b"[]\n"
