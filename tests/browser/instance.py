"""A real Albumen for a browser: `albumen serve` on a folder of its own, killed and started again where a test wants that."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import httpx
import psutil

from tests.browser.network import Network

PATIENCE = 90.0
"""Seconds after which what should have happened counts as never: long, because the machine may be busy."""

PASSWORD = "correct horse battery"


class Instance:
    """`albumen serve` in a network, with what it printed."""

    def __init__(self, data: Path, network: Network, **settings: str) -> None:
        self.data = data
        self.settings = settings
        self.network = network
        self.port = _free_port()
        self.url = f"http://{network.address}:{self.port}"
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None
        self._sessions: dict[str, str] = {}

    def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        said = self.log.stat().st_size if self.log.exists() else 0
        arguments = [*self.network.prefix, str(Path(sys.executable).with_name("albumen")), "serve"]
        arguments += ["--data", str(self.data), "--host", self.network.listen, "--port", str(self.port)]
        # Nothing here is about the disk being full.
        environment = os.environ | {"ALBUMEN_STORAGE_FLOOR_MIB": "0", "ALBUMEN_STORAGE_FLOOR_PERCENT": "0"}
        environment |= self.settings
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log, env=environment)
        wait_until(lambda: b"Ctrl-C stops it" in self.log.read_bytes()[said:] or not self.alive, "it is ready")
        assert self.alive, self.log.read_text()

    @property
    def alive(self) -> bool:
        """Whether `albumen serve` runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL to all of it at once."""
        assert self.process
        everything = [self._serve(), *self._serve().children(recursive=True)]
        for process in everything:
            # Some die as soon as their parent is gone.
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        self.process.wait()
        psutil.wait_procs(everything, timeout=PATIENCE)

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process and self.alive:
            self._serve().terminate()
            self.process.wait(PATIENCE)

    def pause_worker(self) -> None:
        """Nothing is developed until `resume_worker`."""
        self._worker().suspend()

    def resume_worker(self) -> None:
        """Developing goes on."""
        self._worker().resume()

    @property
    def setup_link(self) -> str:
        """The link that was printed for the first administrator, at the address of the network."""
        found = re.search(r"/setup#\S+", self.log.read_text())
        assert found, "no link was printed"
        return self.url + found[0]

    def sign_up_first(self, name: str) -> None:
        """Make the administrator, as the link's page does."""
        token = self.setup_link.split("#")[1]
        person = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "setup_token": token}
        httpx.post(f"{self.url}/api/v1/users", json=person, timeout=PATIENCE).raise_for_status()

    def client(self, name: str) -> httpx.Client:
        """A client in which somebody is signed in, always in the same session."""
        origin = {"Origin": self.url}
        if name not in self._sessions:
            body = {"login": name, "password": PASSWORD}
            answer = httpx.post(f"{self.url}/api/v1/session", json=body, headers=origin, timeout=PATIENCE)
            self._sessions[name] = answer.raise_for_status().cookies["albumen"]
        cookies = {"albumen": self._sessions[name]}
        return httpx.Client(base_url=self.url, timeout=PATIENCE, headers=origin, cookies=cookies)

    def sign_out(self, name: str) -> None:
        """End the session of `client`, and of every window that has it; the next client signs in anew."""
        with self.client(name) as client:
            client.delete("/api/v1/session").raise_for_status()
        del self._sessions[name]

    def add_person(self, name: str) -> None:
        """Make an account, as the administrator `ann` does."""
        person = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "role": "user"}
        with self.client("ann") as client:
            client.post("/api/v1/admin/users", json=person).raise_for_status()

    def upload(self, name: str, files: Mapping[str, bytes]) -> dict[str, str]:
        """Bring files into somebody's library and wait until nothing is left to develop; the photos' ids."""
        with self.client(name) as client:
            ids = {}
            for filename, data in files.items():
                answer = client.post("/api/v1/photos", files={"file": (filename, data)}).raise_for_status().json()
                ids[filename] = answer["id"]
            states = dict.fromkeys(ids.values(), "processing")

            def developed() -> bool:
                for id in [id for id, state in states.items() if state == "processing"]:
                    states[id] = client.get(f"/api/v1/photos/{id}").json()["state"]
                return "processing" not in states.values()

            wait_until(developed, "everything is developed")
        return ids

    def _serve(self) -> psutil.Process:
        assert self.process
        return psutil.Process(self.process.pid)

    def _worker(self) -> psutil.Process:
        (worker,) = [child for child in self._serve().children() if "albumen.worker" in child.cmdline()]
        return worker


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again whether something has happened."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
