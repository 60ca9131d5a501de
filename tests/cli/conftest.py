"""What the tests of the command line share: one Albumen that runs, for all that do no harm to it."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import Person, Serve, met
from tests.faults.pictures import Picture


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """A run in the background of a script is told to ignore Ctrl-C, and what it starts would inherit that: no terminal's does."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """An Albumen that runs on a directory which was missing."""
    folder = tmp_path_factory.mktemp("shared")
    serve = Serve(folder / "far" / "away", folder).until_ready()
    yield serve
    serve.close()


@pytest.fixture
def person(shared: Serve) -> Person:
    """Somebody new in the shared Albumen."""
    return asyncio.run(met(shared))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Serve]]:
    """Starts `albumen serve` on a directory; what still runs at the end of the test is killed."""
    started: list[Serve] = []
    logs = tmp_path / "logs"
    logs.mkdir()

    def start(data: Path, *arguments: str, **more: Any) -> Serve:
        started.append(Serve(data, logs, *arguments, **more))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two photos, one of them twice, and what is none."""
    folder = tmp_path / "photos"
    (folder / "2024 été").mkdir(parents=True)
    for number in (1, 2):
        (folder / f"{number}.jpg").write_bytes(Picture(number, 20_000).data)
    (folder / "2024 été" / "again.jpg").write_bytes(Picture(1, 20_000).data)
    (folder / "1.jpg.xmp").write_text("<x:xmpmeta/>")
    (folder / "letter.txt").write_text("Dear Ada")
    (folder / "fake.jpg").write_text("no picture at all")
    (folder / "empty.jpg").touch()
    (folder / "gone.jpg").symlink_to("nowhere")
    (folder / ".DS_Store").write_bytes(b"\0")
    (folder / "@eaDir").mkdir()
    (folder / "@eaDir" / "thumb.jpg").write_bytes(Picture(3, 20_000).data)
    os.mkfifo(folder / "pipe.jpg")
    return folder
