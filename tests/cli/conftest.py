"""What the tests of the command line share: one Albumen that runs, for all that do no harm to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import Person, Serve, a_person


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
    return a_person(shared.data)


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
