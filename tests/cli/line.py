"""A line between a client and a server, on which everything is counted and at which things may happen."""

import contextlib
import socket
import threading
from collections.abc import Callable


class Line:
    """A TCP proxy to a port of this machine: counts what clients send, and breaks a connection where it is told to."""

    def __init__(self, port: int, here: int = 0) -> None:
        """`port`: the server's; `here`: where clients find it, or any that is free."""
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", here))
        self.port: int = self._listener.getsockname()[1]
        self.sent = 0
        self._after: int | None = None
        self._then: Callable[[], object] = lambda: None
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self.port}"

    def breaks(self, after: int, then: Callable[[], object]) -> None:
        """From now on count anew; once so many bytes have passed, do this, and break that connection."""
        with self._lock:
            self.sent, self._after, self._then = 0, after, then

    def count(self) -> None:
        """From now on count anew."""
        with self._lock:
            self.sent, self._after = 0, None

    def close(self) -> None:
        """Take no more clients."""
        if self._listener.fileno() >= 0:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()
                continue
            threading.Thread(target=self._pass_on, args=(client, server, self._counted), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client, lambda data: None), daemon=True).start()
            # Held here, a connection that was broken would stay open, and its sender wait for room in it.
            del client, server

    def _counted(self, data: bytes) -> None:
        then = None
        with self._lock:
            self.sent += len(data)
            if self._after is not None and self.sent >= self._after:
                then, self._after = self._then, None
        if then is not None:
            then()
            raise ConnectionAbortedError

    def _pass_on(self, source: socket.socket, target: socket.socket, seen: Callable[[bytes], object]) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                seen(data)
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
