"""SIGKILL before and after each step of the way in, for uploads in one request and for resumable ones.

The protocol is that of `albumen.ingest.receive`. After each kill: the server starts again, nothing acknowledged is lost, the same
upload sent again becomes the one photo that it would have become (or is), and what the dead left behind is swept.

Time: about 2 seconds per point, 100 seconds in all (marker `faults`).
"""

from itertools import count

import pytest

from tests.faults.harness import CUT, Instance
from tests.faults.pictures import Picture
from tests.faults.tus import TusUpload

pytestmark = pytest.mark.faults

_numbers = count(1)
_SIZE = 300_000

STEPS = ("S0", "S1", "S2", "S3", "S4", "S4b", "S5", "S6", "S6b", "S7")
POINTS = [f"{step}.{side}" for step in STEPS for side in ("before", "after")] + ["S5.linked"]

# The number says at which passage: a resumable upload in two pieces passes S1 twice and S3 three times (each piece, and the
# whole when it is sealed), and its beginning is a request that is answered too.
AGAIN = ["S1.before:2", "S1.after:2", "S3.before:2", "S3.after:2", "S3.before:3", "S3.after:3"]


@pytest.mark.xdist_group("crash points: one request")
@pytest.mark.parametrize("point", POINTS)
async def test_an_upload_in_one_request(lasting: Instance, point: str) -> None:
    picture = Picture(next(_numbers), _SIZE)
    await lasting.start_web(ALBUMEN_CRASHPOINT=point)
    try:
        answer = await lasting.upload(picture)
    except CUT:
        pass
    else:
        assert point == "S7.after", f"nothing was killed: {answer.status_code}"
    await lasting.web_died()

    await lasting.start_web()
    await lasting.check()
    first = await lasting.uploaded(picture)
    assert await lasting.uploaded(picture) == first
    await lasting.check_swept()
    await lasting.kill_web()


@pytest.mark.xdist_group("crash points: resumable")
@pytest.mark.parametrize("point", [*POINTS, *AGAIN])
async def test_a_resumable_upload(lasting: Instance, point: str) -> None:
    picture = Picture(next(_numbers), _SIZE)
    upload = TusUpload(lasting, picture)
    answered = "S7.after:3" if point == "S7.after" else point
    await lasting.start_web(ALBUMEN_CRASHPOINT=answered)
    try:
        async with lasting.client() as client:
            answer = await upload.go_on(client)
    except CUT:
        pass
    else:
        assert point == "S7.after", f"nothing was killed: {answer.status_code}"
    await lasting.web_died()

    await lasting.start_web()
    await lasting.check()
    first = await upload.finish()
    assert await lasting.uploaded(picture) == first
    await lasting.check_swept()
    await lasting.kill_web()
