"""`/readyz` says what is wrong by its name, and is unready only where photos can be neither taken in nor shown."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from albumen.api.health import Checks
from albumen.storage import StorageSettings
from tests.conftest import Template, fresh_database
from tests.support.app import App, running

ALL = {"database", "schema", "queue", "storage", "free space"}


@pytest.fixture
async def app(template: Template, tmp_path: Path) -> AsyncIterator[App]:
    """An application on a database that may be taken from it."""
    async with fresh_database(template, copy_of=template.name) as url, running(url, tmp_path / "data") as app:
        yield app


async def ask(app: App) -> tuple[int, dict[str, bool], str]:
    """The status, what each check says, and all sentences."""
    app.api.state.checks = Checks()  # the last answer holds for two seconds
    async with app.client() as client:
        answer = await client.get("/readyz")
        assert (await client.get("/livez")).status_code == 200, "it is alive in any case"
    body: dict[str, Any] = answer.json()
    assert body["ready"] == (answer.status_code == 200)
    assert answer.headers["cache-control"] == "private, no-store"
    told = {check["name"]: check["ok"] for check in body["checks"]}
    return answer.status_code, told, " ".join(check["detail"] for check in body["checks"])


async def execute(app: App, statement: str) -> None:
    async with await psycopg.AsyncConnection.connect(app.parts.database.url, autocommit=True) as connection:
        await connection.execute(statement)  # type: ignore[arg-type]


async def test_all_is_well(app: App) -> None:
    status, told, _ = await ask(app)
    assert (status, told) == (200, dict.fromkeys(ALL, True))


async def test_a_database_that_is_gone(app: App, template: Template) -> None:
    name = app.parts.database.url.partition("?")[0].rpartition("/")[2]
    async with await psycopg.AsyncConnection.connect(template.server_url, autocommit=True) as connection:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # type: ignore[arg-type]
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        status, told, said = await ask(app)
        assert (status, told["database"], told["storage"]) == (503, False, True)
        assert "The database does not answer." in said
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")  # type: ignore[arg-type]
    assert (await ask(app))[0] == 200, "and it recovers by itself"


async def test_a_schema_that_is_not_ours(app: App) -> None:
    await execute(app, "UPDATE alembic_version SET version_num = '0001'")
    status, told, said = await ask(app)
    assert (status, told["schema"], told["database"]) == (503, False, True)
    assert "The schema is 0001" in said


async def test_a_store_that_is_not_there(app: App, tmp_path: Path) -> None:
    (tmp_path / "data").rename(tmp_path / "unmounted")
    (tmp_path / "data").mkdir()
    status, told, _ = await ask(app)
    assert (status, told["storage"]) == (503, False)
    assert list((tmp_path / "data").iterdir()) == [], "nothing is made in its place"
    (tmp_path / "data").rmdir()
    (tmp_path / "unmounted").rename(tmp_path / "data")
    assert (await ask(app))[0] == 200


async def test_a_store_that_cannot_be_written(app: App, tmp_path: Path) -> None:
    staging = tmp_path / "data" / "staging"
    staging.rename(tmp_path / "elsewhere")
    staging.touch()
    status, told, _ = await ask(app)
    assert (status, told["storage"]) == (503, False)


async def test_a_full_disk_is_told_and_photos_are_still_shown(database_url: str, tmp_path: Path) -> None:
    full = StorageSettings(floor_mib=1 << 40, floor_percent=0)
    async with running(database_url, tmp_path / "data", storage=full) as app:
        status, told, said = await ask(app)
    assert (status, told["free space"]) == (200, False)
    assert "uploads wait until there is more" in said


async def test_a_queue_that_does_not_keep_up_is_told(app: App) -> None:
    await execute(
        app,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
        " VALUES ('new', 'ingest.develop', now() - interval '2 hours')",
    )
    status, told, said = await ask(app)
    assert (status, told["queue"]) == (200, False)
    assert "waits for 72" in said


async def test_whoever_asks_often_costs_nothing(app: App) -> None:
    app.api.state.checks = Checks()
    async with app.client() as client:
        first = await client.get("/readyz")
        await execute(app, "UPDATE alembic_version SET version_num = '0001'")
        answers: list[httpx.Response] = [await client.get("/readyz") for _ in range(3)]
    assert {answer.content for answer in answers} == {first.content}
