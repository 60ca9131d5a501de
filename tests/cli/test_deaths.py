"""SIGKILL to any process of `albumen serve`, and to all: what was acknowledged is there, and all recovers by itself."""

import contextlib
import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from albumen.database.processes import processes_of, read_postmaster
from tests.cli.terminal import PATIENCE, PROGRAM, Person, Serve, a_person, albumen, alive, all_gone, environment, until
from tests.faults.pictures import Picture
from tests.support.deaths import kill_together

_numbers = count(1)


class Victim:
    """An Albumen that is killed again and again: what was acknowledged before any death must outlive all."""

    def __init__(self, data: Path, logs: Path) -> None:
        self._data, self._logs = data, logs
        self.serve = Serve(data, logs).until_ready()
        self.person: Person = a_person(data)
        self.photos: dict[Picture, str] = {}

    def start_again(self) -> None:
        """The next start, at once, at the same address."""
        self.serve = Serve(self._data, self._logs, port=self.serve.port)

    def upload(self) -> None:
        """Send a new picture until it is acknowledged, as every client does."""
        picture = Picture(next(_numbers), 20_000)
        self.photos[picture] = self.serve.until(lambda: self._accepted(picture), "uploads are not taken in any more")

    def _accepted(self, picture: Picture) -> str | None:
        with contextlib.suppress(httpx.TransportError), self.person.client(self.serve.url) as client:
            answer = client.post("/api/v1/photos", files={"file": (picture.name, picture.data)})
            assert answer.status_code in (200, 201, 503), answer.text
            return answer.json().get("id")
        return None

    def recovers(self) -> None:
        """It becomes ready by itself, has all that it acknowledged, takes in more and develops it."""
        self.serve.until(self.serve.is_ready, "it does not recover")
        self.upload()
        self.serve.until(self._is_developed, "nothing is developed any more")
        with self.person.client(self.serve.url) as client:
            for picture, photo in self.photos.items():
                assert client.get(f"/api/v1/photos/{photo}/original").content == picture.data

    def _is_developed(self) -> bool:
        with contextlib.suppress(httpx.TransportError), self.person.client(self.serve.url) as client:
            states = {client.get(f"/api/v1/photos/{photo}").json().get("state") for photo in self.photos.values()}
            return states == {"ready"}
        return False


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    folder = tmp_path_factory.mktemp("victim")
    victim = Victim(folder / "data", folder)
    yield victim
    victim.serve.close()


def serving(serve: Serve) -> psutil.Process:
    """granian's worker, in which requests are answered."""
    (found,) = serve.web.children()
    return found


def a_backend(serve: Serve) -> psutil.Process:
    """A process of PostgreSQL that serves a connection."""
    with psycopg.connect(serve.database) as connection:
        row = connection.execute(
            "SELECT max(pid) FROM pg_stat_activity WHERE application_name = 'albumen api'"
        ).fetchone()
    assert row is not None
    return psutil.Process(row[0])


def noted(serve: Serve) -> dict[str, int]:
    """What the one that supervises noted for administrators, and how often."""
    with psycopg.connect(serve.database) as connection:
        rows = connection.execute("SELECT event, sum(times) FROM journal WHERE process = 'serve' GROUP BY event")
        return {event: int(times) for event, times in rows}


@pytest.mark.xdist_group("deaths")
@pytest.mark.parametrize(
    ("whom", "told"),
    [
        (Serve.web.fget, "serve.died"),
        (serving, None),
        (Serve.worker.fget, "serve.died"),
        (Serve.postmaster.fget, "serve.database_ended"),
        (a_backend, None),
    ],
)
def test_one_of_its_processes(victim: Victim, whom: Callable[[Serve], psutil.Process], told: str | None) -> None:
    victim.upload()
    before = noted(victim.serve)
    dead = whom(victim.serve)
    dead.kill()
    all_gone([dead])
    victim.recovers()
    assert victim.serve.process.poll() is None, "the one that supervises stays"
    if told is not None:
        more = lambda: noted(victim.serve).get(told, 0) > before.get(told, 0)  # noqa: E731
        victim.serve.until(more, "the one that supervises did not note it")


@pytest.mark.xdist_group("deaths")
def test_the_one_that_supervises(victim: Victim) -> None:
    victim.upload()
    family = victim.serve.family()
    victim.serve.process.kill()
    victim.serve.process.wait(PATIENCE)
    all_gone(family)
    victim.start_again()
    victim.recovers()


@pytest.mark.xdist_group("deaths")
def test_the_one_that_supervises_and_started_again_at_once(victim: Victim) -> None:
    victim.upload()
    family = victim.serve.family()
    victim.serve.process.kill()
    victim.start_again()
    victim.recovers()
    assert not alive(family)


@pytest.mark.xdist_group("deaths")
def test_all_of_them(victim: Victim) -> None:
    victim.upload()
    family = kill_together(victim.serve.family)
    victim.start_again()
    victim.recovers()
    assert not alive(family)
    assert albumen("fsck", "--read-data", "--data", victim.serve.data).ok().startswith("All is well")


@pytest.mark.xdist_group("deaths")
def test_its_supervisor_while_postgresql_does_not_notice(victim: Victim) -> None:
    """What is left of a server is ended, or the next one would stand beside it on the same files."""
    victim.upload()
    backend, postmaster = a_backend(victim.serve), victim.serve.postmaster
    backend.suspend()  # as one that waits for a disk that does not answer
    victim.serve.process.kill()
    postmaster.kill()
    victim.start_again()
    victim.recovers()
    assert not alive([backend, postmaster])


@pytest.mark.xdist_group("deaths")
def test_an_import_outlives_the_server_beside_which_it_began(victim: Victim, tmp_path: Path) -> None:
    folder, log = tmp_path / "many", tmp_path / "log"
    folder.mkdir()
    for number in range(120):
        (folder / f"{number}.jpg").write_bytes(Picture(5_000 + number, 4_000).data)
    command = [PROGRAM, "import", folder, "--user", victim.person.name, "--data", victim.serve.data, "--log", log]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        until(lambda: log.exists() and log.read_text().count("\n") > 3)
        victim.serve.process.kill()
        victim.start_again()
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert sum(int(word) for word in re.findall(r"(\d+) (?:added|already there)", out)) == 120, out
    victim.recovers()


def answers(data: Path) -> bool:
    """Whether the database of a data directory lets somebody in."""
    server = read_postmaster(data)
    with contextlib.suppress(psycopg.OperationalError):
        if server is not None and server.ready:
            psycopg.connect(host=str(server.sockets), user="albumen", dbname="albumen").close()
            return True
    return False


@pytest.mark.parametrize(
    "moment",
    [
        "it makes its database",
        pytest.param("its database begins", marks=pytest.mark.faults),
        "its database is there",
        pytest.param("its store is there", marks=pytest.mark.faults),
    ],
)
def test_killed_while_it_starts_for_the_first_time(tmp_path: Path, moment: str) -> None:
    data = tmp_path / "data"
    came = {
        "it makes its database": lambda: any((data / "postgres" / "data.new").glob("base/*")),
        "its database begins": lambda: read_postmaster(data / "postgres" / "data") is not None,
        "its database is there": lambda: answers(data / "postgres" / "data"),
        "its store is there": lambda: (data / "originals").exists(),
    }
    first = Serve(data, tmp_path)
    until(came[moment])
    first.process.kill()
    first.process.wait(PATIENCE)
    second = Serve(data, tmp_path)
    try:
        second.until_ready()
        assert "/setup#" in second.out
        assert second.ends(signal.SIGTERM) == 0
    finally:
        second.close()
    assert processes_of(data / "postgres" / "data") == []


@pytest.mark.faults
@pytest.mark.timeout(1200)
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Twenty times somewhere in its first three seconds, on one directory. About 100 seconds."""
    draw = random.Random(seed := random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}")
    data = tmp_path / "data"
    for _ in range(20):
        serve = Serve(data, tmp_path)
        time.sleep(draw.uniform(0, 3))
        victims = serve.family()
        for each in draw.sample(victims, draw.randint(0, len(victims) - 1)):
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        os.kill(serve.process.pid, signal.SIGKILL)
        serve.process.wait(PATIENCE)
    last = Serve(data, tmp_path)
    try:
        last.until_ready()
        assert albumen("fsck", "--data", data).ok().startswith("All is well")
        assert last.ends(signal.SIGTERM) == 0
    finally:
        last.close()
