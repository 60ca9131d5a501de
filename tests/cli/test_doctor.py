"""`albumen doctor` and `albumen fsck`: what is wrong is said, and nothing is changed by looking."""

import json
import os
import re
import shutil
from pathlib import Path

import psycopg
import pytest

from albumen.cli.checking import slice_of
from tests.cli.terminal import Person, Serve, albumen
from tests.faults.pictures import Picture


def found(*words: str | Path, **more: str) -> tuple[int, list[str]]:
    """The exit code, and what was found as `level text`."""
    done = albumen("doctor", "--json", *words, **more)
    assert done.err == ""
    return done.code, [f"{finding['level']} {finding['text']}" for finding in json.loads(done.out)]


def has(findings: list[str], beginning: str, words: str) -> bool:
    return any(line.startswith(beginning) and words in line for line in findings)


class TestDoctor:
    def test_beside_a_server_all_is_well(self, shared: Serve) -> None:
        code, findings = found("--data", shared.data)
        assert code == 0, findings
        assert has(findings, "ok", f"Albumen is running (process {shared.process.pid})")
        assert has(findings, "ok", "PostgreSQL 18")
        assert has(findings, "ok", "are free;")
        assert has(findings, "note", "There was no backup yet") or has(findings, "", "The last backup is of")
        assert not has(findings, "wrong", "")

    def test_for_people_the_worst_comes_first(self, tmp_path: Path) -> None:
        done = albumen(
            "doctor",
            *("--data", tmp_path / "none"),
            ALBUMEN_PUBLIC_URL="https://photos.example.org",
            ALBUMEN_PHOTOS_TRASH_DAY="3",
        )
        assert done.code == 1
        lines = done.out.splitlines()
        assert [line.split()[0] for line in lines] == sorted(
            (line.split()[0] for line in lines), key=["WRONG", "NOTE", "OK"].index
        )
        assert "ALBUMEN_TRUSTED_PROXIES names nobody" in lines[0]
        assert any(line.startswith("NOTE   ALBUMEN_PHOTOS_TRASH_DAY is no setting") for line in lines)
        assert not (tmp_path / "none").exists(), "looking makes nothing"

    def test_a_setting_that_cannot_be_understood(self, tmp_path: Path) -> None:
        code, findings = found("--data", tmp_path, ALBUMEN_JOBS_CONCURRENCY="many")
        assert code == 1
        assert has(findings, "wrong", "ALBUMEN_JOBS_CONCURRENCY cannot be understood")

    def test_a_store_that_is_not_there(self, shared: Serve, tmp_path: Path) -> None:
        """Its disk is not mounted: nothing is made in its place."""
        (tmp_path / "data").mkdir()
        code, findings = found("--data", tmp_path / "data", ALBUMEN_DATABASE_URL=shared.database)
        assert code == 1
        assert has(findings, "wrong", "photo store")
        assert not (tmp_path / "data" / "originals").exists()

    def test_a_database_that_does_not_start(self, tmp_path: Path) -> None:
        (tmp_path / "postgres" / "data").mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(tmp_path / "postgres" / "data", "nobody")
        code, findings = found("--data", tmp_path)
        assert code == 1
        assert has(findings, "wrong", "PG_VERSION is missing")

    def test_a_restore_that_broke_off(self, tmp_path: Path) -> None:
        (tmp_path / "restoring").touch()
        code, findings = found("--data", tmp_path)
        assert code == 1
        assert has(findings, "wrong", "A restore into")

    def test_a_folder_that_is_not_there_is_wrong_and_not_made(self, tmp_path: Path) -> None:
        done = albumen("doctor", "--data", tmp_path / "phtoos")
        assert done.code == 1
        assert re.search(r"^WRONG .*phtoos does not exist: .*--data", done.out, re.MULTILINE)
        assert not any(tmp_path.iterdir())


class TestFsck:
    def test_what_is_wrong_is_said_and_mended_without_deleting(
        self, shared: Serve, person: Person, tmp_path: Path
    ) -> None:
        pictures = [Picture(number, 9_000) for number in range(900, 903)]
        with person.client(shared.url) as client:
            for picture in pictures:
                assert client.post("/api/v1/photos", files={"file": (picture.name, picture.data)}).status_code == 201
            shared.until(
                lambda: client.get("/api/v1/timeline").json()["days"][0]["count"] == 3, "the photos do not appear"
            )
        with psycopg.connect(shared.database, autocommit=True) as connection:
            row = connection.execute("SELECT id FROM users WHERE username = %s", (person.name,)).fetchone()
            assert row is not None
            connection.execute("UPDATE /* all shards */ photo_days SET count = 7 WHERE owner_id = %s", row)
            connection.execute("UPDATE /* all shards */ quota_use SET bytes = 1 WHERE user_id = %s", row)
        places = {p: shared.data / "originals" / str(row[0]) / p.sha256[:2] / p.sha256 for p in pictures}
        damaged, gone, _ = pictures
        places[damaged].chmod(0o600)
        places[damaged].write_bytes(b"x" * damaged.size)
        places[gone].unlink()
        stranger = Picture(999, 9_000)
        unknown = shared.data / "originals" / str(row[0]) / stranger.sha256[:2] / stranger.sha256
        unknown.parent.mkdir(exist_ok=True)
        unknown.write_bytes(stranger.data)

        quick = albumen("fsck", "--json", "--data", shared.data)
        assert quick.code == 1
        assert [gone.sha256 in ref for ref in json.loads(quick.out)["missing"]] == [True]
        assert not json.loads(quick.out)["corrupt"], "that is only seen by reading"
        done = albumen("fsck", "--read-data", "--json", "--data", shared.data)
        assert done.code == 1
        told = json.loads(done.out)
        assert told["clean"] is False
        assert [damaged.sha256 in ref for ref in told["corrupt"]] == [True]
        assert [gone.sha256 in ref for ref in told["missing"]] == [True]
        assert [stranger.sha256 in ref for ref in told["orphan"]] == [True]
        assert [d["true"] for d in told["photo_days_drift"]] == [3]
        assert [d["true"] for d in told["quota_drift"]] == [27_000]

        people = albumen("fsck", "--repair", "--read-data", "--data", shared.data)
        assert "repaired: " in people.err
        assert "Something is wrong" in people.out, "what is lost cannot be mended"
        assert stranger.data == unknown.read_bytes(), "adopted, not deleted"
        assert list((shared.data / "quarantine").iterdir()), "the damaged one is put aside"
        for each in (damaged, gone):
            with person.client(shared.url) as client:
                client.post("/api/v1/photos", files={"file": (each.name, each.data)})
        assert albumen("fsck", "--read-data", "--repair", "--data", shared.data).code in (0, 1)
        last = albumen("fsck", "--read-data", "--json", "--data", shared.data)
        told = json.loads(last.out)
        assert not told["missing"]
        assert not told["corrupt"]
        assert not told["quota_drift"]
        assert not told["photo_days_drift"]

    def test_where_nothing_can_be_checked_the_exit_code_says_so(self, tmp_path: Path) -> None:
        albumen("fsck", "--data", tmp_path / "none").failed("There is no Albumen in", code=2)

    def test_a_part_of_all(self, shared: Serve) -> None:
        done = albumen("fsck", "--slice", "2/3", "--data", shared.data)
        assert done.code in (0, 1)
        assert "originals" in done.out

    @pytest.mark.parametrize(("text", "part"), [("1/1", (1, 1)), (" 3/10 ", (3, 10))])
    def test_parts(self, text: str, part: tuple[int, int]) -> None:
        assert slice_of(text) == part
