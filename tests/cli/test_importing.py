"""`albumen import`: folders of this machine, taken in once, whatever stops it on the way."""

import contextlib
import fcntl
import hashlib
import os
import pty
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.terminal import PATIENCE, PROGRAM, Done, Person, Serve, a_person, albumen, environment, fates
from tests.faults.pictures import Picture
from tests.storage.processes import needs_root


def take_in(serve: Serve, person: Person, *words: str | Path, **more: str) -> Done:
    return albumen("import", *words, "--user", person.name, "--data", serve.data, **more)


def begin(serve: Serve, person: Person, *words: str | Path, **more: str) -> "subprocess.Popen[str]":
    command = [PROGRAM, "import", *words, "--user", person.name, "--data", serve.data]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**more))


def photos_of(serve: Serve, person: Person) -> int:
    with person.client(serve.url) as client:
        return sum(day["count"] for day in client.get("/api/v1/timeline").json()["days"])


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A hundred photos."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(100):
        (folder / f"{number:03}.jpg").write_bytes(Picture(number, 4_000).data)
    return folder


def test_a_folder(shared: Serve, person: Person, folder: Path, tmp_path: Path) -> None:
    (folder / "1.jpg.supplemental-metadata.json").write_text('{"title": "1.jpg"}')
    (folder / "alone.json").write_text("{}")
    log = tmp_path / "log"
    done = take_in(shared, person, folder, "--log", log)
    assert done.code == 1, "the link led nowhere"
    assert fates(log) == {
        "1.jpg": "added",
        "2.jpg": "added",
        "2024 été/again.jpg": "already there",
        "1.jpg.xmp": "sidecar",
        "1.jpg.supplemental-metadata.json": "sidecar",
        "alone.json": "skipped",
        "letter.txt": "skipped",
        "fake.jpg": "skipped",
        "empty.jpg": "skipped",
        "pipe.jpg": "skipped",
        ".DS_Store": "skipped",
        "@eaDir": "skipped",
        "gone.jpg": "failed",
    }
    assert done.out.startswith("2 added, 1 already there, 2 sidecar, 7 skipped, 1 failed (in ")
    for reason in ("A sidecar without its photo.", "The file is empty.", "No such file or directory", "    letter.txt"):
        assert reason in done.err
    assert photos_of(shared, person) == 2

    with psycopg.connect(shared.database) as connection:
        kept = connection.execute(
            "SELECT /* all shards */ f.kind, f.filename, f.sha256, p.filename FROM photo_files f"
            " JOIN photos p ON p.id = f.photo_id JOIN users u ON u.id = p.owner_id WHERE u.username = %s ORDER BY 1",
            (person.name,),
        ).fetchall()
    texts = {name: (folder / name).read_bytes() for name in ("1.jpg.supplemental-metadata.json", "1.jpg.xmp")}
    assert [(kind, name, photo) for kind, name, _, photo in kept] == [
        ("json", "1.jpg.supplemental-metadata.json", "1.jpg"),
        ("xmp", "1.jpg.xmp", "1.jpg"),
    ]
    for _, name, digest, _ in kept:
        assert digest == hashlib.sha256(texts[name]).digest()
        (stored,) = (shared.data / "originals").glob(f"*/*/{digest.hex()}")
        assert stored.read_bytes() == texts[name]

    (folder / "gone.jpg").unlink()
    assert take_in(shared, person, folder).ok().startswith("5 already there, 7 skipped (in ")


def test_what_was_thrown_away_is_left_alone(shared: Serve, person: Person, folder: Path) -> None:
    take_in(shared, person, folder / "1.jpg").ok()
    with person.client(shared.url) as client:
        digest = Picture(1, 20_000).sha256
        photo = client.post("/api/v1/photos/check", json={"sha256": [digest]}).json()["found"][digest]["id"]
        assert client.delete(f"/api/v1/photos/{photo}").status_code == 204
    done = take_in(shared, person, folder / "1.jpg")
    assert done.ok().startswith("1 skipped")
    assert "It lies in the trash." in done.err
    assert take_in(shared, person, folder / "1.jpg", "--again").ok().startswith("1 restored")
    assert photos_of(shared, person) == 1


def test_killed_in_the_middle_the_next_run_goes_on(shared: Serve, person: Person, many: Path) -> None:
    killed = begin(shared, person, many, ALBUMEN_CRASHPOINT="S5.after:30")
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    there = photos_of(shared, person)
    assert 20 <= there < 30
    assert take_in(shared, person, many).ok().startswith(f"{100 - there} added, {there} already there")
    assert photos_of(shared, person) == 100


def test_stopped_from_the_keyboard_it_tells_how_far_it_came(
    shared: Serve, person: Person, many: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    os.mkfifo(log)
    told_of = os.open(log, os.O_RDWR)
    # What is told of a hundred photos does not fit into it: the import waits until somebody reads on.
    fcntl.fcntl(told_of, fcntl.F_SETPIPE_SZ, 4096)
    process = begin(shared, person, many, "--log", log, "--parallel", "1")
    for _ in range(3):
        while os.read(told_of, 1) != b"\n":
            pass
    process.send_signal(signal.SIGINT)
    os.set_blocking(told_of, False)
    with contextlib.suppress(BlockingIOError):
        os.read(told_of, 4096)
    out, err = process.communicate(timeout=PATIENCE)
    os.close(told_of)
    assert process.returncode == 130
    assert err == "albumen: Stopped.\n"
    told = int(out.split(" added", 1)[0])
    assert 3 <= told < 100
    there = photos_of(shared, person)
    assert told <= there <= told + 1
    assert take_in(shared, person, many).ok().startswith(f"{100 - there} added, {there} already there")


def test_on_a_terminal_a_bar_shows_rate_and_time_left(shared: Serve, person: Person, many: Path) -> None:
    ours, theirs = pty.openpty()
    command = [PROGRAM, "import", many, "--user", person.name, "--data", shared.data]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment(TERM="xterm")) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 1 << 16)
            except OSError:
                break
        assert process.wait() == 0
    os.close(ours)
    text = shown.decode()
    assert "Importing" in text
    assert "/100" in text
    assert "/s" in text
    assert "0:00:" in text
    assert "100 added" in text
    assert text.rstrip().endswith("s)"), "the bar is gone at the end, the answer stays"


def test_somebody_who_is_nobody(shared: Serve, folder: Path) -> None:
    take_in(shared, Person("nobody-like-that", ""), folder).failed("There is no account nobody-like-that")


def test_a_path_that_is_none(shared: Serve, person: Person, tmp_path: Path) -> None:
    done = take_in(shared, person, tmp_path / "none")
    assert (done.code, done.out.startswith("1 failed")) == (1, True)
    assert "No such file or directory" in done.err


def test_without_a_server_it_develops_by_itself_where_it_is_asked_to(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    person = a_person(data)
    done = albumen("import", folder / "1.jpg", folder / "2.jpg", "--user", person.name, "--wait", "--data", data)
    assert done.ok().startswith("2 added")
    assert "The photos are developed." in done.err
    assert len(list((data / "derived").glob("*/*/*/*"))) >= 4
    assert albumen("fsck", "--slice", "1/1", "--data", data).ok() == "All is well: 2 originals, 2 of them read again.\n"


@needs_root
def test_where_the_disk_can_share_blocks_they_are_shared(folder: Path, disk: Path) -> None:
    source = disk / "IMG_0001.JPG"
    source.write_bytes(Picture(5, 60 << 20).data)
    person = a_person(disk / "data")
    os.sync()
    before = os.statvfs(disk)
    done = albumen("import", source, "--user", person.name, "--data", disk / "data")
    assert done.ok().startswith("1 added")
    os.sync()
    after = os.statvfs(disk)
    assert (before.f_bfree - after.f_bfree) * after.f_frsize < 40 << 20
    (kept,) = (path for path in (disk / "data" / "originals").glob("*/*/*") if path.is_file())
    assert source.stat().st_nlink == kept.stat().st_nlink == 1, "never by hard links"
    with source.open("r+b") as file:
        file.write(b"edited")
    assert kept.read_bytes() == Picture(5, 60 << 20).data


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small btrfs, on which files can share their blocks."""
    maker = shutil.which("mkfs.btrfs")
    if maker is None:
        pytest.skip("needs mkfs.btrfs (Debian: btrfs-progs)")
    image, where = tmp_path / "image", tmp_path / "disk"
    with image.open("wb") as file:
        file.truncate(512 << 20)
    where.mkdir()
    subprocess.run([maker, "-q", str(image)], check=True, capture_output=True)
    done = subprocess.run(["mount", "-o", "loop", image, where], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs permission to mount a small file system ({done.stderr.strip()})")
    yield where
    subprocess.run(["umount", "-l", where], check=False)
