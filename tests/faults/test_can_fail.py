"""The controls: with a promise taken out of Albumen, what the fault tests ask does not hold; with it, it does.

Time: 10 seconds (marker `faults`).
"""

from itertools import count

import pytest

from tests.faults.harness import CUT, Instance
from tests.faults.pictures import Picture
from tests.faults.strace import needs_strace, traced
from tests.faults.tus import TusUpload

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("database")]

_numbers = count(1)
_SIZE = 300_000


@pytest.mark.parametrize("sabotage", ["", "keep_after_commit"])
async def test_bytes_that_are_kept_after_the_commit_are_missed(instance: Instance, sabotage: str) -> None:
    await instance.start_web(ALBUMEN_CRASHPOINT="S6.after", ALBUMEN_TEST_SABOTAGE=sabotage)
    with pytest.raises(CUT):
        await instance.upload(Picture(next(_numbers), _SIZE))
    await instance.web_died()
    await instance.start_web()
    if not sabotage:
        await instance.check_swept()
        return
    with pytest.raises(AssertionError, match=r"MISSING: 'missing'>: \(BlobRef"):
        await instance.check()


@needs_strace
@pytest.mark.parametrize("sabotage", ["", "believe_the_second_fsync"])
async def test_an_fsync_that_is_asked_for_again_is_noticed(instance: Instance, sabotage: str) -> None:
    await instance.start_web(ALBUMEN_TEST_SABOTAGE=sabotage)
    await instance.uploaded(Picture(next(_numbers), _SIZE))
    upload = TusUpload(instance, Picture(next(_numbers), _SIZE), pieces=1)
    async with instance.client() as client:
        assert (await upload.begin(client)).is_success
        ((name,),) = await instance.rows("SELECT staged_name FROM uploads")
        async with traced(instance.serving, "fsync", "error=EIO", instance.data / "staging" / name) as trace:
            answer = await upload.go_on(client)
    assert trace.injected
    assert answer.is_success == bool(sabotage)
    assert len(trace.calls) == (1 if not sabotage else 3)
