"""The store in a bucket, against a real S3 server."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from albumen.storage import BlobConflict, BlobRef, BlobStore, Staged, StoreFailed, StoreRefused, stage, weaknesses
from albumen.storage.bucket import Abilities, Bucket
from albumen.storage.s3 import S3Store
from albumen.storage.signing import Signer
from tests.contracts.blob_store import PICTURE, BlobStoreContract, chunks_of, put, read, ref_of, staged_names
from tests.support.s3 import S3Server
from tests.support.s3_faults import Asked, Cut, Way, refusal, slow, way_to

pytestmark = pytest.mark.xdist_group("s3")


@pytest.fixture(scope="module")
def bucket(s3: S3Server) -> str:
    return s3.make_bucket()


class TestS3Store(BlobStoreContract):
    crowd = 12

    @pytest.fixture
    async def store(self, s3: S3Server, bucket: str, tmp_path: Path) -> S3Store:
        settings = s3.settings(bucket, url=f"s3://{bucket}/{tmp_path.name}")
        store = S3Store(tmp_path / "spool", settings, can=Abilities(create=True, copy=True))
        await store.create()
        return store

    async def overwrite(self, store: BlobStore, ref: BlobRef, data: bytes) -> None:
        assert isinstance(store, S3Store)
        store.bucket.write(ref.key, data)

    def full(self, store: BlobStore) -> BlobStore:
        assert isinstance(store, S3Store)
        return S3Store(store.root, store.settings.model_copy(update={"floor_mib": 1 << 40}), can=store.bucket.can)


@pytest.fixture
def way(s3: S3Server) -> Iterator[Way]:
    """A way to the server on which things may go wrong."""
    with way_to(s3.endpoint) as way:
        yield way


@pytest.fixture
async def store(s3: S3Server, bucket: str, way: Way, tmp_path: Path) -> AsyncIterator[S3Store]:
    """A store that is reached over it; what has more than 6 MiB goes in parts of 8."""
    made = store_over(s3.at(way.endpoint), bucket, tmp_path)
    await made.create()
    yield made
    await made.close()


def store_over(s3: S3Server, bucket: str, folder: Path, **more: object) -> S3Store:
    settings = s3.settings(bucket, url=f"s3://{bucket}/{folder.name}", block_kib=2048, **more)
    return S3Store(folder / "spool", settings, one_put=6 << 20, can=Abilities(create=True, copy=True))


LARGE = random.Random(1).randbytes(17 << 20)
"""Three parts."""


async def keeping(s3: S3Server, store: S3Store, staged: Staged, **more: str) -> asyncio.subprocess.Process:
    """A process that keeps a staged file."""
    environment = os.environ | s3.environment(store.bucket.name) | {"ALBUMEN_STORAGE_URL": store.settings.url or ""}
    order = [str(store.root), staged.name, str(staged.size), staged.sha256.hex(), staged.sha1.hex()]
    program = [sys.executable, "-m", "tests.support.s3_keeping", *order]
    return await asyncio.create_subprocess_exec(*program, env=environment | more)


async def keys(store: S3Store) -> list[str]:
    return [each.key for each in store.bucket.listed("")]


class TestWhatTheServerCan:
    async def test_is_seen_by_trying(self, s3: S3Server, bucket: str, tmp_path: Path) -> None:
        store = S3Store(tmp_path / "spool", s3.settings(bucket, url=f"s3://{bucket}/{tmp_path.name}"))
        assert await store.identity() is None
        mark = await store.create()
        assert store.bucket.can == Abilities(create=True, copy=True)
        assert await keys(store) == ["store-id"], "nothing of the trying stays"
        assert not (await weaknesses(store)) or "unencrypted" in (await weaknesses(store))[0]
        # Somebody else, who finds it made.
        other = S3Store(tmp_path / "other", store.settings)
        assert await other.create() == mark

    async def test_without_create_only_it_looks_first(
        self, s3: S3Server, bucket: str, way: Way, tmp_path: Path
    ) -> None:
        """A server that knows no If-None-Match overwrites: here it never comes to that."""

        def ignorant(asked: Asked, way: Way) -> bytes | None:
            return refusal("501 Not Implemented", "NotImplemented") if "if-none-match" in asked.headers else None

        way.fault = ignorant
        settings = s3.at(way.endpoint).settings(
            bucket, url=f"s3://{bucket}/{tmp_path.name}", s3_deadline=1, block_kib=2048
        )
        store = S3Store(tmp_path / "spool", settings, one_put=6 << 20)
        await store.create()
        assert store.bucket.can == Abilities(create=False, copy=False)
        assert "looks first" in (await weaknesses(store))[0]
        for data in (PICTURE, LARGE):
            assert await put(store, data) == ref_of(data)
        assert await put(store, PICTURE) == ref_of(PICTURE)
        await self.conflict(store)

    async def conflict(self, store: S3Store) -> None:
        ref = ref_of(PICTURE)
        store.bucket.write(ref.key, b"damaged")
        with pytest.raises(BlobConflict):
            await put(store, PICTURE)
        kept = [key for key in await keys(store) if key.startswith("quarantine/")]
        assert sorted(key.rpartition("/")[2].partition("-")[0] for key in kept) == [ref.hex[:2], "reason", "staging"]

    @pytest.mark.parametrize(
        ("status", "code", "words"),
        [
            ("403 Forbidden", "AccessDenied", "does not allow that to its key"),
            ("403 Forbidden", "RequestTimeTooSkewed", "clock"),
            ("403 Forbidden", "InvalidAccessKeyId", "does not know the photo store's key"),
            ("400 Bad Request", "AuthorizationHeaderMalformed", "region us-east-1"),
        ],
    )
    async def test_what_it_refuses_is_said_in_words(
        self, store: S3Store, way: Way, status: str, code: str, words: str
    ) -> None:
        way.fault = lambda asked, way: refusal(status, code)
        with pytest.raises(StoreRefused, match=words):
            await store.identity()
        assert words in (await store.check()).problems[0]

    async def test_who_may_not_delete_is_refused_at_the_start(self, store: S3Store, way: Way) -> None:
        way.fault = lambda asked, way: refusal("403 Forbidden", "AccessDenied") if asked.method == "DELETE" else None
        with pytest.raises(StoreRefused, match="could not delete a file"):
            await S3Store(store.root, store.settings).probe()

    async def test_wrong_secrets_and_buckets(self, s3: S3Server, bucket: str, tmp_path: Path) -> None:
        for more, words in (
            ({"s3_secret": SecretStr("another")}, "secret is not its own"),
            ({"url": "s3://no-such-bucket"}, "no bucket no-such-bucket"),
            ({"s3_endpoint": "http://127.0.0.1:9", "s3_deadline": 1}, "http://127.0.0.1:9 of the photo store does not"),
        ):
            store = S3Store(tmp_path, s3.settings(bucket, **more))
            with pytest.raises(StoreFailed, match=words) as refused:
                await store.identity()
            assert s3.secret not in str(refused.value)

    async def test_originals_without_a_mark_are_somebody_elses(self, s3: S3Server, tmp_path: Path) -> None:
        store = S3Store(tmp_path, s3.settings(s3.make_bucket()))
        store.bucket.write(ref_of(PICTURE).key, PICTURE)
        with pytest.raises(StoreRefused, match="no store-id"):
            await store.create()
        assert await keys(store) == [ref_of(PICTURE).key]


class TestFaults:
    async def test_a_large_file_goes_in_parts_and_leaves_nothing(self, store: S3Store, way: Way) -> None:
        ref = await put(store, LARGE)
        assert way.count("PUT", "partNumber=3&uploadId") >= 1
        assert await store.verify(ref)
        assert await keys(store) == [ref.key, "store-id"]
        assert await staged_names(store) == set()

    async def test_a_part_is_cut_in_the_middle(self, store: S3Store, way: Way) -> None:
        cut: list[str] = []

        def fault(asked: Asked, way: Way) -> None:
            if "partNumber=2" in asked.path and not cut:
                cut.append(asked.path)
                raise Cut

        way.fault = fault
        ref = await put(store, LARGE)
        assert cut
        assert (await store.verify(ref)).size == len(LARGE)

    async def test_an_answer_is_cut_in_the_middle(self, store: S3Store, way: Way) -> None:
        ref = await put(store, PICTURE)
        cut: list[str] = []

        def half(asked: Asked, answer: bytes) -> bytes:
            if asked.method == "GET" and asked.path.endswith(ref.hex) and not cut:
                cut.append(asked.path)
                return answer[: len(answer) // 2]
            return answer

        way.answered = half
        assert await read(store, ref) == PICTURE
        assert cut

    async def test_it_is_busy_for_a_while(self, store: S3Store, way: Way) -> None:
        left = [3]

        def busy(asked: Asked, way: Way) -> bytes | None:
            left[0] -= 1
            return refusal("503 Slow Down", "SlowDown") if left[0] >= 0 else None

        way.fault = busy
        ref = await put(store, PICTURE)
        assert left[0] < 0
        assert await read(store, ref) == PICTURE

    async def test_it_is_busy_for_longer_than_anybody_waits(
        self, s3: S3Server, bucket: str, store: S3Store, way: Way, tmp_path: Path
    ) -> None:
        hasty = store_over(s3.at(way.endpoint), bucket, tmp_path, s3_deadline=0.5)
        staged = await stage(hasty, chunks_of(PICTURE), 1 << 30)
        way.fault = lambda asked, way: refusal("503 Slow Down", "SlowDown")
        began = time.monotonic()
        with pytest.raises(StoreFailed, match="503 SlowDown"):
            await hasty.keep(staged, ref_of(PICTURE))
        assert time.monotonic() - began < 15
        way.fault = None
        # What was staged is there still: the same upload goes on.
        await hasty.keep(staged, ref_of(PICTURE))
        assert await read(hasty, ref_of(PICTURE)) == PICTURE

    async def test_it_answers_slowly(self, s3: S3Server, bucket: str, store: S3Store, way: Way, tmp_path: Path) -> None:
        ref = await put(store, PICTURE)
        hasty = store_over(s3.at(way.endpoint), bucket, tmp_path, s3_timeout=0.2, s3_deadline=0.3)
        way.fault = slow(1)
        with pytest.raises(StoreFailed, match="does not answer"):
            await hasty.stat(ref)
        way.fault = None
        assert await hasty.stat(ref) == len(PICTURE)

    @pytest.mark.parametrize("lie", [b"", PICTURE[:-1], PICTURE[:-1] + b"?"], ids=["nothing", "cut", "flipped"])
    async def test_it_says_yes_and_keeps_something_else(
        self, s3: S3Server, store: S3Store, way: Way, lie: bytes
    ) -> None:
        """What is not there is not acknowledged."""
        ref = ref_of(PICTURE)
        server = Bucket(store.settings.model_copy(update={"s3_endpoint": s3.endpoint}))

        def fault(asked: Asked, way: Way) -> bytes | None:
            if asked.method == "PUT" and asked.path.endswith(ref.hex):
                server.write(ref.key, lie)
                return b'HTTP/1.1 200 OK\r\nETag: "yes"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
            return None

        way.fault = fault
        with pytest.raises(BlobConflict):
            await put(store, PICTURE)

    async def test_its_yes_is_lost(self, store: S3Store, way: Way) -> None:
        """It was written, but the answer did not come: asked again it is there, and it is the same."""
        lost: list[str] = []

        def lose(asked: Asked, answer: bytes) -> bytes:
            if asked.method == "PUT" and not lost:
                lost.append(asked.path)
                return b""
            return answer

        way.answered = lose
        with contextlib.suppress(StoreFailed):
            await put(store, PICTURE)
        assert lost
        assert await put(store, PICTURE) == ref_of(PICTURE)
        assert await read(store, ref_of(PICTURE)) == PICTURE

    async def test_killed_between_two_parts(self, s3: S3Server, bucket: str, store: S3Store, tmp_path: Path) -> None:
        """Nothing of it can be seen, and what lies in the bucket is found and cleared away."""
        staged = await stage(store, chunks_of(LARGE), 1 << 30)
        with way_to(s3.endpoint) as way:
            reached = threading.Event()

            def hold(asked: Asked, way: Way) -> None:
                if "partNumber=3" in asked.path:
                    reached.set()
                    time.sleep(60)

            way.fault = hold
            child = await keeping(s3.at(way.endpoint), store, staged)
            assert await asyncio.to_thread(reached.wait, 60)
            child.kill()
            await child.wait()
        assert await store.stat(ref_of(LARGE)) is None
        # What was staged goes on; the parts are told under its name.
        (entry,) = [entry async for entry in store.staged_names() if entry.size == 0]
        assert entry.name == staged.name
        await store.keep(staged, ref_of(LARGE))
        assert await read(store, ref_of(LARGE)) == LARGE
        await store.discard(staged.name)
        assert store.bucket.parts("staging/") == []
        assert await staged_names(store) == set()

    @pytest.mark.parametrize("point", ["S5.sent", "S5.linked"])
    async def test_killed_while_it_is_kept(self, s3: S3Server, bucket: str, store: S3Store, point: str) -> None:
        """The same staged file is kept afterwards, and nothing of the first time is left."""
        staged = await stage(store, chunks_of(LARGE), 1 << 30)
        child = await keeping(s3, store, staged, ALBUMEN_CRASHPOINT=point)
        assert await child.wait() == -signal.SIGKILL
        await store.keep(staged, ref_of(LARGE))
        assert await staged_names(store) == {staged.name}
        await store.discard(staged.name)
        assert await keys(store) == [ref_of(LARGE).key, "store-id"]
        assert (await store.verify(ref_of(LARGE))).size == len(LARGE)


class TestDownloads:
    async def test_an_address_is_good_for_a_while_and_names_the_file(
        self, s3: S3Server, bucket: str, tmp_path: Path
    ) -> None:
        store = store_over(s3, bucket, tmp_path, s3_downloads=True, s3_download_seconds=5)
        await store.create()
        ref = await put(store, PICTURE)
        name = "attachment; filename=\"a_b.jpg\"; filename*=UTF-8''%C3%A4%20b.jpg"
        address = store.address(ref, disposition=name, media_type="image/jpeg")
        assert address is not None
        answer = httpx.get(address)
        assert answer.content == PICTURE
        assert answer.headers["content-disposition"] == name
        assert answer.headers["content-type"] == "image/jpeg"
        assert httpx.get(address, headers={"Range": "bytes=5-9"}).content == PICTURE[5:10]
        assert httpx.put(address, content=b"other").status_code == 403
        assert httpx.get(address.replace(ref.hex, "0" * 64)).status_code == 403
        signer = Signer(s3.endpoint, "us-east-1", s3.key, s3.secret)
        then = datetime.now(UTC) - timedelta(seconds=30)
        old = signer.address("GET", f"/{bucket}/{tmp_path.name}/{ref.key}", 5, at=then)
        assert httpx.get(old).status_code == 403
        assert store_over(s3, bucket, tmp_path).address(ref, disposition=name, media_type="image/jpeg") is None

    async def test_what_was_sent_straight_and_never_fetched_is_cleared_away(
        self, s3: S3Server, bucket: str, tmp_path: Path
    ) -> None:
        store = store_over(s3, bucket, tmp_path, s3_uploads=True)
        await store.create()
        name = await store.stage_new()
        address = store.address_to_stage(name, len(PICTURE))
        assert address is not None
        assert httpx.put(address, content=PICTURE).is_success
        assert b"".join([block async for block in store.sent(name)]) == PICTURE
        assert await store.stage_length(name) == 0, "it is not staged by having been sent"
        # As the sweep sees it, which runs in another process and long after.
        sweeping = store_over(s3, bucket, tmp_path)
        assert {entry.size async for entry in sweeping.staged_names() if entry.name == name} == {0, len(PICTURE)}
        await sweeping.discard(name)
        assert await keys(store) == ["store-id"]
        assert await staged_names(store) == set()

    def test_signs_as_the_manual_of_s3_does(self) -> None:
        """The example that AWS publishes for addresses signed in the query, but for the style of the path."""
        signer = Signer(
            "https://examplebucket.s3.amazonaws.com",
            "us-east-1",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        )
        address = signer.address("GET", "/test.txt", 86400, at=datetime(2013, 5, 24, tzinfo=UTC))
        assert address.endswith("=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
