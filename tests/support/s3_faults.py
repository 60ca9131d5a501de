"""A way to an S3 server on which things go wrong: it hands on requests whole, and does to some what a test asks for."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: its method, its address, its headers in lower case, its body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Fault = Callable[["Asked", "Way"], bytes | None]
"""What to do to a request: an answer instead of the server's, None to hand it on; it may raise `Cut` to break the connection."""


class Cut(Exception):
    """The connection breaks here."""


@dataclass(slots=True)
class Way:
    """Holds what is done to the requests that pass, and which did."""

    endpoint: str
    fault: Fault | None = None
    answered: Callable[[Asked, bytes], bytes] | None = None
    """What becomes of the server's answer."""
    asked: list[str] = field(default_factory=list)

    def count(self, method: str, words: str = "") -> int:
        """How many requests of a method came, with these words in their address."""
        return sum(each.startswith(method) and words in each for each in self.asked)


def refusal(status: str, code: str) -> bytes:
    """An answer as S3 servers give it."""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>No.</Message></Error>".encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


@contextmanager
def way_to(server: str) -> Iterator[Way]:
    """A way to a server while the block runs; its `endpoint` is where it begins."""
    target = urlsplit(server)
    listener = socket.create_server(("127.0.0.1", 0))
    way = Way(f"http://127.0.0.1:{listener.getsockname()[1]}")
    threading.Thread(target=_accept, args=(listener, (target.hostname, target.port), way), daemon=True).start()
    try:
        yield way
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, target: tuple[str, int], way: Way) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(client, target, way), daemon=True).start()


def _serve(client: socket.socket, target: tuple[str, int], way: Way) -> None:
    """One request for each connection."""
    with contextlib.suppress(OSError, Cut), client:
        head, body = _read(client)
        first, *lines = head.decode().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        asked = Asked(method, path, headers, body)
        way.asked.append(f"{method} {path}")
        answer = way.fault(asked, way) if way.fault is not None else None
        if answer is None:
            kept = [line for line in lines if not line.lower().startswith("connection:")]
            with socket.create_connection(target) as server:
                server.sendall("\r\n".join([first, *kept, "Connection: close", "", ""]).encode() + body)
                answer = b"".join(iter(lambda: server.recv(1 << 16), b""))
            if way.answered is not None:
                answer = way.answered(asked, answer)
        client.sendall(answer)


def _read(client: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(client)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += _more(client)
    return head, body


def _more(client: socket.socket) -> bytes:
    data = client.recv(1 << 16)
    if not data:
        raise Cut
    return data


def slow(seconds: float) -> Fault:
    """Everything takes so long."""

    def fault(asked: Asked, way: Way) -> None:
        time.sleep(seconds)

    return fault
