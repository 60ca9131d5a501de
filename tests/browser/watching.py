"""Listens to a browser while a test uses it: what goes wrong unseen fails the test at its end."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Request, Response

_TELL_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI || 'inline'} ${event.sample}`);
});
"""


class Watch:
    """Collects complaints: errors in the console, violations of the content policy, requests to other hosts, refusals."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.complaints: list[str] = []
        self._host = urlsplit(url).netloc
        # This is how the client learns that nobody is signed in.
        self._expected = [(401, re.compile("/api/v1/session"))]
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._page_error(error.error))
        context.on("request", self._request)
        context.on("response", self._response)

    def expect(self, status: int, path: str = ".*") -> None:
        """The test wants the server to refuse what matches `path`; 0: not to be reached at all."""
        self._expected.append((status, re.compile(path)))

    def _console(self, message: ConsoleMessage) -> None:
        # A refusal is told by `_response`; the browser writes it into the console as well.
        refusal = message.text.startswith("Failed to load resource")
        # The second is how the browser says that it could not look for a newer service worker.
        away = "net::ERR_" in message.text or "occurred when fetching the script" in message.text
        unreachable = away and any(status == 0 for status, _ in self._expected)
        if message.type in {"error", "warning"} and not unreachable and (away or not refusal):
            self.complaints.append(f"console: {message.text} ({message.location})")

    def _page_error(self, error: Error) -> None:
        self.complaints.append(f"error: {error.message}\n{error.stack}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self._host:
            self.complaints.append(f"a request to somebody else: {request.url}")

    def _response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        expected = any(response.status == status and pattern.fullmatch(path) for status, pattern in self._expected)
        if response.status >= 400 and not expected:
            self.complaints.append(f"{response.status}: {response.request.method} {path}")
