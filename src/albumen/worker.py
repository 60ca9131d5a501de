"""The job process: `python -m albumen.worker`. The database is running and migrated by then."""

import asyncio
import os
import signal

from albumen import settings, wiring
from albumen.core import configure_logging


async def main() -> None:
    """Do jobs until SIGTERM or SIGINT, then finish those that run."""
    configured = settings.load()
    configure_logging(configured.process.log_level, configured.process.log_format)
    url = os.environ["ALBUMEN_DATABASE_URL"]
    async with (
        wiring.build(configured, url, application="albumen worker") as parts,
        wiring.keeping_journal(parts, "worker"),
        wiring.telling(parts),
    ):
        worker = wiring.worker(parts)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        wiring.settle()
        await worker.run()


if __name__ == "__main__":
    asyncio.run(main())
