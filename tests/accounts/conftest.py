from datetime import timedelta

import pytest

from albumen import accounts
from albumen.accounts import AccountsSettings, AttemptLimits, NewUser, Role, User, Viewer
from albumen.database import OpenTx

PASSWORD = "correct horse battery"
LIFETIME = timedelta(days=30)


class People:
    """Makes people and signs them in."""

    def __init__(self, open_tx: OpenTx) -> None:
        self.open_tx = open_tx
        self.limits = AttemptLimits(AccountsSettings())

    async def add(self, name: str = "ada", role: Role = Role.USER, quota: int | None = None) -> User:
        new = NewUser(name, f"{name}@example.org", PASSWORD, role=role, quota_bytes=quota)
        return await accounts.add_user(self.open_tx, new, actor="test")

    async def sign_in(self, login: str = "ada", password: str = PASSWORD, address: str = "192.0.2.1") -> str:
        _, token = await accounts.sign_in(
            self.open_tx,
            self.limits,
            login=login,
            password=password,
            address=address,
            user_agent="a browser",
            lifetime=LIFETIME,
        )
        return token

    async def by_session(self, token: str) -> Viewer:
        async with self.open_tx() as tx:
            return (await accounts.viewer_of_session(tx, token))[0]

    async def by_key(self, key: str) -> Viewer:
        async with self.open_tx() as tx:
            return (await accounts.viewer_of_key(tx, key))[0]

    async def viewer(self, name: str = "ada") -> Viewer:
        return await self.by_session(await self.sign_in(name))


@pytest.fixture
def people(open_tx: OpenTx) -> People:
    return People(open_tx)
