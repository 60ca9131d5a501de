"""The web process: `albumen.asgi:app` is what a server runs. The database is running and migrated by then."""

import os
from contextlib import AbstractAsyncContextManager

from albumen import settings, wiring
from albumen.api import create_app
from albumen.core import configure_logging
from albumen.wiring import Parts

_settings = settings.load()
configure_logging(_settings.process.log_level, _settings.process.log_format)


def _open_parts() -> AbstractAsyncContextManager[Parts]:
    return wiring.build(_settings, os.environ["ALBUMEN_DATABASE_URL"], application="albumen api")


app = create_app(_open_parts)
