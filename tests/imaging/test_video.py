"""Videos of every container: what they say, how they are turned, and a frame that shows something."""

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from albumen.imaging import (
    GRID,
    POSTER,
    Decoders,
    ImagingSettings,
    Kind,
    Precision,
    StoryboardLayout,
    Undecodable,
    make_renditions,
    make_storyboard,
    probe,
)
from tests.imaging.support import Bench, picture_of
from tests.imaging.test_render import BLUE, GREEN, GREY, RED, assert_quarters, quarters

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONTAINERS = {
    "mp4": ("mp4", "libx264", "video/mp4"),
    "mov": ("mov", "libx264", "video/quicktime"),
    "m4v": ("ipod", "libx264", "video/x-m4v"),
    "3gp": ("3gp", "libx264", "video/3gpp"),
    "mkv": ("matroska", "libx264", "video/x-matroska"),
    "webm": ("webm", "libvpx-vp9", "video/webm"),
    "avi": ("avi", "mpeg4", "video/x-msvideo"),
    "mts": ("mpegts", "libx264", "video/mp2t"),
    "mpg": ("mpeg", "mpeg2video", "video/mpeg"),
    "hevc": ("mp4", "libx265", "video/mp4"),
    "av1": ("mp4", "libsvtav1", "video/mp4"),
}


def film(
    container: str,
    codec: str,
    *,
    seconds: float = 1.0,
    black: float = 0.0,
    rotated: int = 0,
    said: dict[str, str] | None = None,
) -> bytes:
    """A film of four coloured quarters, 25 frames a second, black for its first seconds."""
    stream = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if said and "com.apple.quicktime.creationdate" in said else {}
    with av.open(stream, "w", format=container, options=options) as video:
        video.metadata.update(said or {})
        picture = video.add_stream(codec, rate=25)
        picture.width, picture.height, picture.pix_fmt = 320, 240, "yuv420p"
        picture.codec_context.thread_count = 1
        picture.time_base = Fraction(1, 25)
        if rotated:
            picture.set_display_rotation(rotated)
        shown = np.ascontiguousarray(quarters(320, 240))
        for number in range(round(seconds * 25)):
            pixels = shown if number >= black * 25 else np.zeros_like(shown)
            for packet in picture.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                video.mux(packet)
        for packet in picture.encode(None):
            video.mux(packet)
    return stream.getvalue()


@pytest.mark.parametrize("name", CONTAINERS)
async def test_every_container_has_a_poster(bench: Bench, tmp_path: Path, name: str) -> None:
    container, codec, media_type = CONTAINERS[name]
    (tmp_path / "file").write_bytes(film(container, codec))
    done = await bench.develop(tmp_path / "file")
    assert not done.errors
    assert done.probe
    assert (done.probe.media_type, done.probe.kind, done.probe.decodable) == (media_type, Kind.VIDEO, True)
    assert done.metadata
    assert (done.metadata.width, done.metadata.height) == (320, 240)
    assert done.metadata.duration == pytest.approx(1.0, abs=0.25)
    assert done.metadata.frame_rate == pytest.approx(25, abs=0.1)
    assert done.metadata.video_codec in {"h264", "hevc", "vp9", "av1", "mpeg4", "mpeg2video"}
    made = await make_renditions(bench.decoders, done.owner, tmp_path / "file", done.probe, (GRID, POSTER))
    assert [picture.name for picture in made.pictures] == ["grid", "poster"]
    assert (made.width, made.height) == (320, 240)
    for one in made.pictures:
        assert_quarters(picture_of(one), tolerance=25)


@pytest.mark.parametrize("degrees", [90, 180, 270])
async def test_a_turned_video_is_shown_as_a_player_shows_it(bench: Bench, tmp_path: Path, degrees: int) -> None:
    (tmp_path / "file").write_bytes(film("mp4", "libx264", rotated=degrees))
    done = await bench.develop(tmp_path / "file")
    assert done.metadata
    assert done.renditions
    size = (320, 240) if degrees == 180 else (240, 320)
    assert (done.metadata.width, done.metadata.height) == size
    assert (done.renditions.width, done.renditions.height) == size
    # FFmpeg counts against the clock, we with it.
    assert done.metadata.rotation == (360 - degrees) % 360
    corners = {90: [GREEN, GREY, RED, BLUE], 180: [GREY, BLUE, GREEN, RED], 270: [BLUE, RED, GREY, GREEN]}[degrees]
    picture = picture_of(done.renditions.pictures[1])
    places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    for (x, y), wanted in zip(places, corners, strict=True):
        found = picture.getpoint(int(x * picture.width), int(y * picture.height))
        assert np.abs(np.array(found) - wanted).max() <= 25


async def test_a_black_beginning_is_not_the_poster(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(film("mp4", "libx264", seconds=6, black=1.5))
    assert_quarters(picture_of((await bench.renditions(tmp_path / "file")).pictures[1]), tolerance=25)


async def test_a_film_that_is_black_throughout_has_a_black_poster(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(film("mp4", "libx264", seconds=1, black=1))
    assert picture_of((await bench.renditions(tmp_path / "file")).pictures[1]).max() < 30


async def test_a_film_of_one_frame_has_a_poster(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(film("mp4", "libx264", seconds=0.04))
    assert_quarters(picture_of((await bench.renditions(tmp_path / "file")).pictures[1]), tolerance=25)


async def test_what_a_phone_says(bench: Bench, tmp_path: Path) -> None:
    said = {
        "com.apple.quicktime.creationdate": "2024-05-06T07:08:09+0200",
        "com.apple.quicktime.location.ISO6709": "+52.5186+013.3761+034.1/",
        "com.apple.quicktime.make": "Apple",
        "com.apple.quicktime.model": "iPhone 15",
        "com.apple.quicktime.content.identifier": "1745E022-9712-43C7-B024-F308EC6413CB",
        "creation_time": "2024-05-06T05:08:10Z",
        "title": "A title",
        "description": "A description",
    }
    (tmp_path / "file").write_bytes(film("mov", "libx264", said=said))
    found = await bench.metadata(tmp_path / "file")
    assert found.position
    assert (found.position.latitude, found.position.longitude, found.position.altitude) == (52.5186, 13.3761, 34.1)
    assert (found.camera.make, found.camera.model) == ("Apple", "iPhone 15")
    assert found.content_identifier == said["com.apple.quicktime.content.identifier"]
    assert (found.title, found.description) == ("A title", "A description")
    dates = [(fact.tag, f"{fact.wall:%H:%M:%S}", fact.offset, fact.is_utc) for fact in found.dates]
    assert dates == [
        ("QuickTime.CreationDate", "07:08:09", 120, False),
        ("QuickTime.CreateDate", "05:08:10", 0, True),
        ("QuickTime.MediaCreateDate", "05:08:10", 0, True),
    ]
    assert {fact.precision for fact in found.dates} == {Precision.SECOND}


async def test_the_zero_of_quicktime_is_no_date(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(film("mp4", "libx264"))
    assert (await bench.metadata(tmp_path / "file")).dates == ()


async def test_a_film_without_pictures_is_kept_but_not_shown(bench: Bench, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as sound:
        voice = sound.add_stream("aac", rate=8000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 8000
        for packet in [*voice.encode(silence), *voice.encode(None)]:
            sound.mux(packet)
    (tmp_path / "file").write_bytes(stream.getvalue())
    done = await bench.develop(tmp_path / "file")
    assert done.probe
    assert not done.probe.decodable
    assert not done.ready


def passing(container: str, codec: str, seconds: float, *, gop: int = 250, rotated: int = 0) -> bytes:
    """A film of 12 pictures a second that goes evenly from black to white."""
    stream = io.BytesIO()
    with av.open(stream, "w", format=container) as video:
        picture = video.add_stream(codec, rate=12)
        picture.width, picture.height, picture.pix_fmt = 320, 180, "yuv420p"
        picture.codec_context.thread_count = 1
        picture.codec_context.gop_size = gop
        picture.time_base = Fraction(1, 12)
        if rotated:
            picture.set_display_rotation(rotated)
        count = round(seconds * 12)
        for number in range(count):
            pixels = np.full((180, 320, 3), round(number / count * 255), "uint8")
            for packet in picture.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                video.mux(packet)
        for packet in picture.encode(None):
            video.mux(packet)
    return stream.getvalue()


def board_of(data: bytes, layout: StoryboardLayout) -> list[float]:
    """How bright each of the small pictures is."""
    board = Image.open(io.BytesIO(data)).convert("L")
    assert board.size == (layout.columns * layout.width, layout.rows * layout.height)
    places = [divmod(number, layout.columns) for number in range(layout.frames)]
    return [
        float(board.getpixel((int((x + 0.5) * layout.width), int((y + 0.5) * layout.height))))  # type: ignore[arg-type]
        for y, x in places
    ]


@pytest.mark.parametrize("name", ["mp4", "webm", "mkv", "avi", "mts", "mpg", "hevc"])
async def test_a_storyboard_shows_what_is_seen_at_each_place(bench: Bench, tmp_path: Path, name: str) -> None:
    container, codec, _ = CONTAINERS[name]
    file = tmp_path / "file"
    file.write_bytes(passing(container, codec, 8))
    board = await make_storyboard(bench.decoders, 1, file, await probe(bench.decoders, 1, file))
    assert (board.layout.columns, board.layout.frames, board.layout.width, board.layout.height) == (10, 16, 160, 90)
    assert StoryboardLayout.of_name(board.layout.name(3)) == board.layout
    seen = board_of(board.data, board.layout)
    wanted = [(number + 0.5) / 16 * 255 for number in range(16)]
    assert max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) < 30
    assert len(board.data) < 20_000


async def test_a_long_film_has_a_hundred_and_a_turned_one_stands_upright(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(passing("mp4", "libx264", 75, gop=12, rotated=90))
    board = await make_storyboard(bench.decoders, 1, file, await probe(bench.decoders, 1, file))
    assert (board.layout.frames, board.layout.rows, board.layout.width, board.layout.height) == (100, 10, 90, 160)
    seen = board_of(board.data, board.layout)
    assert seen == sorted(seen)
    assert seen[0] < 10 < 240 < seen[-1]


async def test_without_time_key_frames_stand_for_what_is_between(tmp_path: Path) -> None:
    """A limit that leaves no time at all for coming nearer still gives a whole board, from the key frames before."""
    file = tmp_path / "file"
    file.write_bytes(passing("mp4", "libx264", 30, gop=60))
    async with Decoders(ImagingSettings(storyboard_cpu_seconds=1)) as decoders:
        board = await make_storyboard(decoders, 1, file, await probe(decoders, 1, file))
    assert board.layout.frames == 60
    assert len(set(board_of(board.data, board.layout))) >= 6


async def test_what_is_no_film_has_no_storyboard(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "file"
    Image.new("RGB", (20, 20)).save(file, "PNG")
    with pytest.raises(Undecodable):
        await make_storyboard(bench.decoders, 1, file, await probe(bench.decoders, 1, file))
