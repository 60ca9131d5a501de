"""Killed while photos are deleted for good: each is wholly there or wholly gone, and the next run goes on.

Time: 10 seconds per test, 40 seconds in all (marker `faults`).
"""

import asyncio
import contextlib
import hashlib
from itertools import count

import pytest
from sqlalchemy import insert

from albumen import accounts, photos, storage
from albumen.accounts import UserId
from albumen.photos import State
from albumen.storage import BlobRef
from tests.faults.chance import draw
from tests.faults.harness import CUT, Instance
from tests.faults.pictures import Picture
from tests.support.library import bytes_of, new_photo

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("deleting")]

_numbers = count(1)
_SIZE = 20_000
_MANY = 1000
NO_GRACE = {"ALBUMEN_STORAGE_GRACE_HOURS": "0"}


@pytest.mark.parametrize("point", ["collect.marked", "collect.removed", "collect.dropped"])
async def test_a_collector_killed_between_its_steps(lasting: Instance, point: str) -> None:
    await lasting.start_web()
    stays, *go = [Picture(next(_numbers), _SIZE) for _ in range(4)]
    lasting.start_worker()
    for picture in (stays, *go):
        await lasting.until_developed(await lasting.uploaded(picture))
    await lasting.until_idle()
    await lasting.kill_worker()

    ids = [lasting.ledger.photos.pop(picture) for picture in go]
    async with lasting.client() as client:
        assert (await client.post("/api/v1/photos/trash", json={"ids": ids})).is_success
        assert (await client.delete("/api/v1/trash")).json() == {"purged": 3}
    lasting.start_worker(ALBUMEN_CRASHPOINT=f"{point}:2", **NO_GRACE)
    await lasting.worker_died()
    await lasting.check_photos()

    # The same bytes come again while the next worker takes the deletion up.
    lasting.start_worker(**NO_GRACE)
    again = await asyncio.gather(*(_uploaded(lasting, picture) for picture in go))
    assert not set(again) & set(ids)
    await lasting.until_idle()
    await lasting.kill_worker()
    await lasting.check_swept()
    await lasting.kill_web()


@pytest.mark.timeout(900)
async def test_a_trash_of_a_thousand_emptied_while_everybody_is_killed_at_random(instance: Instance) -> None:
    """The server, which empties the trash, three times, and the worker, which deletes the bytes, twice."""
    chance = draw("emptying the trash")
    digests = await _fill(instance)
    await instance.start_web()
    ids = [str(photo_id) for (photo_id,) in await instance.rows("SELECT id FROM photos")]
    async with instance.client() as client:
        for at in range(0, _MANY, 200):
            assert (await client.post("/api/v1/photos/trash", json={"ids": ids[at : at + 200]})).is_success
    for _ in range(3):
        emptying = asyncio.create_task(_empty(instance))
        await asyncio.wait([emptying], timeout=chance.uniform(0, 0.4))
        await instance.kill_web()
        await emptying
        await instance.start_web()
        await _check_each(instance, digests)
    await _empty(instance)
    for _ in range(2):
        point = chance.choice(["collect.marked", "collect.removed", "collect.dropped"])
        instance.start_worker(ALBUMEN_CRASHPOINT=f"{point}:{chance.randint(1, _MANY // 3)}", **NO_GRACE)
        await instance.worker_died()
        await _check_each(instance, digests)
    instance.start_worker(**NO_GRACE)
    await instance.until_idle(patience=600)
    assert await _check_each(instance, digests) == 0
    await instance.check_swept()


async def _uploaded(instance: Instance, picture: Picture) -> str:
    """Upload it, as often as the server asks to come again because these bytes are just being deleted."""
    for _ in range(20):
        if (await instance.upload(picture)).status_code != 503:
            break
    return await instance.uploaded(picture)


async def _empty(instance: Instance) -> None:
    """Empty the trash, as far as the server lives."""
    with contextlib.suppress(*CUT):
        async with instance.client() as client:
            assert (await client.delete("/api/v1/trash")).is_success


async def _check_each(instance: Instance, digests: dict[str, str]) -> int:
    """Each photo lies in the trash, whole, or is gone and remembered; how many lie there."""
    async with instance.client() as client:
        found = (await client.post("/api/v1/photos/check", json={"sha256": list(digests.values())})).json()["found"]
    assert set(found) == set(digests.values()), "a photo is neither there nor remembered as purged"
    trashed = {digest: one["id"] for digest, one in found.items() if one["state"] == "trashed"}
    assert {one["state"] for one in found.values()} <= {"trashed", "purged"}
    rows = {digest.hex() for (digest,) in await instance.rows("SELECT sha256 FROM photos")}
    assert rows == set(trashed)
    folder = instance.data / "originals" / str(instance.owner_id)
    for digest in trashed:
        data = (folder / digest[:2] / digest).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
    return len(trashed)


async def _fill(instance: Instance) -> dict[str, str]:
    """A library of a thousand photos, each of a few bytes, written straight into tables and folders; digests by name."""
    made = {}
    async with instance.database() as database:
        store = instance.store()
        await storage.attach(database.open_tx, store)
        async with database.open_tx() as tx:
            owner = await accounts.get_user(tx, UserId(instance.owner_id))
            assert owner is not None
            for number in range(_MANY):
                new = new_photo(owner, number, state=State.OPAQUE)
                data, ref = bytes_of(number), BlobRef(owner.id, new.sha256)
                row = {"space": ref.space, "shard": ref.shard, "sha256": new.sha256, "sha1": new.sha1, "size": new.size}
                await tx.execute(insert(storage.blobs).values(state="live", **row))
                await accounts.charge(tx, owner, new.size)
                await photos.add(tx, new)
                path = instance.data / ref.key
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                made[new.filename] = ref.hex
    return made
