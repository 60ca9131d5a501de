"""Where a request came from, and whether it came encrypted: as trusted proxies say, else as the connection says."""

import ipaddress

from fastapi import Request

from albumen.settings import WebSettings


def client_address(request: Request) -> str:
    """The client's address: the nearest one in `X-Forwarded-For` that is no trusted proxy; without trusted proxies, the peer."""
    peer = request.client.host if request.client else ""
    if not _trusted(request, peer):
        return peer
    hops = [hop.strip() for hop in ",".join(request.headers.getlist("x-forwarded-for")).split(",") if hop.strip()]
    for hop in reversed(hops):
        if not _trusted(request, hop):
            return hop
    return hops[0] if hops else peer


def is_encrypted(request: Request) -> bool:
    """Whether the browser speaks https: told by a trusted proxy, else by the connection itself."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-proto")
    if forwarded and _trusted(request, peer):
        return forwarded.rsplit(",", 1)[-1].strip().lower() == "https"
    return request.url.scheme == "https"


def own_origin(request: Request) -> str:
    """Scheme and host as the browser sees them; only compared with, never put into an answer."""
    settings: WebSettings = request.app.state.parts.settings.web
    peer = request.client.host if request.client else ""
    host = request.headers.get("host", "")
    if _trusted(request, peer):
        host = request.headers.get("x-forwarded-host", host)
    if settings.public_url and settings.public_url.partition("://")[2] == host:
        return settings.public_url
    return f"{'https' if is_encrypted(request) else 'http'}://{host}"


def _trusted(request: Request, address: str) -> bool:
    settings: WebSettings = request.app.state.parts.settings.web
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A socket that listens on `::` shows IPv4 peers as ::ffff:192.0.2.1.
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed in network for network in settings.networks())
