import asyncio
from datetime import timedelta

import pytest

from albumen import accounts
from albumen.accounts import (
    AccountsSettings,
    LastAdministrator,
    NameTaken,
    NewUser,
    Role,
    SetupOver,
    SignUp,
    SignUpClosed,
    Ticket,
    User,
)
from albumen.database import OpenTx
from tests.accounts.conftest import PASSWORD, People


def somebody(name: str = "ada", **rest: object) -> NewUser:
    return NewUser(name, f"{name}@example.org", PASSWORD, **rest)  # type: ignore[arg-type]


async def sign_up(open_tx: OpenTx, new: NewUser, *, setup_secret: str | None = None) -> User:
    return await accounts.sign_up(open_tx, new, AccountsSettings(), ticket=Ticket(setup_secret))


async def a_link(open_tx: OpenTx) -> str | None:
    async with open_tx() as tx:
        return await accounts.make_setup_secret(tx)


async def administrators(open_tx: OpenTx) -> list[str]:
    async with open_tx() as tx:
        return [user.username for user in await accounts.list_users(tx) if user.role is Role.ADMINISTRATOR]


class TestTheFirstLink:
    async def test_it_makes_an_administrator_and_dies(self, open_tx: OpenTx) -> None:
        link = await a_link(open_tx)
        assert link
        user = await sign_up(open_tx, somebody("admin"), setup_secret=link)
        assert user.role is Role.ADMINISTRATOR
        with pytest.raises(SetupOver):
            await sign_up(open_tx, somebody("bob"), setup_secret=link)
        assert await a_link(open_tx) is None

    async def test_a_newer_link_ends_an_older_one(self, open_tx: OpenTx) -> None:
        old, new = await a_link(open_tx), await a_link(open_tx)
        with pytest.raises(SetupOver):
            await sign_up(open_tx, somebody(), setup_secret=old)
        assert (await sign_up(open_tx, somebody(), setup_secret=new)).role is Role.ADMINISTRATOR

    @pytest.mark.parametrize("wrong", ["", "x" * 43])
    async def test_another_secret_makes_nobody(self, open_tx: OpenTx, wrong: str) -> None:
        await a_link(open_tx)
        with pytest.raises(SetupOver):
            await sign_up(open_tx, somebody(), setup_secret=wrong)
        assert await administrators(open_tx) == []

    async def test_no_secret_is_right_where_no_link_was_printed(self, open_tx: OpenTx) -> None:
        with pytest.raises(SetupOver):
            await sign_up(open_tx, somebody(), setup_secret="x" * 43)

    async def test_of_many_who_follow_it_at_once_one_becomes_administrator(self, open_tx: OpenTx) -> None:
        link = await a_link(open_tx)

        async def follow(name: str) -> User | None:
            try:
                return await sign_up(open_tx, somebody(name), setup_secret=link)
            except SetupOver:
                return None

        made = [user for user in await asyncio.gather(*(follow(f"user{n}") for n in range(8))) if user]
        assert len(made) == 1
        assert await administrators(open_tx) == [made[0].username]

    async def test_it_dies_with_an_administrator_made_on_the_command_line(self, open_tx: OpenTx) -> None:
        link = await a_link(open_tx)
        await accounts.add_user(open_tx, somebody("root", role=Role.ADMINISTRATOR), actor="cli")
        with pytest.raises(SetupOver):
            await sign_up(open_tx, somebody(), setup_secret=link)

    async def test_it_survives_a_mistake_in_the_form(self, open_tx: OpenTx) -> None:
        await accounts.add_user(open_tx, somebody("ada"), actor="cli")
        link = await a_link(open_tx)
        with pytest.raises(NameTaken):
            await sign_up(open_tx, somebody("ADA"), setup_secret=link)
        assert (await sign_up(open_tx, somebody("bob"), setup_secret=link)).role is Role.ADMINISTRATOR


class TestSignUp:
    async def test_it_is_closed_until_an_administrator_opens_it(self, open_tx: OpenTx) -> None:
        with pytest.raises(SignUpClosed):
            await sign_up(open_tx, somebody())
        async with open_tx() as tx:
            await accounts.set_instance(tx, sign_up=SignUp.OPEN)
        with pytest.raises(SignUpClosed):
            await sign_up(open_tx, somebody())  # nobody administers it yet
        await accounts.add_user(open_tx, somebody("root", role=Role.ADMINISTRATOR), actor="cli")
        assert (await sign_up(open_tx, somebody())).role is Role.USER
        async with open_tx() as tx:
            await accounts.set_instance(tx, sign_up=SignUp.CLOSED)
        with pytest.raises(SignUpClosed):
            await sign_up(open_tx, somebody("bob"))

    async def test_nobody_signs_up_with_a_role_of_their_own_choosing(self, open_tx: OpenTx) -> None:
        await accounts.add_user(open_tx, somebody("root", role=Role.ADMINISTRATOR), actor="cli")
        async with open_tx() as tx:
            await accounts.set_instance(tx, sign_up=SignUp.OPEN)
        user = await sign_up(open_tx, somebody(role=Role.ADMINISTRATOR))
        assert user.role is Role.USER

    @pytest.mark.parametrize(
        ("username", "email", "field"),
        [
            ("Ada", "other@example.org", "username"),
            ("ADA", "other@example.org", "username"),
            ("other", "ADA@example.org", "email"),
            ("other", "ada@EXAMPLE.org", "email"),
            ("other", "jose\u0301@example.org", "email"),
        ],
    )
    async def test_names_and_addresses_are_unique_in_any_case(
        self, open_tx: OpenTx, username: str, email: str, field: str
    ) -> None:
        await accounts.add_user(open_tx, somebody("ada"), actor="cli")
        await accounts.add_user(open_tx, NewUser("jose", "Jos\u00e9@example.org", PASSWORD), actor="cli")
        with pytest.raises(NameTaken) as refused:
            await accounts.add_user(open_tx, NewUser(username, email, PASSWORD), actor="cli")
        assert [error.field for error in refused.value.errors] == [field]

    async def test_of_many_who_want_a_name_at_once_one_gets_it(self, open_tx: OpenTx) -> None:
        async def want(name: str) -> bool:
            try:
                await accounts.add_user(open_tx, NewUser(name, f"{name}@{name}.example", PASSWORD), actor="cli")
            except NameTaken:
                return False
            return True

        assert sum(await asyncio.gather(*map(want, ["ada", "ADA", "Ada", "aDa", "adA", "AdA"]))) == 1


class TestTheLastAdministrator:
    @pytest.fixture
    async def two(self, people: People) -> list[User]:
        return [await people.add(name, Role.ADMINISTRATOR) for name in ("ada", "bob")]

    LEAVING = {
        "suspended": lambda tx, user: accounts.suspend(tx, user.id, actor="x"),
        "deleted": lambda tx, user: accounts.delete_user(tx, user.id, grace=timedelta(days=1), actor="x"),
        "made a user": lambda tx, user: accounts.set_role(tx, user.id, Role.USER, actor="x"),
    }

    @pytest.mark.parametrize("how", LEAVING)
    async def test_stays(self, people: People, how: str) -> None:
        last = await people.add("ada", Role.ADMINISTRATOR)
        with pytest.raises(LastAdministrator):
            async with people.open_tx() as tx:
                await self.LEAVING[how](tx, last)
        async with people.open_tx() as tx:
            assert await accounts.get_user(tx, last.id) == last

    @pytest.mark.parametrize("how", LEAVING)
    async def test_two_who_leave_at_once(self, people: People, two: list[User], how: str) -> None:
        async def leave(user: User) -> bool:
            try:
                async with people.open_tx() as tx:
                    await self.LEAVING[how](tx, user)
            except LastAdministrator:
                return False
            return True

        assert sum(await asyncio.gather(*map(leave, two))) == 1
        async with people.open_tx() as tx:
            assert await accounts.has_administrator(tx)

    async def test_one_who_is_suspended_does_not_count(self, people: People, two: list[User]) -> None:
        async with people.open_tx() as tx:
            await accounts.suspend(tx, two[1].id, actor="x")
        with pytest.raises(LastAdministrator):
            async with people.open_tx() as tx:
                await accounts.set_role(tx, two[0].id, Role.MODERATOR, actor="x")

    async def test_anybody_else_may_go(self, people: People) -> None:
        await people.add("ada", Role.ADMINISTRATOR)
        bob = await people.add("bob")
        async with people.open_tx() as tx:
            assert (await accounts.set_role(tx, bob.id, Role.ADMINISTRATOR, actor="x")).role is Role.ADMINISTRATOR
            assert (await accounts.set_role(tx, bob.id, Role.USER, actor="x")).role is Role.USER
            await accounts.suspend(tx, bob.id, actor="x")
