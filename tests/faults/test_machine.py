"""Albumen against the plainest model of it: which photos are there, which in the trash, which gone. Real processes, over HTTP.

After each step what the API shows is what the model says, whoever was killed in it. Time: 10 seconds per example, 60 seconds
in all (marker `faults`).
"""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable
from itertools import count
from typing import ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from albumen import accounts
from albumen.accounts import ALL_SCOPES, NewUser, Role, Viewer
from tests.faults.chance import ALL
from tests.faults.harness import CUT, Instance, Ledger
from tests.faults.held import HeldUpload
from tests.faults.pictures import Picture
from tests.faults.tus import TusUpload

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("machine"), pytest.mark.timeout(3600 if ALL else 300)]

T = TypeVar("T")

_people = count(1)
_SIZE = 60_000

POOL = tuple(Picture(number, _SIZE) for number in range(4))
PICTURES = st.sampled_from(POOL)
COMMITTED = ("S6.after", "S6b.after", "S7.before")
POINTS = st.sampled_from(
    ("S1.after", "S3.after", "S4.before", "S4b.after", "S5.linked", "S5.after", "S6.before", *COMMITTED)
)


class LibraryMachine(RuleBasedStateMachine):
    """One person's library. `ledger.photos` is the model of what is there."""

    instance: ClassVar[Instance]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.trashed: dict[Picture, str] = {}
        self.purged: set[Picture] = set()
        self.uploads: dict[Picture, TusUpload] = {}
        self.run(_move_in(self.instance))

    def run(self, work: Awaitable[T]) -> T:
        async def main() -> T:
            return await work

        return self.runner.run(main())

    def teardown(self) -> None:
        try:
            self.run(self._end())
        finally:
            self.run(self.instance.end())
            self.runner.close()

    async def _end(self) -> None:
        if self.instance.worker is not None:
            await self.instance.until_idle()
            await self.instance.kill_worker()
        await self.instance.check_swept()

    @property
    def present(self) -> dict[Picture, str]:
        return self.instance.ledger.photos

    # The ways in.

    @rule(picture=PICTURES)
    def upload(self, picture: Picture) -> None:
        """New, there already, back from the trash, or again after it was deleted for good."""
        known, lay = self.present.get(picture), self.trashed.pop(picture, None)
        answer = self.run(self.instance.upload(picture))
        assert answer.status_code == (200 if known or lay else 201), answer.text
        assert answer.json()["restored"] == (lay is not None)
        assert answer.json()["id"] == (known or lay or answer.json()["id"])
        self.purged.discard(picture)

    @rule(picture=PICTURES, breaks=st.booleans())
    def go_on(self, picture: Picture, breaks: bool) -> None:
        """The next piece of a resumable upload, of three; where it breaks, the client vanishes in the middle of the piece."""
        self.run(self._go_on(picture, breaks))

    async def _go_on(self, picture: Picture, breaks: bool) -> None:
        upload = self.uploads.setdefault(picture, TusUpload(self.instance, picture, pieces=3))
        async with self.instance.client() as client:
            answer = await (upload.look(client) if upload.address else upload.begin(client))
            assert answer.is_success, answer.text
            at = int(answer.headers.get("Upload-Offset", "0"))
            if breaks:
                assert upload.address is not None
                async with HeldUpload(self.instance, picture, upload.address, at):
                    return
            answer = await upload.send(client, at)
            if answer.status_code == 409:
                return  # the server has not noticed yet that the one before hung up
            assert answer.is_success, answer.text
        if "Albumen-Photo-Id" in answer.headers:
            del self.uploads[picture]
            lay = self.trashed.pop(picture, None)
            self.purged.discard(picture)
            assert self.instance.ledger.note(picture, answer.headers["Albumen-Photo-Id"]) == (
                lay or self.present[picture]
            )

    @rule(picture=PICTURES, point=POINTS)
    def upload_and_crash(self, picture: Picture, point: str) -> None:
        """Killed on the way: before the commit all is as it was, after it the photo is there though nobody was told."""
        self.run(self._upload_and_crash(picture, point))

    async def _upload_and_crash(self, picture: Picture, point: str) -> None:
        await self.instance.kill_web()
        await self.instance.start_web(ALBUMEN_CRASHPOINT=point)
        with contextlib.suppress(*CUT):
            answer = await self.instance.upload(picture)
            raise AssertionError(f"not killed at {point}: {answer.status_code}")
        await self.instance.web_died()
        await self.instance.start_web()
        if point in COMMITTED:
            how, photo_id = (await self._found())[picture]
            assert how == "present"
            assert photo_id is not None
            assert photo_id == (self.present.get(picture) or self.trashed.pop(picture, photo_id))
            self.purged.discard(picture)
            self.present[picture] = photo_id

    # What becomes of photos.

    @precondition(lambda self: self.present)
    @rule(data=st.data())
    def trash(self, data: st.DataObject) -> None:
        picture = data.draw(st.sampled_from([one for one in POOL if one in self.present]))
        self.run(self._do("DELETE", f"/api/v1/photos/{self.present[picture]}"))
        self.trashed[picture] = self.present.pop(picture)

    @precondition(lambda self: self.trashed)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        picture = data.draw(st.sampled_from([one for one in POOL if one in self.trashed]))
        self.run(self._do("POST", f"/api/v1/photos/{self.trashed[picture]}/restore"))
        self.present[picture] = self.trashed.pop(picture)

    @precondition(lambda self: self.trashed)
    @rule()
    def purge(self) -> None:
        self.run(self._do("DELETE", "/api/v1/trash"))
        self.purged |= self.trashed.keys()
        self.trashed.clear()

    # What happens to the house.

    @rule()
    def sweep(self) -> None:
        """Everybody's time is over: unfinished uploads are given up, and what nobody names goes."""
        self.run(self.instance.sweep())
        self.uploads.clear()

    @rule(gently=st.booleans())
    def restart(self, gently: bool) -> None:
        self.run(self._restart(gently))

    async def _restart(self, gently: bool) -> None:
        await (self.instance.stop_web() if gently else self.instance.kill_web())
        await self.instance.start_web()

    @rule()
    def work(self) -> None:
        """The worker does what there is to do; every second time it is killed in between."""
        self.run(self._work())

    async def _work(self) -> None:
        if self.instance.worker is None:
            self.instance.start_worker()
            await self.instance.until_idle()
        else:
            await self.instance.kill_worker()

    @rule()
    def fsck(self) -> None:
        self.run(self.instance.check())

    # What must hold.

    @invariant()
    def what_is_shown_is_what_the_model_says(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        wanted: dict[Picture, tuple[str, str | None]] = {}
        wanted |= {picture: ("present", photo_id) for picture, photo_id in self.present.items()}
        wanted |= {picture: ("trashed", photo_id) for picture, photo_id in self.trashed.items()}
        wanted |= dict.fromkeys(self.purged, ("purged", None))
        assert await self._found() == wanted
        days = (await self.instance.get("/api/v1/timeline"))["days"]
        assert sum(day["count"] for day in days) == len(self.present)
        shown: list[str] = []
        for day in days:
            bucket = await self.instance.get(f"/api/v1/timeline/{day['day']}")
            shown += bucket["id"]
        assert sorted(shown) == sorted(self.present.values())

    async def _found(self) -> dict[Picture, tuple[str, str | None]]:
        async with self.instance.client() as client:
            answer = await client.post("/api/v1/photos/check", json={"sha256": [one.sha256 for one in POOL]})
        found = answer.json()["found"]
        return {one: (found[one.sha256]["state"], found[one.sha256]["id"]) for one in POOL if one.sha256 in found}

    async def _do(self, method: str, path: str) -> None:
        async with self.instance.client() as client:
            answer = await client.request(method, path)
        assert answer.is_success, answer.text


async def _move_in(instance: Instance) -> None:
    """A new person, so that nothing of the example before is theirs, and a server."""
    name = f"person{next(_people)}"
    new = NewUser(username=name, email=f"{name}@example.org", password=uuid.uuid4().hex, role=Role.ADMINISTRATOR)
    async with instance.database() as database:
        owner = await accounts.add_user(database.open_tx, new, actor="test")
        async with database.open_tx() as tx:
            _, key = await accounts.make_key(tx, Viewer(owner, ALL_SCOPES), name="test", scopes=None, expires_at=None)
    instance.owner_id, instance.key, instance.ledger = owner.id, key, Ledger()
    await instance.start_web()


def test_a_library_against_its_model(instance_of_file: Instance) -> None:
    LibraryMachine.instance = instance_of_file
    run_state_machine_as_test(
        LibraryMachine,
        settings=settings(
            max_examples=100 if ALL else 6,
            stateful_step_count=30 if ALL else 15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
