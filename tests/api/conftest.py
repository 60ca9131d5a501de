import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import structlog

from albumen import accounts
from albumen.accounts import NewUser, Role, User
from tests.support.app import App, running
from tests.support.library import a_user
from tests.support.studio import owner, studio

__all__ = ["owner", "studio"]


@pytest.fixture(autouse=True)
def only_warnings() -> Iterator[None]:
    """A line for each of thousands of requests says nothing when a test fails; what went wrong inside does."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield
    structlog.reset_defaults()


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[App]:
    """The application."""
    async with running(database_url, tmp_path / "data") as app:
        yield app


@pytest.fixture
async def ada(app: App) -> User:
    """Somebody."""
    return await a_user(app.open_tx, "ada")


@pytest.fixture
async def bob(app: App, ada: User) -> User:
    """Somebody else, on the same shard."""
    return await a_user(app.open_tx, "bob", shard=(ada.id >> 10) & 8191)


@pytest.fixture
async def root(app: App) -> User:
    """An administrator."""
    return await a_user(app.open_tx, "root", role=Role.ADMINISTRATOR)


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(studio: App, owner: User) -> User:
    """Somebody else there, on the same shard."""
    return await a_user(studio.open_tx, shard=(owner.id >> 10) & 8191)


@pytest_asyncio.fixture(loop_scope="session")
async def client(studio: App, owner: User) -> AsyncIterator[httpx.AsyncClient]:
    """A program of the owner that may do everything."""
    async with await studio.program(owner) as client:
        yield client


PASSWORD = "correct horse battery"


async def a_person(app: App, name: str, role: Role = Role.USER) -> User:
    """Somebody new who knows their password."""
    new = NewUser(name, f"{name}@example.org", PASSWORD, role=role)
    return await accounts.add_user(app.open_tx, new, actor="test")
