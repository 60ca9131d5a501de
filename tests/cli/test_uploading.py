"""`albumen upload`: only what is missing is sent, what broke off goes on, and one bad file never stops it."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.line import Line
from tests.cli.terminal import PATIENCE, PROGRAM, Done, Person, Serve, a_person, albumen, all_gone, environment, fates
from tests.faults.pictures import Picture

MIB = 1 << 20


@pytest.fixture
def line(shared: Serve) -> Iterator[Line]:
    """A line to the shared Albumen."""
    line = Line(shared.port)
    yield line
    line.close()


def upload(line: Line, person: Person, state: Path, *words: str | Path) -> Done:
    """Run the command; the key is in its environment, as it should be."""
    return albumen("upload", *words, "--server", line.url, ALBUMEN_KEY=person.key, XDG_STATE_HOME=str(state))


def photos_of(serve: Serve, person: Person) -> int:
    with person.client(serve.url) as client:
        return sum(day["count"] for day in client.get("/api/v1/timeline").json()["days"])


def test_a_folder(shared: Serve, person: Person, line: Line, folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    done = upload(line, person, tmp_path, folder, "--log", log)
    assert done.code == 1, "one file should have been there, and the link led nowhere"
    assert fates(log) == {
        "1.jpg": "added",
        "2.jpg": "added",
        "2024 été/again.jpg": "already there",
        "1.jpg.xmp": "sidecar",
        "letter.txt": "skipped",
        "fake.jpg": "skipped",
        "empty.jpg": "skipped",
        "pipe.jpg": "skipped",
        ".DS_Store": "skipped",
        "@eaDir": "skipped",
        "gone.jpg": "failed",
    }
    assert done.out.startswith("2 added, 1 already there, 1 sidecar, 6 skipped, 1 failed (in ")
    for reason in ("The file is empty.", "It is not a plain file.", "No such file or directory", "    letter.txt"):
        assert reason in done.err
    assert photos_of(shared, person) == 2

    (folder / "gone.jpg").unlink()
    line.count()
    again = upload(line, person, tmp_path, folder)
    assert again.ok().startswith("4 already there, 6 skipped (in ")
    assert line.sent < 20_000, "what is there is not sent again"


def test_sidecars_go_with_the_photos_that_are_there(
    shared: Serve, person: Person, line: Line, folder: Path, tmp_path: Path
) -> None:
    (folder / "2.jpg.supplemental-metadata.json").write_text('{"title": "2.jpg"}')
    (folder / "fake.jpg.xmp").write_text("<x:xmpmeta/>")
    (folder / "gone.jpg").unlink()
    log = tmp_path / "log"
    upload(line, person, tmp_path, folder, "--log", log).ok()
    with person.client(shared.url) as client:
        two = client.post("/api/v1/photos/check", json={"sha256": [Picture(2, 20_000).sha256]}).json()["found"]
        (photo,) = (found["id"] for found in two.values())
        assert client.delete(f"/api/v1/photos/{photo}").status_code == 204
    again = tmp_path / "again"
    upload(line, person, tmp_path, folder, "--log", again).ok()
    names = ("1.jpg.xmp", "2.jpg.supplemental-metadata.json", "fake.jpg.xmp")
    assert [fates(log)[name] for name in names] == ["sidecar", "sidecar", "skipped"]
    # What lies in the trash is left alone, and what belongs to it.
    assert [fates(again)[name] for name in names] == ["already there", "skipped", "skipped"]


def test_what_was_thrown_away_is_left_alone(
    shared: Serve, person: Person, line: Line, folder: Path, tmp_path: Path
) -> None:
    upload(line, person, tmp_path, folder / "1.jpg", folder / "2.jpg").ok()
    with person.client(shared.url) as client:
        digests = [Picture(number, 20_000).sha256 for number in (1, 2)]
        found = client.post("/api/v1/photos/check", json={"sha256": digests}).json()["found"]
        one, two = (found[digest]["id"] for digest in digests)
        assert client.delete(f"/api/v1/photos/{one}").status_code == 204
        assert client.delete("/api/v1/trash").is_success
        assert client.delete(f"/api/v1/photos/{two}").status_code == 204
    line.count()
    done = upload(line, person, tmp_path, folder / "1.jpg", folder / "2.jpg")
    assert done.ok().startswith("2 skipped")
    assert "It lies in the trash." in done.err
    assert "It was deleted for good." in done.err
    assert line.sent < 20_000
    assert photos_of(shared, person) == 0
    upload(line, person, tmp_path, folder / "1.jpg", folder / "2.jpg", "--again").ok()
    assert photos_of(shared, person) == 2


class TestBrokenOff:
    """A file of 60 MiB over a line on which something dies half-way."""

    PICTURE = Picture(4, 60 * MIB)

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        file = tmp_path / "large.jpg"
        file.write_bytes(self.PICTURE.data)
        return file

    def begin(self, line: Line, person: Person, state: Path, file: Path) -> "subprocess.Popen[str]":
        command = [PROGRAM, "upload", file, "--server", line.url]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(ALBUMEN_KEY=person.key, XDG_STATE_HOME=str(state)),
        )

    def is_whole(self, serve: Serve, person: Person) -> None:
        with person.client(serve.url) as client:
            found = client.post("/api/v1/photos/check", json={"sha256": [self.PICTURE.sha256]}).json()["found"]
            photo = found[self.PICTURE.sha256]["id"]
            assert client.get(f"/api/v1/photos/{photo}/original").content == self.PICTURE.data

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
    def test_the_client_is_killed_and_the_next_run_goes_on(
        self, shared: Serve, person: Person, line: Line, large: Path, tmp_path: Path, number: signal.Signals
    ) -> None:
        line.breaks(55 * MIB, lambda: process.send_signal(number))
        process = self.begin(line, person, tmp_path, large)
        _, err = process.communicate(timeout=PATIENCE)
        if number == signal.SIGINT:
            assert process.returncode == 130
            assert err.endswith("albumen: Stopped.\n")
            assert "Traceback" not in err
        else:
            assert process.returncode == -signal.SIGKILL
        line.count()
        assert upload(line, person, tmp_path, large).ok().startswith("1 added")
        assert line.sent < 20 * MIB, "what had arrived is not sent again"
        self.is_whole(shared, person)

    def test_the_server_is_killed_and_the_client_goes_on(
        self, shared: Serve, person: Person, line: Line, large: Path, tmp_path: Path
    ) -> None:
        def kill() -> None:
            web = shared.web
            family = [web, *web.children()]
            web.kill()
            all_gone(family)
            # A writer that was killed keeps others away for some seconds, which a test need not sit out.
            with psycopg.connect(shared.database, autocommit=True) as connection:
                connection.execute("UPDATE /* all shards */ uploads SET writer_until = now()")

        line.breaks(30 * MIB, kill)
        process = self.begin(line, person, tmp_path, large)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        assert out.startswith("1 added")
        self.is_whole(shared, person)
        assert shared.until(shared.is_ready, "it does not come back")


class TestRefusals:
    """What concerns every file is one sentence."""

    def test_a_key_that_is_none(self, line: Line, folder: Path, tmp_path: Path) -> None:
        upload(line, Person("eve", "alb_1_" + "x" * 43), tmp_path, folder).failed("does not accept this key")

    def test_a_key_that_may_only_read(
        self, shared: Serve, person: Person, line: Line, folder: Path, tmp_path: Path
    ) -> None:
        key = albumen("keys", "add", person.name, "--scope", "photos:read", "--data", shared.data).ok().strip()
        done = upload(line, Person(person.name, key), tmp_path, folder / "1.jpg")
        assert done.code == 1
        assert "Traceback" not in done.err
        assert photos_of(shared, person) == 0

    def test_nobody_there(self, line: Line, person: Person, folder: Path, tmp_path: Path) -> None:
        line.close()
        upload(line, person, tmp_path, folder).failed("cannot be reached")

    def test_somebody_who_is_not_albumen(self, person: Person, folder: Path, tmp_path: Path) -> None:
        command = [PROGRAM.with_name("python"), "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tmp_path
        ) as other:
            assert other.stdout is not None
            port = other.stdout.readline().split(" port ")[1].split()[0]
            done = albumen("upload", folder, "--server", f"http://127.0.0.1:{port}", "--key", "alb_1_x")
            other.kill()
        done.failed("Albumen|501")

    def test_an_address_that_is_none(self, folder: Path) -> None:
        albumen("upload", folder, "--server", "ftp://x", "--key", "alb_1_x").failed("https://photos.example.org")


def test_a_full_quota_stops_it(shared: Serve, line: Line, folder: Path, tmp_path: Path) -> None:
    person = a_person(shared.data, "--quota", "30K")
    done = upload(line, person, tmp_path, folder / "1.jpg", folder / "2.jpg", "--parallel", "1")
    assert done.code == 1
    assert "1 added" in done.out
    assert "albumen: " in done.err
    # Nor are those tried that were asked for meanwhile.
    for number in range(10, 260):
        (folder / f"{number}.jpg").write_bytes(Picture(number, 20_000).data)
    log = tmp_path / "log"
    upload(line, person, tmp_path, folder, "--parallel", "1", "--log", log)
    assert list(fates(log).values()).count("failed") == 2, "one for want of room, and the link that led nowhere"
    assert "Traceback" not in done.err
