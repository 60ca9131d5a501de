"""The pace of attempts: how often one address or one account may try. Kept in memory, per process."""

import ipaddress
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from albumen.accounts.errors import TooManyAttempts
from albumen.accounts.fields import login_key
from albumen.accounts.settings import AccountsSettings

_PER_ACCOUNT = parse("25/1 hour")
_PER_MAILBOX = parse("5/30 minutes")


class AttemptLimits:
    """Holds the counters of attempts to sign in and to sign up."""

    def __init__(self, settings: AccountsSettings) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._sign_in = parse(settings.sign_in_attempts)
        self._sign_up = parse(settings.sign_up_attempts)
        self._mail = parse(settings.mail_attempts)
        self._link = parse(settings.link_attempts)

    async def sign_in(self, address: str, login: str) -> None:
        """Count one attempt to sign in; `TooManyAttempts` past the limit of the address or of the account."""
        await self._hit(self._sign_in, "sign-in", network_of(address))
        await self._hit(_PER_ACCOUNT, "account", login_key(login))

    async def sign_up(self, address: str) -> None:
        """Count one attempt to sign up; `TooManyAttempts` past the limit of the address."""
        await self._hit(self._sign_up, "sign-up", network_of(address))

    async def mail(self, address: str, login: str) -> None:
        """Count one wish for a mail with a link; `TooManyAttempts` past the limit of the address or of the mailbox.

        Whether there is such an account makes no difference.
        """
        await self._hit(self._mail, "mail", network_of(address))
        await self._hit(_PER_MAILBOX, "mailbox", login_key(login))

    async def link(self, address: str) -> None:
        """Count one try of a link; `TooManyAttempts` past the limit of the address."""
        await self._hit(self._link, "link", network_of(address))

    async def password(self, user_id: int) -> None:
        """Count one attempt at a person's current password; `TooManyAttempts` past 25 an hour."""
        await self._hit(_PER_ACCOUNT, "password", str(user_id))

    async def _hit(self, limit: RateLimitItem, *key: str) -> None:
        if not await self._windows.hit(limit, *key):
            again = await self._windows.get_window_stats(limit, *key)
            raise TooManyAttempts(retry_after=max(1.0, again.reset_time - time.time()), limit=limit.amount)


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
