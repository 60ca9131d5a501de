"""What the holder of decoders, the warm parent and its children say to each other, over local sockets.

Holder and warm parent trust each other. A child is trusted by nobody once it has read foreign bytes: what it answers is
decoded as the type its job promises, never unpickled, and never longer than allowed.
"""

import socket
import struct
from typing import Literal

import msgspec

HEAD = struct.Struct("=I")
"""The length of the message that follows, on the stream between holder and child."""


class WarmPlan(msgspec.Struct, frozen=True):
    """How a warm parent starts its children."""

    modules: tuple[str, ...]
    """Loaded before the first fork; every job is a function of one of these."""
    memory_bytes: int
    cpu_seconds: int
    open_files: int
    user_id: int


class Spawn(msgspec.Struct, frozen=True, tag="spawn"):
    """Holder to warm parent, with the child's end of a socket: fork one."""

    token: int
    nice: int


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """Holder to warm parent: end that child now."""

    token: int


class Ended(msgspec.Struct, frozen=True):
    """Warm parent to holder: that child is gone."""

    token: int
    status: int
    """Its exit code, or minus the signal that ended it."""
    cpu_seconds: float
    peak_bytes: int
    """The most memory it had at once (resident, libraries included)."""


class Hello(msgspec.Struct, frozen=True):
    """Child to holder, once: confined and ready."""

    not_enforced: tuple[str, ...]


class Job(msgspec.Struct, frozen=True):
    """Holder to child, with a descriptor of the file: call that function with the file and these."""

    function: str
    """`module:name`."""
    arguments: msgspec.Raw
    cpu_seconds: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    """Child to holder: what the function gave."""

    result: msgspec.Raw


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """Child to holder: what the function raised. `bug` is anything that it should not have."""

    why: Literal["undecodable", "unsupported", "time", "memory", "pixels", "output", "bug"]
    detail: str


def send_with(channel: socket.socket, message: bytes, descriptor: int) -> int:
    """Send a message, or its beginning, together with an open descriptor; how many bytes went."""
    return socket.send_fds(channel, [message], [descriptor])


def receive_with(channel: socket.socket, most: int) -> tuple[bytes, int | None]:
    """What came next on the channel (nothing when it was closed) and the descriptor that came with it."""
    message, descriptors, _, _ = socket.recv_fds(channel, most, 1)
    return message, descriptors[0] if descriptors else None
