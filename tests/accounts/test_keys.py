from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import update

from albumen import accounts
from albumen.accounts import ALL_SCOPES, NOBODY, BadField, NoSuchKey, NotAllowed, Role, Scope, Viewer
from albumen.accounts.tables import api_keys
from albumen.core import now, shard_of
from tests.accounts.conftest import LIFETIME, People

MAKERS = [frozenset(some) for size in (0, 1, 2) for some in combinations(sorted(ALL_SCOPES - {Scope.KEYS}), size)]


async def make(people: People, viewer: Viewer, scopes: frozenset[Scope] | None, **rest: object) -> Viewer:
    async with people.open_tx() as tx:
        key, secret = await accounts.make_key(tx, viewer, name="a key", scopes=scopes, **rest)  # type: ignore[arg-type]
    made = await people.by_key(secret)
    assert made.key_id == key.id
    assert made.scopes == key.scopes
    return made


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.ADMINISTRATOR])
async def test_a_key_never_grants_more_than_its_maker_has(people: People, role: Role) -> None:
    """Every maker's set of scopes (with `keys`), every single scope asked for, and none at all."""
    await people.add("ada", role)
    session = await people.viewer()
    most = ALL_SCOPES if role is Role.ADMINISTRATOR else ALL_SCOPES - {Scope.ADMIN}
    assert (await make(people, session, None)).scopes == most
    user = session.user
    for has in MAKERS:
        maker = Viewer(user, has | {Scope.KEYS})
        may = maker.scopes & most
        async with people.open_tx() as tx:
            for wanted in ALL_SCOPES:
                if wanted in may:
                    key, _ = await accounts.make_key(tx, maker, name="k", scopes={wanted})
                    assert key.scopes == {wanted}
                else:
                    with pytest.raises(NotAllowed):
                        await accounts.make_key(tx, maker, name="k", scopes={wanted})
            key, _ = await accounts.make_key(tx, maker, name="k", scopes=None)
            assert key.scopes == may
            await tx.rollback()


async def test_without_the_scope_for_keys_none_is_made(people: People) -> None:
    user = await people.add()
    for viewer in (Viewer(user, ALL_SCOPES - {Scope.KEYS}), NOBODY):
        with pytest.raises(NotAllowed):
            async with people.open_tx() as tx:
                await accounts.make_key(tx, viewer, name="k", scopes={Scope.PHOTOS_READ})


async def test_a_key_of_somebody_who_administers_no_more_administers_no_more(people: People) -> None:
    await people.add("eve", Role.ADMINISTRATOR)
    ada = await people.add("ada", Role.ADMINISTRATOR)
    async with people.open_tx() as tx:
        _, key = await accounts.make_key(tx, await people.viewer(), name="k", scopes=None)
    assert (await people.by_key(key)).is_administrator
    async with people.open_tx() as tx:
        await accounts.set_role(tx, ada.id, Role.USER, actor="x")
    assert not (await people.by_key(key)).is_administrator


async def test_a_key_ends_with_its_time_and_when_it_is_deleted(people: People) -> None:
    user = await people.add()
    viewer = await people.viewer()
    async with people.open_tx() as tx:
        short, short_key = await accounts.make_key(tx, viewer, name="s", scopes=None, expires_at=now() + LIFETIME)
        _, long_key = await accounts.make_key(tx, viewer, name="l", scopes=None)
    assert (await people.by_key(short_key)).user == (await people.by_key(long_key)).user == user
    async with people.open_tx() as tx:
        over = now() - timedelta(seconds=1)
        await tx.execute(
            update(api_keys)
            .where(api_keys.c.shard == shard_of(user.id), api_keys.c.id == short.id)
            .values(expires_at=over)
        )
    assert await people.by_key(short_key) == NOBODY
    long_viewer = await people.by_key(long_key)
    assert long_viewer.key_id
    bob = await people.add("bob")
    with pytest.raises(NoSuchKey):
        async with people.open_tx() as tx:
            await accounts.delete_key(tx, bob.id, long_viewer.key_id)
    async with people.open_tx() as tx:
        await accounts.delete_key(tx, user.id, long_viewer.key_id)
    assert await people.by_key(long_key) == NOBODY


async def test_a_key_that_ends_makes_none_that_outlives_it(people: People) -> None:
    await people.add()
    end = now() + timedelta(days=1)
    short = await make(people, await people.viewer(), None, expires_at=end)
    for later in (None, end + timedelta(seconds=1)):
        with pytest.raises(NotAllowed):
            await make(people, short, frozenset({Scope.PHOTOS_READ}), expires_at=later)
    await make(people, short, frozenset({Scope.PHOTOS_READ}), expires_at=end)


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"scopes": frozenset()}, "scopes"),
        ({"name": " \x00 "}, "name"),
        ({"expires_at": now() - timedelta(seconds=1)}, "expires_at"),
        ({"expires_at": now().replace(year=9999)}, "expires_at"),
    ],
)
async def test_what_makes_no_sense_is_refused(people: People, about: dict[str, object], field: str) -> None:
    await people.add()
    viewer = await people.viewer()
    with pytest.raises(BadField) as refused:
        async with people.open_tx() as tx:
            await accounts.make_key(tx, viewer, **({"name": "k", "scopes": None} | about))  # type: ignore[arg-type]
    assert [error.field for error in refused.value.errors] == [field]


async def test_the_last_use_is_noted_at_most_every_five_minutes(people: People) -> None:
    user = await people.add()
    async with people.open_tx() as tx:
        _, secret = await accounts.make_key(tx, await people.viewer(), name="k", scopes=None)

    async def used() -> bool:
        async with people.open_tx() as tx:
            viewer, stale = await accounts.viewer_of_key(tx, secret)
            if stale:
                await accounts.note_use(tx, viewer, lifetime=LIFETIME)
            return stale

    assert await used(), "the first use ever"
    for minutes, expected in ((4, False), (2, True), (0, False)):
        async with people.open_tx() as tx:
            earlier = api_keys.c.last_used_at - timedelta(minutes=minutes)
            await tx.execute(update(api_keys).where(api_keys.c.shard == shard_of(user.id)).values(last_used_at=earlier))
        assert await used() is expected
    async with people.open_tx() as tx:
        (key,) = await accounts.list_keys(tx, user.id)
    assert key.last_used_at is not None
    assert key.expires_at is None, "using a key does not give it an end"


async def test_there_is_an_end_to_how_many(people: People) -> None:
    await people.add()
    viewer = await people.viewer()
    async with people.open_tx() as tx:
        for number in range(100):
            await accounts.make_key(tx, viewer, name=f"k{number}", scopes=None)
        with pytest.raises(BadField):
            await accounts.make_key(tx, viewer, name="one more", scopes=None)
