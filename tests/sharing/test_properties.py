"""What must hold for every library and everything that happens to it: who is hidden from changes nothing for whoever looks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from albumen import accounts, photos, sharing
from albumen.accounts import Role, Scope, User, Viewer
from albumen.database import Database, OpenTx
from albumen.photos import Changes, Photo, PhotoId, Shelf, State
from albumen.sharing import Action
from tests.sharing.oracle import ACTS, EVERYTHING, Account, Asking, Condition, Relation, decide
from tests.sharing.world import GRACE, SHARD
from tests.support.library import a_photo, a_user

SHOWN = (EVERYTHING, frozenset({"photos:read"}), frozenset({"photos:read", "photos:delete"}))
EACH = 2
"""Photos of each owner."""

Step: TypeAlias = tuple[str, str, int]
"""What happens, to whom, to which of their photos."""

NARROWS = {"trash": "restore", "suspend": "reinstate", "leave": "reinstate", "purge": None}
"""What takes rights away, and what takes that back."""

steps = st.tuples(
    st.sampled_from([*NARROWS, "restore", "reinstate", "archive", "show", "fail", "develop", "caption"]),
    st.sampled_from(["ada", "bob"]),
    st.integers(0, EACH - 1),
)
stories = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

Allowed: TypeAlias = frozenset[tuple[str, frozenset[str], str, PhotoId]]


@dataclass
class Library:
    """Two people with photos, two who look on, and a plain model of all that decides."""

    open_tx: OpenTx
    people: dict[str, User] = field(default_factory=dict)
    photos: dict[tuple[str, int], PhotoId] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    archived: dict[tuple[str, int], bool] = field(default_factory=dict)
    states: dict[tuple[str, int], State] = field(default_factory=dict)
    trashed: set[tuple[str, int]] = field(default_factory=set)
    purged: set[tuple[str, int]] = field(default_factory=set)

    async def begin(self) -> None:
        """Everybody is there and everything is ready."""
        roles = {"ada": Role.USER, "bob": Role.USER, "eve": Role.USER, "root": Role.ADMINISTRATOR}
        for name, role in roles.items():
            self.people[name] = await a_user(self.open_tx, role=role, shard=SHARD)
            self.accounts[name] = "active"
        for name in ("ada", "bob"):
            for number in range(EACH):
                # The same bytes in both libraries: nobody may learn that from anything.
                photo = await a_photo(self.open_tx, self.people[name], number)
                self.photos[name, number] = photo.id
                self.states[name, number] = State.PROCESSING

    def condition(self, place: tuple[str, int]) -> Condition:
        """How the model says a photo is."""
        if place in self.purged:
            return "purged"
        if place in self.trashed:
            return "trashed"
        if self.archived.get(place):
            return "archived"
        by_state: dict[State, Condition] = {
            State.READY: "normal",
            State.PROCESSING: "processing",
            State.FAILED: "failed",
        }
        return by_state[self.states[place]]

    async def happen(self, step: Step) -> bool:
        """Let it happen, in the product and in the model; whether it may have changed anything."""
        what, name, number = step
        place, user = (name, number), self.people[name]
        photo_id = self.photos[place]
        async with self.open_tx() as tx:
            match what:
                case "suspend" | "leave" | "reinstate":
                    if what == "suspend" and self.accounts[name] == "deleted":
                        return False
                    before = self.accounts[name]
                    if what == "suspend":
                        await accounts.suspend(tx, user.id, actor="test")
                        self.accounts[name] = "suspended"
                    elif what == "leave":
                        await accounts.delete_user(tx, user.id, grace=GRACE, actor="test")
                        self.accounts[name] = "deleted"
                    else:
                        await accounts.reinstate(tx, user.id, actor="test")
                        self.accounts[name] = "active"
                    return before == "active" or what == "reinstate"
                case "trash":
                    done = await photos.trash(tx, user.id, [photo_id])
                    self.trashed |= set() if place in self.purged else {place}
                    return bool(done)
                case "restore":
                    await photos.restore(tx, user.id, [photo_id])
                    self.trashed.discard(place)
                case "purge":
                    await photos.purge(tx, user.id, [photo_id])
                    if place in self.trashed:
                        self.purged.add(place)
                case "archive" | "show":
                    await photos.edit(tx, user.id, [photo_id], Changes(archived=what == "archive"))
                    self.archived[place] = what == "archive"
                case "fail" | "develop":
                    state = State.FAILED if what == "fail" else State.READY
                    await photos.mark(tx, photo_id, state, "it broke" if what == "fail" else None)
                    self.states[place] = state
                case _:
                    await photos.edit(tx, user.id, [photo_id], Changes(title=f"{what} {number}"))
        return True

    async def viewers(self) -> dict[tuple[str, frozenset[str]], Viewer]:
        """Everybody with each credential, as a request would find them now."""
        found = {}
        async with self.open_tx() as tx:
            for name, person in self.people.items():
                user = await accounts.get_user(tx, person.id)
                assert user is not None
                for scopes in SHOWN:
                    found[name, scopes] = Viewer(user, frozenset(map(Scope, scopes)))
        return found

    async def allowed(self) -> Allowed:
        """All that anybody may do."""
        viewers = await self.viewers()
        ids = list(self.photos.values())
        found: set[tuple[str, frozenset[str], str, PhotoId]] = set()
        async with self.open_tx() as tx:
            for (name, scopes), viewer in viewers.items():
                for act in ACTS:
                    listed = await sharing.list_visible(tx, viewer, ids, Action(act))
                    found |= {(name, scopes, act, photo.id) for photo in listed}
        return frozenset(found)

    def expected(self) -> Allowed:
        """The same by the oracle."""
        found: set[tuple[str, frozenset[str], str, PhotoId]] = set()
        for (owner, number), photo_id in self.photos.items():
            for name in self.people:
                relation: Relation = "owner" if name == owner else "administrator" if name == "root" else "stranger"
                for scopes in SHOWN:
                    for act in ACTS:
                        asking = Asking(
                            relation,
                            self.accounts[name],
                            scopes,
                            self.accounts[owner],
                            self.condition((owner, number)),
                            act,
                        )
                        if decide(asking) == "allowed":
                            found.add((name, scopes, act, photo_id))
        return frozenset(found)

    async def seen_by(self, name: str) -> tuple[object, ...]:
        """All that a person's library tells them: rows, days, buckets, cursors, digests, room, version."""
        user = self.people[name]
        viewer = Viewer(user, frozenset(Scope))
        digests = [bytes(32), *(photo.sha256 for photo in await self.rows(viewer))]
        async with self.open_tx() as tx:
            told: list[object] = [await photos.version(tx, user.id), await accounts.quota(tx, user)]
            told.append(await photos.find_digests(tx, user.id, digests))
            for shelf in Shelf:
                among = sharing.visible_photos(viewer)
                days = await photos.days(tx, user.id, shelf, among)
                told.append(days)
                for day in days:
                    told.append(
                        await photos.bucket(tx, user.id, shelf, day.day, among, cursor=None, limit=2),
                    )
        return (*told, *await self.rows(viewer))

    async def rows(self, viewer: Viewer) -> list[Photo]:
        """The photos that somebody sees among all there are."""
        async with self.open_tx() as tx:
            return await sharing.list_visible(tx, viewer, self.photos.values())


@pytest.fixture
def tell(database_url: str) -> Iterator[Callable[[Callable[[Library], Awaitable[None]]], None]]:
    """Runs stories, each with people and photos of its own, who all live together."""
    with asyncio.Runner() as runner:
        database = Database(database_url, application="test")

        async def on_a_library(story: Callable[[Library], Awaitable[None]]) -> None:
            library = Library(database.open_tx)
            await library.begin()
            await story(library)

        yield lambda story: runner.run(on_a_library(story))
        runner.run(database.close())


Tell: TypeAlias = Callable[[Callable[[Library], Awaitable[None]]], None]


@stories
@given(happenings=st.lists(steps, min_size=1, max_size=10))
def test_after_whatever_happened_the_oracle_is_right_and_what_narrows_adds_nothing(
    tell: Tell, happenings: list[Step]
) -> None:
    async def story(library: Library) -> None:
        before = await library.allowed()
        assert before == library.expected()
        for step in happenings:
            reversible = await library.happen(step)
            after = await library.allowed()
            assert after == library.expected(), step
            if step[0] in NARROWS:
                assert after <= before, f"{step} gave {after - before}"
            undo = NARROWS.get(step[0])
            if undo and reversible:
                await library.happen((undo, *step[1:]))
                assert await library.allowed() == before, f"{undo} does not take back {step}"
                await library.happen(step)
            before = after

    tell(story)


@stories
@given(happenings=st.lists(steps.filter(lambda step: step[1] == "bob"), min_size=1, max_size=8))
def test_what_happens_in_a_library_shows_nowhere_in_anothers(tell: Tell, happenings: list[Step]) -> None:
    async def story(library: Library) -> None:
        before = await library.seen_by("ada")
        for step in happenings:
            await library.happen(step)
        assert await library.seen_by("ada") == before

    tell(story)
