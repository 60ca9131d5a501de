"""What administrators do to run an instance: queue, storage, backups, record, health, the first run."""

import asyncio
from pathlib import Path
from typing import Any

from albumen import accounts, backups, jobs, photos, wiring
from albumen.accounts import User
from albumen.backups import BackupsSettings
from tests.api.conftest import PASSWORD, a_person
from tests.support.app import App, is_problem, running
from tests.support.library import a_user

ADMIN = "/api/v1/admin"


async def work(app: App) -> None:
    """A worker of the application does all that is due, without what it would do every night."""
    worker = wiring.worker(app.parts)
    worker._ticks = dict.fromkeys((task.name for task in jobs.registered()), 2**40)
    await worker.run(until_idle=True)


async def test_the_queue_is_seen_paused_and_resumed(app: App, root: User) -> None:
    photo = await app.photo(root, ready=False)
    from albumen.ingest.tasks import develop

    async with await app.browser(root) as admin:
        assert (await admin.post(f"{ADMIN}/queue/all/pause")).status_code == 204
        async with app.open_tx() as tx:
            await jobs.enqueue(tx, develop, photo_id=photo.id)
        await work(app)
        queue = (await admin.get(f"{ADMIN}/queue")).json()
        assert [lane["lane"] for lane in queue["lanes"]] == ["media", "video", "upkeep", "backup"]
        assert {lane["paused"]["by"] for lane in queue["lanes"]} == {"root"}
        assert queue["lanes"][0]["queued"] == 1
        health = {check["name"]: check for check in (await admin.get(f"{ADMIN}/health")).json()["checks"]}
        assert not health["paused"]["ok"]
        assert not health["worker"]["ok"]
        assert (await admin.post(f"{ADMIN}/queue/media/resume")).status_code == 204
        await work(app)
        queue = (await admin.get(f"{ADMIN}/queue")).json()
        # (What it is promised for is no photo, so the first try fails.)
        assert (queue["lanes"][0]["paused"], queue["lanes"][0]["failed_last_day"]) == (None, 1)
        assert queue["lanes"][1]["paused"]
        is_problem(await admin.post(f"{ADMIN}/queue/nothing/pause"), 422)
        running_worker = wiring.worker(app.parts)
        run = asyncio.create_task(running_worker.run())
        # It enters the list first, and says who it is right after.
        queue = (await admin.get(f"{ADMIN}/queue")).json()
        while not any(worker["slots"] for worker in queue["workers"]):
            assert not run.done()
            queue = (await admin.get(f"{ADMIN}/queue")).json()
        running_worker.stop()
        await run
        (worker,) = queue["workers"]
        assert worker["alive"]
        assert worker["slots"] >= 3


async def test_given_up_jobs_are_all_tried_again(app: App, root: User) -> None:
    from albumen.ingest.tasks import develop

    async with app.open_tx() as tx:
        for number in range(3):
            job_id = await jobs.enqueue(tx, develop, photo_id=number + 1)
            await tx.exec_driver_sql(f"UPDATE procrastinate_jobs SET status = 'failed' WHERE id = {job_id}")
            await tx.exec_driver_sql(
                f"INSERT INTO job_troubles (job_id, reason, parked_at) VALUES ({job_id}, 'Too hard.', now() - interval '1 s')"
            )
    async with await app.browser(root) as admin:
        assert (await admin.get(f"{ADMIN}/jobs")).json() == {"queued": 0, "running": 0, "parked": 3}
        assert (await admin.post(f"{ADMIN}/jobs/parked/retry")).json() == {"retried": 3}
        assert (await admin.get(f"{ADMIN}/jobs")).json() == {"queued": 3, "running": 0, "parked": 0}


async def test_storage_tells_numbers_and_places(app: App, root: User, ada: User) -> None:
    kept = [await app.photo(ada, number) for number in range(3)]
    await app.do(photos.trash, ada.id, [kept[0].id])
    async with await app.browser(root) as admin:
        told = (await admin.get(f"{ADMIN}/storage")).json()
        assert told["originals"]["count"] == 3
        assert told["originals"]["bytes"] == sum(photo.size for photo in kept)
        assert told["originals"]["path"] == str(app.parts.settings.data / "originals")
        assert (told["renditions"]["count"], told["survey"]) == (None, None)
        assert told["database"]["bytes"] > 1_000_000
        assert (told["trash"]["count"], told["trash"]["bytes"], told["trash"]["days"]) == (1, kept[0].size, 30)
        first = told["people"][0]
        assert (first["username"], first["photos"], first["trash"]) == ("ada", 2, kept[0].size)
        assert first["used"] == sum(photo.size for photo in kept)
        assert told["disk"]["total"] >= told["disk"]["free"] > 0
        assert (await admin.post(f"{ADMIN}/storage/survey")).status_code == 202
        await work(app)
        told = (await admin.get(f"{ADMIN}/storage")).json()
        assert told["renditions"]["count"] == 3
        assert told["renditions"]["bytes"] > 0
        assert (told["survey"]["missing"], told["survey"]["stopped"]) == (0, None)


async def test_my_own_storage_by_kind(app: App, ada: User, bob: User) -> None:
    mine = await app.photo(ada, 1)
    thrown = await app.photo(ada, 2)
    await app.photo(bob, 3)
    await app.do(photos.trash, ada.id, [thrown.id])
    async with await app.browser(ada) as client:
        told = (await client.get("/api/v1/users/me/storage")).json()
    assert told["images"] == {"count": 1, "bytes": mine.size}
    assert told["videos"] == {"count": 0, "bytes": 0}
    assert told["trash"] == {"count": 1, "bytes": thrown.size}
    assert told["used"] == mine.size + thrown.size


async def test_backups_are_made_and_verified_by_a_button(database_url: str, tmp_path: Path) -> None:
    to = tmp_path / "elsewhere"
    async with running(database_url, tmp_path / "data", backups=BackupsSettings(to=to, keep=2)) as app:
        root = await a_user(app.open_tx, "root", role=accounts.Role.ADMINISTRATOR)
        photo = await app.photo(root)
        async with await app.browser(root) as admin:
            told = (await admin.get(f"{ADMIN}/backups")).json()
            assert (told["to"], told["to_set"], told["reachable"], told["states"]) == (str(to), True, False, [])
            assert set(told["warnings"]) == {"no dump", "no backup", "same disk"}
            for what in ("dump", "copy"):
                assert (await admin.post(f"{ADMIN}/backups/{what}")).status_code == 202
            assert (await admin.get(f"{ADMIN}/backups")).json()["waiting"] == ["backup", "dump"]
            await work(app)
            told = (await admin.get(f"{ADMIN}/backups")).json()
            assert len(told["dumps"]) == 1
            assert told["dumps"][0]["bytes"] > 0
            (state,) = told["states"]
            assert (state["count"], state["bytes"]) == (1, photo.size)
            assert told["last"]["name"] == state["name"]
            run = told["run"]
            assert (run["kind"], run["failure"], run["copied"], run["copied_bytes"]) == ("backup", None, 1, photo.size)
            assert run["finished_at"]
            assert set(told["warnings"]) == {"not verified", "same disk"}
            await admin.post(f"{ADMIN}/backups/verify")
            await work(app)
            told = (await admin.get(f"{ADMIN}/backups")).json()
            assert (told["verified"]["states"], told["verified"]["damages"]) == (1, 0)
            assert (told["run"]["kind"], told["run"]["done"], told["run"]["total"]) == (
                "verify",
                photo.size,
                photo.size,
            )
            assert told["warnings"] == ["same disk"]
            # A file of the backup is not what it was: that is told, and the job is given up with its reason.
            (blob,) = [path for path in (to / "blobs").rglob("*") if path.is_file()]
            blob.chmod(0o600)
            blob.write_bytes(b"x" * photo.size)
            await admin.post(f"{ADMIN}/backups/verify")
            await work(app)
            told = (await admin.get(f"{ADMIN}/backups")).json()
            assert told["verified"]["damages"] == 1
            assert "damaged" in told["warnings"]
            assert "damaged" in told["run"]["failure"]
            (parked,) = (await admin.get(f"{ADMIN}/jobs/parked")).json()["jobs"]
            assert parked["task"] == backups.check.name


async def test_without_a_folder_there_is_nothing_to_back_up_to(app: App, root: User) -> None:
    async with await app.browser(root) as admin:
        told = (await admin.get(f"{ADMIN}/backups")).json()
        assert (told["to"], told["to_set"]) == (None, False)
        for what in ("copy", "verify"):
            assert "ALBUMEN_BACKUPS_TO" in is_problem(await admin.post(f"{ADMIN}/backups/{what}"), 404)["detail"]
        # What `albumen backup` used last is known from then on.
        used = app.parts.settings.data / "used-by-hand"
        report = await backups.back_up(
            app.open_tx, app.parts.database.url, app.parts.store, used, keep=3, progress=quiet
        )
        backups.note_backup(app.parts.settings.data / "backups", used, report)
        assert (await admin.post(f"{ADMIN}/backups/verify")).status_code == 202
        assert (await admin.get(f"{ADMIN}/backups")).json()["to"] == str(used)


def quiet(title: str, things: int, size: int) -> Any:
    from contextlib import nullcontext

    class Steps:
        def step(self, size: int = 0, things: int = 1) -> None:
            pass

    return nullcontext(Steps())


async def test_the_record_is_read_by_kind_person_time_and_page(app: App, root: User) -> None:
    ada, bob = await a_person(app, "ada"), await a_person(app, "bob")
    async with await app.browser(root) as admin:
        for who in (ada, bob):
            await admin.patch(f"{ADMIN}/users/{who.id}", json={"state": "suspended"})
            await admin.patch(f"{ADMIN}/users/{who.id}", json={"state": "active"})
        path = f"{ADMIN}/events"
        told = (await admin.get(path)).json()
        kinds = [(event["username"], event["kind"], event["actor"]) for event in told["events"]]
        assert kinds[:4] == [
            ("bob", "reinstated", "root"),
            ("bob", "suspended", "root"),
            ("ada", "reinstated", "root"),
            ("ada", "suspended", "root"),
        ]
        assert {"created", "suspended", "reinstated"} <= set(told["kinds"])
        only = (await admin.get(path, params={"user": ada.id, "kind": "suspended"})).json()["events"]
        assert [event["username"] for event in only] == ["ada"]
        seen, cursor = [], None
        while True:
            page = (await admin.get(path, params={"limit": 3} | ({"cursor": cursor} if cursor else {}))).json()
            seen += page["events"]
            cursor = page["cursor"]
            if cursor is None:
                break
        assert seen == told["events"]
        assert (await admin.get(path, params={"since": "2030-01-01T00:00:00Z"})).json()["events"] == []
        assert len((await admin.get(path, params={"until": "2030-01-01T00:00:00Z"})).json()["events"]) == len(seen)
        is_problem(await admin.get(path, params={"since": "yesterday"}), 422)
    async with await app.browser(ada) as client:
        mine = (await client.get("/api/v1/users/me/events", params={"limit": 2})).json()
        assert [(event["kind"], event["actor"]) for event in mine["events"]] == [
            ("reinstated", "root"),
            ("suspended", "root"),
        ]
        rest = (await client.get("/api/v1/users/me/events", params={"cursor": mine["cursor"]})).json()
        assert [event["kind"] for event in rest["events"]] == ["created"]
        assert rest["cursor"] is None


async def test_warnings_of_the_processes_are_read(app: App, root: User) -> None:
    async with app.open_tx() as tx:
        await tx.exec_driver_sql(
            "INSERT INTO journal (level, process, event, facts) VALUES"
            " ('warning', 'web', 'one', '{\"status\": 500}'), ('error', 'worker', 'two', '{}')"
        )
    async with await app.browser(root) as admin:
        path = f"{ADMIN}/journal"
        assert [entry["event"] for entry in (await admin.get(path)).json()["entries"]] == ["two", "one"]
        (one,) = (await admin.get(path, params={"process": "web"})).json()["entries"]
        assert (one["level"], one["facts"], one["times"]) == ("warning", {"status": 500}, 1)
        assert len((await admin.get(path, params={"level": "error"})).json()["entries"]) == 1
        page = (await admin.get(path, params={"limit": 1})).json()
        assert (await admin.get(path, params={"limit": 1, "cursor": page["cursor"]})).json()["entries"][0][
            "event"
        ] == "one"


async def test_the_overview_and_health(app: App, root: User) -> None:
    await app.photo(root)
    async with await app.browser(root) as admin:
        told = (await admin.get(f"{ADMIN}/overview")).json()
        assert (told["people"], told["photos"], told["trash_days"]) == (1, 1, 30)
        health = (await admin.get(f"{ADMIN}/health")).json()
        names = {check["name"] for check in health["checks"]}
        assert {"worker", "paused", "parked", "connections", "clock", "originals", "backup"} <= names
        assert health["database"]["size"] > 0
        assert health["database"]["most_connections"] >= health["database"]["connections"] > 0
        assert {check["name"]: check["ok"] for check in health["checks"]}["clock"]
        assert not {check["name"]: check["ok"] for check in health["checks"]}["backup"]


async def test_the_first_run_is_begun_by_the_link_resumed_and_over_for_good(app: App) -> None:
    async with app.open_tx() as tx:
        secret = await accounts.make_setup_secret(tx)
    person = {"username": "ann", "email": "ann@example.org", "password": PASSWORD, "setup_token": secret}
    async with app.client() as client:
        assert (await client.post("/api/v1/users", json=person)).status_code == 201
        path = f"{ADMIN}/first-run"
        assert (await client.get(path)).json() == {"step": "name"}
        assert (await client.put(path, json={"step": "storage"})).status_code == 204
        assert (await client.get(path)).json() == {"step": "storage"}
        is_problem(await client.put(path, json={"step": "elsewhere"}), 422)
        assert (await client.put(path, json={"step": None})).status_code == 204
        await client.put(path, json={"step": "name"})
        assert (await client.get(path)).json() == {"step": None}, "what is over is not begun again"


async def test_who_was_made_by_the_command_line_is_not_led_through_it(app: App, root: User) -> None:
    async with await app.browser(root) as admin:
        assert (await admin.get(f"{ADMIN}/first-run")).json() == {"step": None}
