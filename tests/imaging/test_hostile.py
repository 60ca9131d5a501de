"""The hostile files: what must be accepted is shown, what must be refused never is, and none costs much or does anything."""

import asyncio
import json
import math
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from albumen.imaging import DecoderCrashed, DecoderLimit, Undecodable, UnsupportedType
from tests.imaging.support import Bench, Developed

pytestmark = [pytest.mark.samples, pytest.mark.asyncio(loop_scope="session")]

Truth = dict[str, Any]
MIB = 1 << 20


@pytest.fixture(scope="session")
def truth(samples: Path) -> dict[str, Truth]:
    """What must become of every hostile file, by its name."""
    return json.loads((samples / "hostile/expected.json").read_text())["files"]  # type: ignore[no-any-return]


@asynccontextmanager
async def listening() -> AsyncIterator[list[object]]:
    """Everybody who connects to the port that the files' payloads point at."""
    callers: list[object] = []
    try:
        server = await asyncio.start_server(lambda _reader, writer: callers.append(writer), "127.0.0.1", 9)
    except OSError:
        # Without the right to listen there, the kernel's refusal in children is what is tested elsewhere.
        yield callers
        return
    async with server:
        yield callers


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def developed(bench: Bench, samples: Path, truth: dict[str, Truth]) -> dict[str, Developed]:
    """Every hostile file, as far as it could be developed; nobody called home meanwhile."""
    async with listening() as callers:
        done = await asyncio.gather(*(bench.develop(samples / "hostile" / name) for name in truth))
    assert not callers
    return dict(zip(truth, done, strict=True))


def having(truth: dict[str, Truth], developed: dict[str, Developed], check: str) -> dict[str, Developed]:
    """The files that ask for a check."""
    return {name: developed[name] for name, stated in truth.items() if check in stated.get("checks", ())}


async def test_what_must_be_accepted_has_renditions(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    wanted = [name for name, stated in truth.items() if stated["expect"] == "must_accept"]
    assert len(wanted) > 60
    assert [(name, developed[name].errors) for name in wanted if not developed[name].ready] == []


async def test_what_must_be_refused_has_none(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    wanted = [name for name, stated in truth.items() if stated["expect"] == "must_reject"]
    assert len(wanted) > 40
    assert [name for name in wanted if developed[name].ready] == []


async def test_what_is_refused_is_refused_with_a_reason(developed: dict[str, Developed]) -> None:
    for name, one in developed.items():
        assert one.ready or one.errors, name
        for error in one.errors:
            assert isinstance(error, (UnsupportedType, Undecodable, DecoderLimit, DecoderCrashed)), name
            assert error.detail


async def test_no_decoder_breaks_down(developed: dict[str, Developed]) -> None:
    crashed = [name for name, one in developed.items() if any(isinstance(e, DecoderCrashed) for e in one.errors)]
    assert crashed == []


async def test_none_costs_much(bench: Bench, developed: dict[str, Developed]) -> None:
    while len({child.owner for child in bench.ended}) < len([one for one in developed.values() if one.probe]):
        await asyncio.sleep(0.01)
    seconds: dict[int, float] = defaultdict(float)
    for child in bench.ended:
        seconds[child.owner] += child.cpu_seconds
    costs = {name: seconds[one.owner] for name, one in developed.items()}
    assert {name: cost for name, cost in costs.items() if cost >= 30} == {}
    owners = {one.owner: name for name, one in developed.items()}
    large = {owners[child.owner]: child.peak_bytes for child in bench.ended if child.owner in owners}
    assert {name: peak for name, peak in large.items() if peak >= 1024 * MIB} == {}


async def test_the_type_is_told_from_the_content(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    named = {name: stated["real_type"] for name, stated in truth.items() if "real_type" in stated}
    assert len(named) > 5
    for name, media_type in named.items():
        one = developed[name]
        assert one.probe
        assert one.probe.media_type == media_type


async def test_hostile_places_are_none(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    for name, one in having(truth, developed, "gps_null").items():
        assert one.metadata, name
        assert one.metadata.position is None, name
    for name, stated in truth.items():
        if "gps" in stated and stated["expect"] == "must_accept":
            found = developed[name].metadata
            assert found
            assert found.position
            assert (found.position.latitude, found.position.longitude) == (stated["gps"]["lat"], stated["gps"]["lon"])


async def test_hostile_dates_are_sane_or_none(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    dated = having(truth, developed, "date_sane_or_null")
    assert len(dated) >= 10
    for name, one in dated.items():
        assert one.metadata, name
        for fact in one.metadata.dates:
            assert 1800 <= fact.wall.year <= 2100, name
            # All of them state an offset of +25:99.
            assert fact.offset is None


async def test_hostile_durations_are_sane_or_none(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    for name, one in having(truth, developed, "duration_sane_or_null").items():
        assert one.metadata, name
        duration = one.metadata.duration
        assert duration is None or (math.isfinite(duration) and 0 < duration < 3600), name


async def test_hostile_orientations_count_as_none(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    upright = having(truth, developed, "orientation_as_1")
    assert len(upright) == 4
    for name, one in upright.items():
        assert one.metadata, name
        assert (one.metadata.orientation, one.metadata.width, one.metadata.height) == (1, 320, 214), name


async def test_all_text_is_fit_to_be_stored(developed: dict[str, Developed]) -> None:
    for name, one in developed.items():
        if one.metadata is None:
            continue
        found = one.metadata
        texts = [found.camera.make, found.camera.model, found.lens, found.title, found.description]
        for text in [*texts, found.artist, found.copyright, *found.keywords]:
            if text is None:
                continue
            text.encode()
            assert len(text) <= 10_000, name
            assert not [c for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0], name
            assert not set(text) & set("\u202e\u2066\u2067"), name


async def test_nothing_of_this_machine_was_read(developed: dict[str, Developed]) -> None:
    for name, one in developed.items():
        assert "root:" not in repr(one.metadata), name
        if one.renditions:
            assert not any(b"root:" in made.data for made in one.renditions.pictures), name


async def test_no_command_was_run(developed: dict[str, Developed]) -> None:
    for folder in (Path.cwd(), Path("/tmp"), Path("/"), Path.home()):
        assert not list(folder.glob("pwned_*"))


async def test_an_ordinary_picture_works_after_all_that(
    bench: Bench, samples: Path, developed: dict[str, Developed]
) -> None:
    assert (await bench.develop(samples / "hostile/files/filenames/body.jpg")).ready
