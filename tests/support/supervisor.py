"""A process that supervises an embedded PostgreSQL, for tests that kill it: `python -m tests.support.supervisor DIRECTORY`.

It writes one line of JSON when the server is ready, and stops the server in good order when its standard input ends. Before
that, when the server ends, it starts it again, as `albumen serve` does, and writes another line.
"""

import asyncio
import json
import sys
from pathlib import Path

from albumen.database import EmbeddedPostgres


async def main(directory: str) -> None:
    async with EmbeddedPostgres(Path(directory), start_timeout=60) as server:
        say(server)
        over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        while True:
            ended = asyncio.create_task(server.wait())
            await asyncio.wait({over, ended}, return_when=asyncio.FIRST_COMPLETED)
            if over.done():
                ended.cancel()
                return
            await server.start()
            say(server)


def say(server: EmbeddedPostgres) -> None:
    print(json.dumps({"url": server.url, "supervised": server.supervised}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
