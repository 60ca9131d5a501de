"""From where a browser reaches an Albumen: this machine itself, or another address of the house, over plain http."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

_NAME = f"albumen-{os.getpid()}"
# An address for documentation: nothing outside can have it.
_ADDRESS = "198.51.100.7"


@dataclass(frozen=True)
class Network:
    """An address of a server, where it has to listen for that, and what starts a program there."""

    address: str
    listen: str
    prefix: tuple[str, ...] = ()

    def starter(self, program: str, folder: Path) -> str:
        """A program that starts another one in this network."""
        if not self.prefix:
            return program
        script = folder / "in-network"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.prefix)} "{program}" "$@"\n')
        script.chmod(0o755)
        return str(script)


LOOPBACK = Network("127.0.0.1", "127.0.0.1")


@contextmanager
def house() -> Iterator[Network]:
    """An address that is not the loopback's: one of this machine, else one in a network of its own, which needs root."""
    addresses = _addresses()
    if addresses:
        yield Network(addresses[0], "0.0.0.0")
        return
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("this machine has only a loopback address, and another network needs root and iproute2")
    with _own_network() as network:
        yield network


def _addresses() -> list[str]:
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    return [
        address.address
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if name in up and address.family == socket.AF_INET and not address.address.startswith("127.")
    ]


@contextmanager
def _own_network() -> Iterator[Network]:
    """A network namespace with one interface that leads nowhere."""
    inside = ("ip", "-n", _NAME)
    subprocess.run(["ip", "netns", "add", _NAME], check=True)
    try:
        subprocess.run([*inside, "link", "set", "lo", "up"], check=True)
        dummy = subprocess.run([*inside, "link", "add", "house", "type", "dummy"], check=False)
        if dummy.returncode:
            subprocess.run([*inside, "link", "add", "house", "type", "veth", "peer", "name", "nowhere"], check=True)
            subprocess.run([*inside, "link", "set", "nowhere", "up"], check=True)
        subprocess.run([*inside, "addr", "add", f"{_ADDRESS}/24", "dev", "house"], check=True)
        subprocess.run([*inside, "link", "set", "house", "up"], check=True)
        yield Network(_ADDRESS, "0.0.0.0", ("ip", "netns", "exec", _NAME))
    finally:
        subprocess.run(["ip", "netns", "del", _NAME], check=True)
