import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from albumen import accounts
from albumen.accounts import (
    ALL_SCOPES,
    NOBODY,
    AccountLeaving,
    AccountSuspended,
    AttemptLimits,
    BadField,
    NameTaken,
    NoSuchSession,
    NoSuchUser,
    NotAllowed,
    SessionId,
    TooManyAttempts,
    UserId,
    UserState,
    Viewer,
    WrongCredentials,
    secrets,
    users,
)
from albumen.accounts.tables import sessions
from albumen.core import shard_of
from tests.accounts.conftest import LIFETIME, PASSWORD, People

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("login", ["ada", "ADA", "  Ada ", "ada@example.org", "Ada@Example.ORG"])
async def test_a_name_or_an_address_in_any_case_signs_in(people: People, login: str) -> None:
    user = await people.add()
    viewer = await people.by_session(await people.sign_in(login))
    assert viewer.user == user
    assert viewer.scopes == ALL_SCOPES
    assert viewer.session_id is not None
    assert viewer.key_id is None


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ada", "not the password"),
        ("ada", PASSWORD.upper()),
        ("nobody", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("", PASSWORD),
        ("ada\x00", PASSWORD),
        ("ada@example.org\x00", PASSWORD),
        ("\ud800", PASSWORD),
    ],
)
async def test_what_does_not_go_together_is_refused_in_the_same_words(
    people: People, login: str, password: str
) -> None:
    await people.add()
    with pytest.raises(WrongCredentials) as refused:
        await people.sign_in(login, password)
    assert refused.value.detail == WrongCredentials().detail


async def test_an_unknown_name_costs_the_same_work(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not the time, which is not for tests to judge: the same function is called with a hash of the same parameters.
    await people.add()
    checked: list[str] = []
    hasher = secrets._hasher

    class Noting:
        check_needs_rehash = hasher.check_needs_rehash

        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored)
            return hasher.verify(stored, password)

    monkeypatch.setattr(secrets, "_hasher", Noting())
    for login in ("ada", "nobody", "no\x00body"):
        with pytest.raises(WrongCredentials):
            await people.sign_in(login, "not the password")
    assert len(checked) == 3
    assert len({stored.rsplit("$", 2)[0] for stored in checked}) == 1


async def test_a_hash_of_older_parameters_is_made_anew(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    await people.add()

    async def stored() -> str:
        async with people.open_tx() as tx:
            return str(await tx.scalar(select(users.c.password_hash)))

    before = await stored()
    await people.sign_in()
    assert await stored() == before
    monkeypatch.setattr(secrets, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    with pytest.raises(WrongCredentials):
        await people.sign_in(password="wrong")
    assert await stored() == before
    await people.sign_in()
    assert "m=16,t=2" in await stored()
    await people.sign_in()


async def test_a_session_ends_by_signing_out_and_by_its_time(people: People) -> None:
    user = await people.add()
    token, other = await people.sign_in(), await people.sign_in()
    viewer = await people.by_session(token)
    assert viewer.session_id
    async with people.open_tx() as tx:
        await accounts.end_session(tx, user.id, viewer.session_id)
    assert await people.by_session(token) == NOBODY
    assert (await people.by_session(other)).user == user
    with pytest.raises(NoSuchSession):
        async with people.open_tx() as tx:
            await accounts.end_session(tx, user.id, viewer.session_id)
    async with people.open_tx() as tx:
        past = sessions.c.expires_at - LIFETIME - HOUR
        await tx.execute(update(sessions).where(sessions.c.shard == shard_of(user.id)).values(expires_at=past))
    assert await people.by_session(other) == NOBODY
    async with people.open_tx() as tx:
        assert await accounts.list_sessions(tx, user.id) == []
    await people.sign_in()
    async with people.open_tx() as tx:
        left = (await tx.scalars(select(sessions.c.id).where(sessions.c.shard == shard_of(user.id)))).all()
    assert len(left) == 1, "expired sessions are cleared away at the next sign-in"


async def test_nobody_ends_the_session_of_another(people: People) -> None:
    await people.add("ada")
    bob = await people.add("bob")
    viewer = await people.viewer("ada")
    assert viewer.session_id
    with pytest.raises(NoSuchSession):
        async with people.open_tx() as tx:
            await accounts.end_session(tx, bob.id, viewer.session_id)


async def test_only_the_very_token_is_let_in(people: People) -> None:
    user = await people.add()
    token = await people.sign_in()
    owner, _, secret = token.partition("_")
    assert len(secret) == 43
    other = await people.add("bob")
    wrong = ["", "_", secret, f"{owner}_", f"{owner}_{secret[:-1]}", f"{other.id}_{secret}", token + "a", f"-{token}"]
    wrong += [
        f"{2**63}_{secret}",
        f"0_{secret}",
        f"{'9' * 30}_{secret}",
        f"{owner}_{secret}".replace("_", "-"),
        f"alb_{token}",
    ]
    for each in wrong:
        assert await people.by_session(each) == NOBODY, each
        assert await people.by_key(each) == NOBODY, each
    assert (await people.by_session(token)).user == user
    async with people.open_tx() as tx:
        kept = await tx.scalar(select(sessions.c.secret_hash).where(sessions.c.shard == shard_of(user.id)))
    assert secret.encode() not in bytes(kept or b""), "only the digest of a token is kept"


async def test_the_last_use_is_noted_at_most_every_five_minutes(people: People) -> None:
    user = await people.add()
    token = await people.sign_in()
    at = shard_of(user.id)

    async def stale() -> bool:
        async with people.open_tx() as tx:
            viewer, old = await accounts.viewer_of_session(tx, token)
            if old:
                await accounts.note_use(tx, viewer, lifetime=LIFETIME)
            return old

    assert not await stale()
    for minutes, expected in ((4, False), (2, True), (0, False)):
        async with people.open_tx() as tx:
            earlier = sessions.c.last_seen_at - timedelta(minutes=minutes)
            await tx.execute(update(sessions).where(sessions.c.shard == at).values(last_seen_at=earlier))
        assert await stale() is expected
    async with people.open_tx() as tx:
        (session,) = await accounts.list_sessions(tx, user.id)
    assert session.expires_at - session.last_seen_at == LIFETIME, "its life began anew"


class TestPasswords:
    async def test_a_change_ends_every_other_session(self, people: People) -> None:
        await people.add()
        mine, other = await people.sign_in(), await people.sign_in()
        viewer = await people.by_session(mine)
        await accounts.change_password(people.open_tx, people.limits, viewer, current=PASSWORD, new="another long one")
        assert await people.by_session(mine) == viewer
        assert await people.by_session(other) == NOBODY
        with pytest.raises(WrongCredentials):
            await people.sign_in()
        await people.sign_in(password="another long one")

    @pytest.mark.parametrize(
        ("current", "new", "field"),
        [("wrong", "another long one", "current"), (PASSWORD, "short", "new"), (PASSWORD, "ada@example.org", "new")],
    )
    async def test_the_field_that_is_wrong_is_named(self, people: People, current: str, new: str, field: str) -> None:
        await people.add()
        viewer = await people.viewer()
        with pytest.raises(BadField) as refused:
            await accounts.change_password(people.open_tx, people.limits, viewer, current=current, new=new)
        assert [error.field for error in refused.value.errors] == [field]
        await people.sign_in()

    async def test_a_key_changes_neither_password_nor_address(self, people: People) -> None:
        user = await people.add()
        async with people.open_tx() as tx:
            _, key = await accounts.make_key(tx, await people.viewer(), name="all", scopes=None)
        viewer = await people.by_key(key)
        assert viewer.scopes == ALL_SCOPES - {accounts.Scope.ADMIN}
        with pytest.raises(NotAllowed):
            await accounts.change_password(
                people.open_tx, people.limits, viewer, current=PASSWORD, new="another long one"
            )
        with pytest.raises(NotAllowed):
            await accounts.change_email(
                people.open_tx, people.limits, viewer, password=PASSWORD, email="other@example.org"
            )
        with pytest.raises(NotAllowed):
            await accounts.prove_password(people.open_tx, people.limits, viewer, PASSWORD)
        with pytest.raises(NotAllowed):
            await accounts.prove_password(people.open_tx, people.limits, NOBODY, PASSWORD)
        assert (await people.viewer()).user == user

    async def test_guessing_the_current_password_is_limited(self, people: People) -> None:
        await people.add()
        viewer = await people.viewer()
        for _ in range(25):
            with pytest.raises(BadField):
                await accounts.prove_password(people.open_tx, people.limits, viewer, "wrong")
        with pytest.raises(TooManyAttempts):
            await accounts.prove_password(people.open_tx, people.limits, viewer, PASSWORD)

    async def test_the_command_line_sets_one_and_ends_all_sessions(self, people: People) -> None:
        user = await people.add()
        token = await people.sign_in()
        await accounts.set_password(people.open_tx, user.id, "another long one", actor="cli")
        assert await people.by_session(token) == NOBODY
        await people.sign_in(password="another long one")
        with pytest.raises(NoSuchUser):
            await accounts.set_password(people.open_tx, UserId(4711), "another long one", actor="cli")


class TestAddresses:
    async def test_a_new_address_signs_in_and_the_old_one_does_not(self, people: People) -> None:
        await people.add()
        viewer = await people.viewer()
        user = await accounts.change_email(
            people.open_tx, people.limits, viewer, password=PASSWORD, email="New@Example.org"
        )
        assert user.email == "New@Example.org"
        await people.sign_in("new@example.org")
        with pytest.raises(WrongCredentials):
            await people.sign_in("ada@example.org")

    async def test_one_that_is_taken_is_refused_in_any_case(self, people: People) -> None:
        await people.add("ada")
        await people.add("bob")
        with pytest.raises(NameTaken) as refused:
            await accounts.change_email(
                people.open_tx, people.limits, await people.viewer(), password=PASSWORD, email="BOB@example.org"
            )
        assert [error.field for error in refused.value.errors] == ["email"]

    async def test_two_who_want_the_same_at_once_get_it_once(self, people: People) -> None:
        names = ["ada", "bob", "eve", "joe"]
        for name in names:
            await people.add(name)
        viewers = [await people.viewer(name) for name in names]

        async def change(viewer: Viewer) -> bool:
            try:
                await accounts.change_email(
                    people.open_tx, people.limits, viewer, password=PASSWORD, email="the@one.example"
                )
            except NameTaken:
                return False
            return True

        assert sum(await asyncio.gather(*map(change, viewers))) == 1


class TestLimits:
    async def test_one_address_may_try_so_often(self, people: People) -> None:
        for number in range(25):
            with pytest.raises(WrongCredentials):
                await people.sign_in(f"nobody{number}", address="2001:db8::1")
        with pytest.raises(TooManyAttempts) as refused:
            await people.sign_in("nobody", address="2001:db8:0:0:ffff::2")
        assert 1 <= refused.value.retry_after <= 300
        await people.add()
        await people.sign_in(address="2001:db8:0:1::1")

    async def test_one_account_may_be_tried_so_often_from_wherever(self, people: People) -> None:
        await people.add()
        for number in range(25):
            with pytest.raises(WrongCredentials):
                await people.sign_in("ADA" if number % 2 else "ada", "wrong", address=f"192.0.2.{number}")
        with pytest.raises(TooManyAttempts):
            await people.sign_in("ada", address="198.51.100.1")

    async def test_accounts_are_made_at_a_pace(self, people: People) -> None:
        limits = AttemptLimits(accounts.AccountsSettings(sign_up_attempts="2/1 minute"))
        await limits.sign_up("192.0.2.1")
        await limits.sign_up("::ffff:192.0.2.1")
        with pytest.raises(TooManyAttempts):
            await limits.sign_up("192.0.2.1")
        await limits.sign_up("192.0.2.2")


class TestStates:
    async def test_a_suspended_person_is_out_at_once_and_back_when_reinstated(self, people: People) -> None:
        user = await people.add()
        token = await people.sign_in()
        async with people.open_tx() as tx:
            _, key = await accounts.make_key(tx, await people.viewer(), name="k", scopes=None)
        async with people.open_tx() as tx:
            await accounts.suspend(tx, user.id, actor="admin")
        assert await people.by_session(token) == NOBODY
        assert await people.by_key(key) == NOBODY
        with pytest.raises(AccountSuspended):
            await people.sign_in()
        with pytest.raises(WrongCredentials):
            await people.sign_in(password="wrong")
        async with people.open_tx() as tx:
            await accounts.reinstate(tx, user.id, actor="admin")
        assert await people.by_session(token) == NOBODY, "its sessions had ended"
        assert (await people.by_key(key)).user == user
        await people.sign_in()

    async def test_who_leaves_comes_back_within_the_days_of_grace(self, people: People) -> None:
        user = await people.add()
        token = await people.sign_in()
        async with people.open_tx() as tx:
            gone = await accounts.delete_user(tx, user.id, grace=timedelta(days=7), actor="self")
        assert gone.state is UserState.DELETED
        assert gone.delete_after
        assert await people.by_session(token) == NOBODY
        async with people.open_tx() as tx:
            assert await accounts.users_to_erase(tx) == []
        with pytest.raises(AccountLeaving):
            async with people.open_tx() as tx:
                await accounts.suspend(tx, user.id, actor="admin")
        viewer = await people.viewer()
        assert viewer.user
        assert viewer.user.state is UserState.ACTIVE
        assert viewer.user.delete_after is None

    async def test_and_not_afterwards(self, people: People) -> None:
        user = await people.add()
        async with people.open_tx() as tx:
            await accounts.delete_user(tx, user.id, grace=timedelta(seconds=-1), actor="self")
        async with people.open_tx() as tx:
            assert await accounts.users_to_erase(tx) == [user.id]
        with pytest.raises(WrongCredentials):
            await people.sign_in()
        with pytest.raises(AccountLeaving):
            async with people.open_tx() as tx:
                await accounts.reinstate(tx, user.id, actor="admin")
        async with people.open_tx() as tx:
            await accounts.erase_user(tx, user.id)
            assert await accounts.get_user(tx, user.id) is None
        await people.add("ADA")

    async def test_an_account_that_is_not_leaving_is_not_erased(self, people: People) -> None:
        user = await people.add()
        async with people.open_tx() as tx:
            await accounts.erase_user(tx, user.id)
            assert await accounts.get_user(tx, user.id) == user

    @pytest.mark.parametrize("verb", [accounts.suspend, accounts.reinstate])
    async def test_there_is_no_such_person(self, people: People, verb: object) -> None:
        with pytest.raises(NoSuchUser):
            async with people.open_tx() as tx:
                await verb(tx, UserId(4711), actor="admin")  # type: ignore[operator]


async def test_what_a_browser_says_of_itself_is_text(people: People) -> None:
    user = await people.add()
    async with people.open_tx() as tx:
        agent = "Evil\r\nSet-Cookie: x\x00" + "A" * 500
        await accounts.open_session(tx, user.id, address="x\ny", user_agent=agent, lifetime=LIFETIME)
    async with people.open_tx() as tx:
        (session,) = await accounts.list_sessions(tx, user.id)
    assert session.user_agent.isprintable()
    assert session.address == "x y"
    assert len(session.user_agent) <= 300
    assert isinstance(session.id, int)
    assert SessionId(session.id) == session.id
