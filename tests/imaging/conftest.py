"""Decoders for the tests of imaging, and pictures to decode."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from albumen.imaging import Decoders, ImagingSettings
from tests.imaging.support import Bench


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bench() -> AsyncIterator[Bench]:
    """Decoders of the default settings that the whole session shares; every file is another owner's."""
    bench = Bench()
    settings = ImagingSettings(child_idle_seconds=0)
    async with Decoders(settings, when_ended=bench.ended.append) as decoders:
        bench.decoders = decoders
        yield bench


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample files."""
    folder = os.environ.get("ALBUMEN_SAMPLES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs the sample files (ALBUMEN_SAMPLES)")
    return Path(folder)
