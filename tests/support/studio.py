"""An application that many tests share, and somebody new in it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from albumen.accounts import User
from tests.conftest import Template, fresh_database
from tests.support.app import App, running
from tests.support.library import a_user


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def studio(template: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    """An application that many tests share, because its decoders take a while to start: each brings people of its own."""
    async with (
        fresh_database(template, copy_of=template.name) as url,
        running(url, tmp_path_factory.mktemp("studio") / "data") as app,
    ):
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def owner(studio: App) -> User:
    """Somebody new in the studio."""
    return await a_user(studio.open_tx)
