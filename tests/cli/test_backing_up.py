"""`albumen backup` and `albumen restore`: the same library elsewhere, seen over HTTP, while a server runs and after deaths."""

import json
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.terminal import PATIENCE, PROGRAM, Person, Serve, albumen, environment, until
from tests.faults.pictures import Picture

PICTURES = [Picture(number, 30_000) for number in range(8)]


def facts(serve: Serve, person: Person) -> dict[str, tuple[dict[str, Any], bytes]]:
    """All that the API says of each photo of a person (addresses aside, which are signed anew), and its original."""
    found = {}
    with person.client(serve.url) as client:
        for day in client.get("/api/v1/timeline").json()["days"]:
            for photo in client.get(f"/api/v1/timeline/{day['day']}").json()["id"]:
                said = client.get(f"/api/v1/photos/{photo}").json()
                said["renditions"] = sorted(said["renditions"] or {})
                found[photo] = said, client.get(f"/api/v1/photos/{photo}/original").content
    return found


def is_developed(serve: Serve, person: Person) -> bool:
    return {said["state"] for said, _ in facts(serve, person).values()} == {"ready"}


@pytest.fixture
def filled(shared: Serve, person: Person) -> Person:
    """Somebody with photos that have words, favourites, and one in the trash."""
    with person.client(shared.url) as client:
        ids = []
        for picture in PICTURES:
            form = {"title": f"Photo {picture.number}", "tags": ["one", "été"], "modified": "2019-07-01T12:00:00+02:00"}
            answer = client.post("/api/v1/photos", files={"file": (picture.name, picture.data)}, data=form)
            ids.append(answer.json()["id"])
        assert client.patch(f"/api/v1/photos/{ids[1]}", json={"favourite": True}).is_success
        assert client.delete(f"/api/v1/photos/{ids[2]}").status_code == 204
    shared.until(lambda: is_developed(shared, person), "nothing is developed")
    return person


def test_there_and_back(shared: Serve, filled: Person, start: Callable[..., Serve], tmp_path: Path) -> None:
    to = tmp_path / "backup"
    said = albumen("backup", to, "--with-secret", "--data", shared.data).ok()
    assert said.startswith("Backed up as 20")
    again = albumen("backup", to, "--data", shared.data)
    assert "; 0 of them new, 0 bytes." in again.ok()
    assert "secret key is not part" in again.err
    assert albumen("backup", to, "--verify").ok().startswith("The backup is whole: 2 states")
    first = albumen("restore", to, "--list").ok().splitlines()[0].split("\t")[0]

    elsewhere = tmp_path / "elsewhere"
    restored = albumen("restore", to, "--snapshot", first, "--data", elsewhere)
    assert restored.ok().startswith(f"Restored {first} with ")
    assert (elsewhere / "secret").read_text() == (shared.data / "secret").read_text()
    assert albumen("fsck", "--read-data", "--data", elsewhere).ok().startswith("All is well")
    serve = start(elsewhere).until_ready()
    assert len(facts(shared, filled)) == len(PICTURES) - 1
    serve.until(lambda: is_developed(serve, filled), "its pictures are not made again")
    assert facts(serve, filled) == facts(shared, filled)
    with filled.client(serve.url) as client:
        trash = client.post("/api/v1/photos/check", json={"sha256": [PICTURES[2].sha256]}).json()["found"]
        assert trash[PICTURES[2].sha256]["state"] == "trashed"
    assert albumen("restore", to, "--data", elsewhere).code == 1, "over a library nothing is restored"


def test_a_place_that_is_not_empty_is_refused(shared: Serve, filled: Person, tmp_path: Path) -> None:
    to = tmp_path / "backup"
    albumen("backup", to, "--data", shared.data).ok()
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter").write_text("Dear Ada")
    albumen("restore", to, "--data", taken).failed(f"{taken} is not empty")
    assert [path.name for path in taken.iterdir()] == ["letter"]
    albumen("restore", tmp_path, "--data", tmp_path / "new").failed("There is no backup in")
    assert not (tmp_path / "new").exists()


def test_a_flipped_byte_is_found_and_not_restored(shared: Serve, filled: Person, tmp_path: Path) -> None:
    to = tmp_path / "backup"
    albumen("backup", to, "--data", shared.data).ok()
    victim, *_ = (to / "blobs").glob(f"*/*/{PICTURES[3].sha256}")
    whole = victim.read_bytes()
    victim.write_bytes(whole[:1000] + bytes([whole[1000] ^ 1]) + whole[1001:])
    verified = albumen("backup", to, "--verify")
    assert verified.code == 1
    assert f"{PICTURES[3].sha256}: its bytes were changed" in verified.err
    refused = albumen("restore", to, "--data", tmp_path / "new")
    assert refused.code == 1
    assert "Nothing was restored (--without-damaged leaves out these photos)" in refused.err
    assert not (tmp_path / "new").exists()
    restored = albumen("restore", to, "--without-damaged", "--data", tmp_path / "new")
    assert "1 originals were damaged in the backup and are missing now" in restored.err
    assert restored.code == 0
    checked = json.loads(albumen("fsck", "--json", "--data", tmp_path / "new").out)
    assert [PICTURES[3].sha256 in name for name in checked["missing"]] == [True]


@pytest.mark.parametrize("moment", ["database", "photos"])
def test_a_restore_that_was_killed(shared: Serve, filled: Person, tmp_path: Path, moment: str) -> None:
    to, new = tmp_path / "backup", tmp_path / "new"
    albumen("backup", to, "--data", shared.data).ok()
    # Among the photos it kills itself, when the third has its name.
    point = {"ALBUMEN_CRASHPOINT": "S5.linked:3"} if moment == "photos" else {}
    with subprocess.Popen([PROGRAM, "restore", to, "--data", new], env=environment(**point)) as process:
        if moment == "database":
            until(lambda: (new / "postgres" / "data" / "postmaster.pid").exists())
            process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    assert bool(list((new / "originals").glob("*/*/*"))) == (moment == "photos")
    for command in (["restore", to], ["serve", "--port", "1"], ["users", "list"]):
        albumen(*command, "--data", new).failed(f"A restore into {new} broke off. Empty that folder")
    shutil.rmtree(new)
    albumen("restore", to, "--data", new).ok()
    assert albumen("fsck", "--read-data", "--data", new).ok().startswith("All is well")


def test_a_nightly_dump_brings_back_the_database_alone(shared: Serve, filled: Person, tmp_path: Path) -> None:
    """Whoever spoiled their database has their photos still."""
    backups = shared.data / "backups"
    shared.until(lambda: list(backups.glob("20*.dump")), "the first night's dump is not made up for")
    dump = sorted(backups.glob("20*.dump"))[0]
    new = tmp_path / "new"
    albumen("restore", dump, "--data", new).ok()
    assert "users" not in albumen("users", "list", "--data", new).err
    broken = tmp_path / "broken.dump"
    broken.write_bytes(dump.read_bytes()[:5000])
    albumen("restore", broken, "--data", tmp_path / "other").failed("not a whole dump")
    assert not (tmp_path / "other").exists()


def test_stopped_from_the_keyboard_the_older_state_stays(shared: Serve, filled: Person, tmp_path: Path) -> None:
    to = tmp_path / "backup"
    albumen("backup", to, "--data", shared.data).ok()
    with psycopg.connect(shared.database) as other, psycopg.connect(shared.database, autocommit=True) as looker:
        # The dump cannot go on as long as somebody has a table for themselves.
        other.execute("LOCK TABLE invitations IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(
            [PROGRAM, "backup", to, "--data", shared.data],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        waits = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'"
        until(lambda: looker.execute(waits).fetchone())
        assert list((to / "snapshots").glob(".new-*"))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (130, "", "albumen: Stopped.\n")
    assert albumen("backup", to, "--verify").ok().startswith("The backup is whole: one state")
