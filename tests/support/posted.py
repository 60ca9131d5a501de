"""The application with a mail server on loopback, and a worker that sends what was promised."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from albumen import wiring
from albumen.accounts import AccountsSettings
from albumen.jobs import JobsSettings
from albumen.mail import MailSettings, Security
from albumen.settings import WebSettings
from tests.support.app import App, running
from tests.support.post import PostOffice, post_office

PUBLIC = "https://photos.example.org"
SOON = {"concurrency": 2, "poll_seconds": 0.05, "heartbeat_seconds": 0.1, "dead_after_seconds": 30.0}
EASY = AccountsSettings(
    sign_in_attempts="1000/minute",
    sign_up_attempts="1000/minute",
    mail_attempts="1000/minute",
    link_attempts="1000/minute",
)


class House:
    """The application and its post office."""

    def __init__(self, app: App, office: PostOffice) -> None:
        self.app = app
        self.office = office

    async def deliver(self) -> None:
        """Send all that was promised."""
        await wiring.worker(self.app.parts).run(until_idle=True)

    async def letter(self, to: str, subject: str) -> Any:
        """The one letter to somebody with this in its subject; all that came before is thrown away."""
        await self.deliver()
        found = [letter for letter in self.office.to(to) if subject in letter.subject]
        assert len(found) == 1, [(letter.to, letter.subject) for letter in self.office.letters]
        self.office.forget()
        return found[0]

    async def token(self, to: str, subject: str, path: str) -> str:
        """The token of the link in that letter, which leads to this page."""
        link = (await self.letter(to, subject)).link
        assert link.startswith(f"{PUBLIC}{path}#"), link
        return str(link.partition("#")[2])


@asynccontextmanager
async def posted(database_url: str, data: Path, **changes: Any) -> AsyncIterator[House]:
    """Such a house."""
    with post_office() as office:
        mail = MailSettings(host="127.0.0.1", port=office.port, security=Security.NONE, sender="albumen@example.org")
        settings = {
            "mail": mail,
            "web": WebSettings(public_url=PUBLIC),
            "jobs": JobsSettings(**SOON),
            "accounts": EASY,
        } | changes
        async with running(database_url, data, **settings) as app:
            yield House(app, office)
