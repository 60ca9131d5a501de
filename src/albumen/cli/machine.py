"""What the machine under a data directory is like."""

import socket

from albumen.core import FileSystem, file_system

__all__ = ["FileSystem", "file_system", "network_address"]


def network_address() -> str | None:
    """This machine's address in its network, None where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket only chooses a route (an address of RFC 5737, which nobody has).
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if address.startswith(("127.", "0.")) else address
