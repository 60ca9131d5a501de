"""What changed while the bytes came in counts: an account that was suspended, a quota that was lowered. Nothing is left behind.

Time: 10 seconds (marker `faults`).
"""

import uuid
from itertools import count

import pytest

from albumen import accounts
from albumen.accounts import NewUser, Role, UserId
from tests.faults.harness import Instance
from tests.faults.held import HeldUpload
from tests.faults.pictures import Picture
from tests.faults.tus import TusUpload

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("database")]

_numbers = count(1)
_SIZE = 300_000


@pytest.mark.parametrize("way", ["one request", "resumable"])
@pytest.mark.parametrize("what", ["suspended", "quota"])
async def test_denied_at_the_commit(lasting: Instance, what: str, way: str) -> None:
    picture = Picture(next(_numbers), _SIZE)
    await _another_administrator(lasting)
    await lasting.start_web()
    await lasting.uploaded(Picture(next(_numbers), _SIZE))
    upload = TusUpload(lasting, picture)
    if way == "resumable":
        async with lasting.client() as client:
            await upload.begin(client)
    # Whoever sends was let in before the account changed.
    async with HeldUpload(lasting, picture, upload.address) as held:
        await _deny(lasting, what)
        answer = await held.finish()
    assert answer.status_code == (403 if what == "suspended" else 507), answer.text
    assert answer.json()["detail"]
    await _allow(lasting, what)
    async with lasting.client() as client:
        found = (await client.post("/api/v1/photos/check", json={"sha256": [picture.sha256]})).json()["found"]
    assert found == {}
    assert not list((lasting.data / "staging").iterdir())
    await lasting.check_swept()
    await lasting.uploaded(picture)
    await lasting.check_swept()
    await lasting.kill_web()


async def _deny(instance: Instance, what: str) -> None:
    async with instance.database() as database, database.open_tx() as tx:
        if what == "suspended":
            await accounts.suspend(tx, UserId(instance.owner_id), actor="test")
        else:
            await accounts.set_quota(tx, UserId(instance.owner_id), _SIZE, actor="test")


async def _allow(instance: Instance, what: str) -> None:
    async with instance.database() as database, database.open_tx() as tx:
        if what == "suspended":
            await accounts.reinstate(tx, UserId(instance.owner_id), actor="test")
        else:
            await accounts.set_quota(tx, UserId(instance.owner_id), None, actor="test")


async def _another_administrator(instance: Instance) -> None:
    """The last one could not be suspended."""
    name = f"bob{next(_numbers)}"
    new = NewUser(username=name, email=f"{name}@example.org", password=uuid.uuid4().hex, role=Role.ADMINISTRATOR)
    async with instance.database() as database:
        await accounts.add_user(database.open_tx, new, actor="test")
