"""A real instance to break: PostgreSQL, a data directory, the web process and the worker, driven over HTTP.

Who remembers what was acknowledged is the test (`Ledger`), not the system that is tested. After each fault the same is asked of
the instance (`Instance.check`): I1, I4, I6, I13 and I14 of the protocol, and `fsck`; and, once everybody's time is over
(`Instance.check_swept`), that nothing unnamed is left (I5).
"""

import asyncio
import hashlib
import os
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg

from albumen import accounts, storage
from albumen.accounts import ALL_SCOPES, NewUser, Role, Viewer
from albumen.database import Database
from albumen.ingest import upkeep
from albumen.ingest.tasks import develop
from albumen.photos import PhotosSettings
from albumen.storage import LocalStore, Slice, StorageSettings
from tests.faults.pictures import Picture
from tests.faults.processes import PATIENCE, ForkedProcess, Zygote, children_of, free_port

QUICK = {
    # A worker that was killed is noticed after a second, and its jobs are taken over.
    "ALBUMEN_JOBS_POLL_SECONDS": "0.2",
    "ALBUMEN_JOBS_HEARTBEAT_SECONDS": "0.4",
    "ALBUMEN_JOBS_DEAD_AFTER_SECONDS": "1.5",
    "ALBUMEN_JOBS_CONCURRENCY": "2",
    # The machine that tests may be nearly full.
    "ALBUMEN_STORAGE_FLOOR_MIB": "64",
    "ALBUMEN_STORAGE_FLOOR_PERCENT": "0",
    "ALBUMEN_LOG_FORMAT": "json",
    "ALBUMEN_LOG_LEVEL": "warning",
}
AT_ONCE = StorageSettings(
    grace_hours=0, staged_hours=0, orphan_hours=0, missing_most=0, missing_percent=0, floor_mib=0, floor_percent=0
)
"""Every time-to-live is over, and nothing may be missing."""
CUT = (httpx.TransportError,)
"""What a client sees of a server that dies."""


@dataclass(slots=True)
class Ledger:
    """What was acknowledged: the id of the photo, by the picture."""

    photos: dict[Picture, str] = field(default_factory=dict)

    def note(self, picture: Picture, photo_id: str, sha256: str | None = None) -> str:
        """Write an acknowledgement down. The same bytes must always be the same photo."""
        assert sha256 in (None, picture.sha256)
        assert self.photos.setdefault(picture, photo_id) == photo_id, "the same bytes became two photos"
        return photo_id


@dataclass(slots=True)
class Instance:
    """A database, a data directory, and whatever processes run on them."""

    zygote: Zygote
    data: Path
    database_url: str
    environment: dict[str, str]
    owner_id: int
    key: str
    ledger: Ledger = field(default_factory=Ledger)
    port: int = 0
    web: ForkedProcess | None = None
    worker: ForkedProcess | None = None

    # Processes.

    async def start_web(self, **environment: str) -> ForkedProcess:
        """Have the web process answer; at the same address each time."""
        assert self.web is None
        self.port = self.port or free_port()
        self.web = self.zygote.start(
            "web", ("127.0.0.1", str(self.port)), self.environment | environment, self.data / "web.log"
        )
        await self.until_ready()
        return self.web

    async def until_ready(self) -> None:
        """Wait until `/readyz` says that all is well."""
        answer: httpx.Response | None = None
        try:
            async with asyncio.timeout(PATIENCE), self.client() as client:
                while answer is None or answer.status_code != 200:
                    assert self.web is None or self.web.alive, f"the web process ended:\n{self.words('web')}"
                    try:
                        answer = await client.get("/readyz")
                    except httpx.TransportError:
                        await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"not ready: {answer and answer.text}\n{self.words('web')}") from None

    async def stop_web(self) -> None:
        """Let it end in good order."""
        assert self.web is not None
        self.web.signal(15)
        await self.web.ended()
        self.web = None

    async def kill_web(self) -> None:
        """SIGKILL, to the main process and so to the one that serves."""
        assert self.web is not None
        await self.web.kill()
        self.web = None

    async def web_died(self) -> None:
        """Wait until the web process ended because the one that serves was killed."""
        assert self.web is not None
        await self.web.ended()
        self.web = None

    @property
    def serving(self) -> int:
        """The pid of the process that serves: what granian forked."""
        assert self.web is not None
        (pid,) = children_of(self.web.pid)
        return pid

    def start_worker(self, **environment: str) -> ForkedProcess:
        """Have jobs done."""
        assert self.worker is None
        self.worker = self.zygote.start("worker", (), self.environment | environment, self.data / "worker.log")
        return self.worker

    async def kill_worker(self) -> None:
        """SIGKILL to the worker."""
        assert self.worker is not None
        await self.worker.kill()
        self.worker = None

    async def worker_died(self) -> None:
        """Wait until the worker has been killed."""
        assert self.worker is not None
        assert await self.worker.ended() == -9, self.words("worker")
        self.worker = None

    async def end(self) -> None:
        """Kill what runs."""
        for process in (self.web, self.worker):
            if process is not None:
                await process.kill()
        self.web = self.worker = None

    def words(self, program: str) -> str:
        """What a program wrote last."""
        log = self.data / f"{program}.log"
        return log.read_text(errors="replace")[-4000:] if log.exists() else "(nothing)"

    # What clients do.

    def client(self, **options: Any) -> httpx.AsyncClient:
        """An HTTP client with the owner's key."""
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=PATIENCE,
            **options,
        )

    async def upload(self, picture: Picture, client: httpx.AsyncClient | None = None) -> httpx.Response:
        """Send a picture in one request; an acknowledgement goes into the ledger."""
        if client is None:
            async with self.client() as client:
                return await self.upload(picture, client)
        form = {"file": (picture.name, picture.data, "application/octet-stream")}
        answer = await client.post("/api/v1/photos", files=form, data={"sha256": picture.sha256})
        if answer.status_code in (200, 201):
            body = answer.json()
            self.ledger.note(picture, body["id"], body["sha256"])
        return answer

    async def uploaded(self, picture: Picture) -> str:
        """The id of the photo that a picture becomes."""
        answer = await self.upload(picture)
        assert answer.status_code in (200, 201), f"{answer.status_code} {answer.text}\n{self.words('web')}"
        return self.ledger.photos[picture]

    async def get(self, path: str) -> Any:
        """What the API answers to a GET: 200 and JSON."""
        async with self.client() as client:
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            return answer.json()

    async def photo(self, photo_id: str) -> dict[str, Any]:
        """A photo, as the API tells it."""
        found: dict[str, Any] = await self.get(f"/api/v1/photos/{photo_id}")
        return found

    async def until_developed(self, photo_id: str) -> dict[str, Any]:
        """Wait for the worker."""
        async with asyncio.timeout(PATIENCE):
            while (photo := await self.photo(photo_id))["state"] == "processing":
                assert self.worker is not None
                assert self.worker.alive, self.words("worker")
                await asyncio.sleep(0.05)
        return photo

    async def until_idle(self, patience: float = PATIENCE) -> None:
        """Wait until no job is due or running."""
        async with asyncio.timeout(patience):
            while (jobs := await self.get("/api/v1/admin/jobs"))["queued"] or jobs["running"]:
                assert self.worker is not None
                assert self.worker.alive, self.words("worker")
                await asyncio.sleep(0.05)

    # What must hold.

    async def check(self) -> None:
        """Everything acknowledged is there, once and whole; and what the database says of the store is true."""
        await self.check_photos()
        await self._check_books()
        async with self.database() as database:
            report = await storage.examine(
                database.open_tx,
                self.store(),
                named_staged=lambda names: upkeep.named_by_uploads(database.open_tx, list(names)),
                reread=Slice(1, 1),
            )
        assert report.clean, report

    async def check_swept(self) -> None:
        """The same, and after every time-to-live has passed nothing is left that nobody names. No upload may be on its way."""
        await self.check()
        await self.sweep()
        await self.check_photos()
        await self._check_books()
        async with self.database() as database:
            report = await storage.examine(
                database.open_tx,
                self.store(),
                named_staged=lambda names: upkeep.named_by_uploads(database.open_tx, list(names)),
                settings=AT_ONCE,
            )
        assert report.clean, report
        left = [path for folder in ("staging", "quarantine") for path in (self.data / folder).iterdir()]
        left += [path for path in self.data.iterdir() if path.name.startswith("store-id.")]
        assert not left, left
        known = {digest.hex() for (digest,) in await self.rows("SELECT sha256 FROM photos")}
        assert {path.name for path in (self.data / "originals").glob("*/*/*")} == known
        assert {path.name for path in (self.data / "derived").glob("*/*/*")} <= known
        states = await self.rows("SELECT DISTINCT state FROM blobs")
        assert states in ([("live",)], [])

    async def sweep(self) -> None:
        """Let the time of uploads, of partial files and of what nobody names be over, and sweep as the worker does."""
        over = "now() - interval '1 second'"
        await self.rows(f"UPDATE uploads SET expires_at = {over}, writer_until = {over} RETURNING 1")
        async with self.database() as database:
            await upkeep.sweep(database.open_tx, self.store(), PhotosSettings(), AT_ONCE, develop)
            report = await upkeep.tidy(database.open_tx, self.store(), AT_ONCE)
        assert report.stopped is None
        assert not report.failed
        assert not report.missing

    async def check_photos(self) -> None:
        """Everything acknowledged can be read, and is told to be there."""
        async with self.client() as client:
            for picture, photo_id in self.ledger.photos.items():
                answer = await client.get(f"/api/v1/photos/{photo_id}/original")
                assert answer.status_code == 200, f"acknowledged and lost: {picture} {answer.text}"
                assert hashlib.sha256(answer.content).hexdigest() == picture.sha256
            digests = [picture.sha256 for picture in self.ledger.photos]
            answer = await client.post("/api/v1/photos/check", json={"sha256": digests})
            assert answer.json()["found"] == {
                picture.sha256: {"id": photo_id, "state": "present"} for picture, photo_id in self.ledger.photos.items()
            }

    async def _check_books(self) -> None:
        """Quota and the counts of days, counted again."""
        used = await self.rows("SELECT user_id, bytes FROM quota_use WHERE bytes <> 0 ORDER BY 1")
        live = await self.rows("SELECT space, sum(size)::bigint FROM blobs WHERE state = 'live' GROUP BY 1 ORDER BY 1")
        assert used == live, "the room that people use is not that of their live blobs"
        noted = await self.rows("SELECT owner_id, day, count FROM photo_days WHERE count <> 0 ORDER BY 1, 2")
        counted = await self.rows(
            "SELECT owner_id, shown_at::date, count(*)::int FROM photos"
            " WHERE trashed_at IS NULL AND NOT archived GROUP BY 1, 2 ORDER BY 1, 2"
        )
        assert noted == counted, "the counts of days are not those of the photos"
        nameless = await self.rows(
            "SELECT p.id FROM photos p LEFT JOIN blobs b ON (b.space, b.sha256) = (p.owner_id, p.sha256)"
            " WHERE b.state IS DISTINCT FROM 'live'"
        )
        assert nameless == [], "a photo without a live blob"

    # Looking inside.

    def store(self) -> LocalStore:
        """The store, seen from the test's own process."""
        return LocalStore(self.data, AT_ONCE)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """The database, seen from the test's own process."""
        database = Database(self.database_url, pool_size=4, application="test")
        try:
            yield database
        finally:
            await database.close()

    async def rows(self, statement: LiteralString) -> list[tuple[Any, ...]]:
        """What a statement gives."""
        async with await psycopg.AsyncConnection.connect(self.database_url, autocommit=True) as connection:
            return await (await connection.execute(f"/* all shards */ {statement}")).fetchall()


async def make_instance(
    zygote: Zygote, data: Path, database_url: str, environment: Mapping[str, str] = QUICK
) -> Instance:
    """An instance with one person, an administrator, and a key of theirs. Nothing runs yet."""
    data.mkdir(exist_ok=True)
    database = Database(database_url, pool_size=2, application="test")
    try:
        new = NewUser(username="ada", email="ada@example.org", password=uuid.uuid4().hex, role=Role.ADMINISTRATOR)
        owner = await accounts.add_user(database.open_tx, new, actor="test")
        async with database.open_tx() as tx:
            _, key = await accounts.make_key(tx, Viewer(owner, ALL_SCOPES), name="test", scopes=None, expires_at=None)
    finally:
        await database.close()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALBUMEN_")}
    ours = {"ALBUMEN_DATA": str(data), "ALBUMEN_DATABASE_URL": database_url, "MALLOC_ARENA_MAX": "2"}
    return Instance(zygote, data, database_url, kept | ours | dict(environment), owner.id, key)
