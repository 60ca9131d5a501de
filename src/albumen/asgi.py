"""The web process: `albumen.asgi:app` is what a server runs. The database is running and migrated by then."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from albumen import settings, wiring
from albumen.api import create_app
from albumen.core import configure_logging
from albumen.wiring import Parts

_settings = settings.load()
configure_logging(_settings.process.log_level, _settings.process.log_format)


@asynccontextmanager
async def _open_parts() -> AsyncIterator[Parts]:
    url = os.environ["ALBUMEN_DATABASE_URL"]
    async with (
        wiring.build(_settings, url, application="albumen api") as parts,
        wiring.keeping_journal(parts, "web"),
        wiring.telling(parts),
    ):
        wiring.settle()
        yield parts


app = create_app(_open_parts)
