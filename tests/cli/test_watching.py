"""`albumen upload --watch`: what comes into a folder is sent once, whole, and never again when it was thrown away."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.cli.errors import AlreadyWatching
from albumen.cli.remembering import Memory
from tests.cli.line import Line
from tests.cli.terminal import PATIENCE, PROGRAM, Person, Serve, albumen, environment, fates, until
from tests.cli.test_uploading import photos_of
from tests.faults.pictures import Picture
from tests.faults.processes import free_port

MIB = 1 << 20


class Watcher:
    """One run of the command, with a log of fates of its own."""

    def __init__(self, url: str, person: Person, state: Path, log: Path, *words: str | Path) -> None:
        self.log, self._err = log, log.with_suffix(".err")
        options = ("--server", url, "--settle", "0.3", "--log", log)
        with self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [PROGRAM, "upload", "--watch", *options, *words],
                stdout=subprocess.DEVNULL,
                stderr=err,
                env=environment(ALBUMEN_KEY=person.key, XDG_STATE_HOME=str(state)),
            )

    @property
    def err(self) -> str:
        return self._err.read_text()

    @property
    def fates(self) -> dict[str, str]:
        return fates(self.log) if self.log.exists() else {}

    def until(self, happened: Callable[[], object]) -> None:
        def whether() -> object:
            assert self.process.poll() is None, self.err
            return happened()

        until(whether)

    def ends(self, number: signal.Signals = signal.SIGTERM) -> str:
        """Stop it as a service is stopped; what it said."""
        self.process.send_signal(number)
        assert self.process.wait(PATIENCE) == 0, self.err
        assert self.err.splitlines()[-1].endswith("Stopped. What was under way goes on next time.")
        assert "Traceback" not in self.err
        return self.err


@pytest.fixture
def watch(shared: Serve, person: Person, tmp_path: Path) -> Iterator[Callable[..., Watcher]]:
    """Starts the command on folders, one run after another."""
    running: list[Watcher] = []

    def watch(*words: str | Path, url: str = shared.url) -> Watcher:
        running.append(Watcher(url, person, tmp_path / "state", tmp_path / f"fates-{len(running)}", *words))
        return running[-1]

    yield watch
    for each in running:
        each.process.kill()
        each.process.wait(PATIENCE)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with two photos."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.jpg").write_bytes(Picture(number, 20_000).data)
    return folder


def test_what_comes_is_sent(shared: Serve, person: Person, watch: Callable[..., Watcher], photos: Path) -> None:
    watcher = watch(photos)
    watcher.until(lambda: photos_of(shared, person) == 2)
    (photos / "trip").mkdir()
    (photos / "trip" / "3.jpg").write_bytes(Picture(3, 20_000).data)
    (photos / "letter.txt").write_text("Dear Ada")
    (photos / ".4.jpg.Xy12").write_bytes(Picture(4, 20_000).data)
    watcher.until(lambda: watcher.fates.get("trip/3.jpg") == "added")
    # A sidecar that comes later finds its photo; and a file that is moved is not sent again.
    (photos / "1.jpg.xmp").write_text("<x:xmpmeta/>")
    watcher.until(lambda: watcher.fates.get("1.jpg.xmp") == "sidecar")
    (photos / "trip" / "3.jpg").rename(photos / "three.jpg")
    watcher.until(lambda: watcher.fates.get("three.jpg") == "already there")
    (photos / ".4.jpg.Xy12").rename(photos / "4.jpg")
    watcher.until(lambda: watcher.fates.get("4.jpg") == "added")
    said = watcher.ends()
    assert "added: trip/3.jpg" in said
    assert watcher.fates["letter.txt"] == "skipped"
    assert photos_of(shared, person) == 4


def test_a_file_is_sent_when_its_writer_is_done(
    shared: Serve, person: Person, watch: Callable[..., Watcher], photos: Path
) -> None:
    watcher = watch(photos, "--every", "0.01")
    watcher.until(lambda: photos_of(shared, person) == 2)
    picture = Picture(5, 20_000)
    with (photos / "slow.jpg").open("wb") as slow:
        slow.write(picture.data[:15_000])
        slow.flush()
        # Another file that was begun later and is complete: several looks have passed this one over.
        (photos / "quick.jpg").write_bytes(Picture(6, 20_000).data)
        watcher.until(lambda: watcher.fates.get("quick.jpg") == "added")
        (photos / "quick.jpg").rename(photos / "quicker.jpg")
        watcher.until(lambda: "quicker.jpg" in watcher.fates)
        assert "slow.jpg" not in watcher.fates
        slow.write(picture.data[15_000:])
    watcher.until(lambda: watcher.fates.get("slow.jpg") == "added")
    watcher.ends(signal.SIGINT)
    assert photos_of(shared, person) == 4
    with person.client(shared.url) as client:
        assert client.post("/api/v1/photos/check", json={"sha256": [picture.sha256]}).json()["found"]


def test_killed_in_the_middle_it_sends_nothing_twice(
    shared: Serve, person: Person, watch: Callable[..., Watcher], photos: Path
) -> None:
    line = Line(shared.port)
    watcher = watch(photos, url=line.url)
    watcher.until(lambda: photos_of(shared, person) == 2)
    picture = Picture(7, 60 * MIB)
    line.breaks(55 * MIB, lambda: watcher.process.send_signal(signal.SIGKILL))
    (photos / "large.jpg").write_bytes(picture.data)
    assert watcher.process.wait(PATIENCE) == -signal.SIGKILL
    # Other bytes, but nothing that tells of a change: whoever read the file again would send it.
    known = (photos / "1.jpg").stat()
    with (photos / "1.jpg").open("r+b") as opened:
        opened.write(Picture(8, 20_000).data)
    os.utime(photos / "1.jpg", ns=(known.st_atime_ns, known.st_mtime_ns))
    line.count()
    again = watch(photos, url=line.url)
    again.until(lambda: len(again.fates) == 3)
    assert again.fates == {"1.jpg": "already there", "2.jpg": "already there", "large.jpg": "added"}
    assert line.sent < 20 * MIB, "what had arrived is not sent again"
    again.ends()
    assert photos_of(shared, person) == 3
    with person.client(shared.url) as client:
        found = client.post("/api/v1/photos/check", json={"sha256": [picture.sha256]}).json()["found"]
        (photo,) = (each["id"] for each in found.values())
        assert client.get(f"/api/v1/photos/{photo}/original").content == picture.data
    line.close()


def test_what_was_thrown_away_is_never_sent_again(
    shared: Serve, person: Person, watch: Callable[..., Watcher], photos: Path
) -> None:
    watcher = watch(photos)
    watcher.until(lambda: photos_of(shared, person) == 2)
    with person.client(shared.url) as client:
        digests = [Picture(number, 20_000).sha256 for number in (1, 2)]
        found = client.post("/api/v1/photos/check", json={"sha256": digests}).json()["found"]
        assert client.delete(f"/api/v1/photos/{found[digests[0]]['id']}").status_code == 204
        assert client.delete("/api/v1/trash").is_success
        assert client.delete(f"/api/v1/photos/{found[digests[1]]['id']}").status_code == 204
    # While it runs: both are written anew, and one more is there under another name.
    for number in (1, 2):
        (photos / f"{number}.jpg").write_bytes(Picture(number, 20_000).data)
    (photos / "copy.jpg").write_bytes(Picture(2, 20_000).data)
    watcher.until(lambda: list(watcher.fates.values()).count("skipped") == 3)
    watcher.ends()
    # And after it was started anew.
    again = watch(photos)
    again.until(lambda: len(again.fates) == 3)
    assert set(again.fates.values()) == {"skipped"}
    again.ends()
    assert photos_of(shared, person) == 0


def test_it_waits_for_the_server(shared: Serve, person: Person, watch: Callable[..., Watcher], photos: Path) -> None:
    port = free_port()
    watcher = watch(photos, url=f"http://127.0.0.1:{port}")
    watcher.until(lambda: "cannot be reached" in watcher.err)
    line = Line(shared.port, port)
    watcher.until(lambda: photos_of(shared, person) == 2)
    watcher.until(lambda: "It goes on." in watcher.err)
    line.close()
    watcher.ends()


def test_one_at_a_time_and_only_with_a_key_that_is_taken(
    shared: Serve, person: Person, watch: Callable[..., Watcher], photos: Path, tmp_path: Path
) -> None:
    watcher = watch(photos)
    watcher.until(lambda: len(watcher.fates) == 2)
    words = ("upload", "--watch", photos, "--server", shared.url)
    state = str(tmp_path / "state")
    albumen(*words, ALBUMEN_KEY=person.key, XDG_STATE_HOME=state).failed("is running")
    albumen(*words, ALBUMEN_KEY="alb_1_" + "x" * 43, XDG_STATE_HOME=state).failed("does not accept this key")
    albumen(*words, "--again", ALBUMEN_KEY=person.key, XDG_STATE_HOME=state).failed("does not go with --again", code=2)
    nowhere = ("upload", "--watch", tmp_path / "nowhere", "--server", shared.url)
    albumen(*nowhere, ALBUMEN_KEY=person.key, XDG_STATE_HOME=str(tmp_path / "other")).failed("nothing at")
    # A key that is withdrawn while it runs ends it: no waiting heals that.
    with person.client(shared.url) as client:
        (key,) = client.get("/api/v1/keys").json()["keys"]
        assert client.delete(f"/api/v1/keys/{key['id']}").is_success
    (photos / "3.jpg").write_bytes(Picture(3, 20_000).data)
    assert watcher.process.wait(PATIENCE) == 1
    assert "Traceback" not in watcher.err


class TestMemory:
    SIGNATURE = (1, 2, 3, 4)
    DIGEST = b"d" * 32

    def test_it_knows_a_file_by_its_path_and_where_it_was_moved(self, tmp_path: Path) -> None:
        strange = Path(os.fsdecode(b"/caf\xe9\n.jpg"))
        with Memory.open("a", "k", folder=tmp_path) as memory:
            memory.learn(strange, self.SIGNATURE, self.DIGEST)
        with Memory.open("a", "k", folder=tmp_path) as memory:
            assert memory.digest(strange, self.SIGNATURE) == self.DIGEST
            assert memory.digest(Path("/elsewhere"), self.SIGNATURE) == self.DIGEST
            assert memory.digest(strange, (1, 2, 3, 5)) is None
        with Memory.open("b", "k", folder=tmp_path) as other:
            assert other.digest(strange, self.SIGNATURE) is None

    def test_what_was_thrown_away_stays_so_until_the_server_has_it_again(self, tmp_path: Path) -> None:
        with Memory.open("a", "k", folder=tmp_path) as memory:
            assert memory.judge(self.DIGEST, None) is None
            assert memory.judge(self.DIGEST, "purged") == "purged"
        with Memory.open("a", "k", folder=tmp_path) as memory:
            assert memory.judge(self.DIGEST, None) == "purged"
            assert memory.judge(self.DIGEST, "present") == "present"
        with Memory.open("a", "k", folder=tmp_path) as memory:
            assert memory.judge(self.DIGEST, None) is None

    def test_one_at_a_time(self, tmp_path: Path) -> None:
        with Memory.open("a", "k", folder=tmp_path):
            with pytest.raises(AlreadyWatching), Memory.open("a", "k", folder=tmp_path):
                pass
            with Memory.open("b", "k", folder=tmp_path):
                pass

    @given(rubbish=st.binary(max_size=200), cut=st.integers(0, 200))
    def test_a_spoilt_file_costs_no_more_than_what_is_spoilt(
        self, tmp_path_factory: pytest.TempPathFactory, rubbish: bytes, cut: int
    ) -> None:
        folder = tmp_path_factory.mktemp("memory")
        with Memory.open("a", "k", folder=folder) as memory:
            memory.learn(Path("/one"), self.SIGNATURE, self.DIGEST)
            memory.learn(Path("/two"), (2, 2, 2, 2), self.DIGEST)
        (file,) = folder.glob("*.jsonl")
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) - cut] + b"\n" + rubbish)
        with Memory.open("a", "k", folder=folder) as memory:
            assert memory.digest(Path("/one"), self.SIGNATURE) in {self.DIGEST, None}
            memory.learn(Path("/three"), (3, 3, 3, 3), self.DIGEST)
            memory.judge(self.DIGEST, "trashed")
        with Memory.open("a", "k", folder=folder) as memory:
            assert memory.digest(Path("/three"), (3, 3, 3, 3)) == self.DIGEST
            assert memory.judge(self.DIGEST, None) == "trashed"

    def test_the_file_does_not_grow_for_ever(self, tmp_path: Path) -> None:
        with Memory.open("a", "k", folder=tmp_path) as memory:
            for number in range(1500):
                memory.learn(Path("/one"), (1, 2, 3, number), self.DIGEST)
        with Memory.open("a", "k", folder=tmp_path) as memory:
            assert memory.digest(Path("/one"), (1, 2, 3, 1499)) == self.DIGEST
        (file,) = tmp_path.glob("*.jsonl")
        assert len(file.read_bytes().splitlines()) == 2

    def test_a_file_that_cannot_be_written_anew_stops_nothing(self, tmp_path: Path) -> None:
        with Memory.open("a", "k", folder=tmp_path) as memory:
            for number in range(1500):
                memory.learn(Path("/one"), (1, 2, 3, number), self.DIGEST)
        (file,) = tmp_path.glob("*.jsonl")
        file.with_suffix(".draft").mkdir()
        with Memory.open("a", "k", folder=tmp_path) as memory:
            assert memory.digest(Path("/one"), (1, 2, 3, 1499)) == self.DIGEST
