"""A real Albumen behind a real nginx with the configuration that is shipped, changed only in ports and paths."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.faults.processes import free_port

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx.conf"
HOST = "photos.example.org"
PATIENCE = 60.0
"""Seconds after which what should have happened counts as never: long, because the machine may be busy."""

_AROUND = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/albumen.conf;
}}
"""


@dataclass(frozen=True)
class Proxied:
    """Where everything listens, the data directory, the certificate, and the token of the first administrator's link."""

    data: Path
    albumen: int
    http: int
    https: int
    certificate: Path
    setup_token: str

    def browser(self, address: str, **headers: str) -> httpx.Client:
        """Somebody at an address of this machine who comes over https."""
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        transport = httpx.HTTPTransport(verify=trusted, local_address=address)
        named = httpx.Client(transport=transport, base_url=f"https://127.0.0.1:{self.https}", timeout=PATIENCE)
        named.headers.update({"Host": HOST, **headers})
        named.event_hooks["request"] = [_name_the_host]
        return named

    def neighbour(self, address: str, **headers: str) -> httpx.Client:
        """Somebody who goes past nginx, straight to Albumen."""
        transport = httpx.HTTPTransport(local_address=address)
        return httpx.Client(
            transport=transport, base_url=f"http://127.0.0.1:{self.albumen}", timeout=PATIENCE, headers=headers
        )

    def line(self) -> ssl.SSLSocket:
        """A bare connection over https, for requests that break off."""
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        return trusted.wrap_socket(socket.create_connection(("127.0.0.1", self.https)), server_hostname=HOST)


def _name_the_host(request: httpx.Request) -> None:
    request.extensions["sni_hostname"] = HOST


@contextmanager
def proxied(folder: Path) -> Iterator[Proxied]:
    """Albumen and nginx, running; both are ended afterwards."""
    albumen, http, https = free_port(), free_port(), free_port()
    certificate = folder / "certificate.pem"
    _make_certificate(folder)
    (folder / "albumen.conf").write_text(_adapted(folder, albumen, http, https))
    user = "user root;" if os.geteuid() == 0 else ""  # the temporary folders of tests are closed to others
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user))
    checked = subprocess.run(["nginx", "-t", "-c", folder / "nginx.conf"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALBUMEN_")}
    environment |= {
        "ALBUMEN_PUBLIC_URL": f"https://{HOST}",
        "ALBUMEN_TRUSTED_PROXIES": "127.0.0.1,::1",
        "ALBUMEN_STORAGE_FLOOR_MIB": "64",
        "ALBUMEN_STORAGE_FLOOR_PERCENT": "0",
    }
    program = Path(sys.executable).with_name("albumen")
    serve = [program, "serve", "--data", folder / "data", "--port", str(albumen)]
    said = folder / "said"
    with said.open("w") as out, (folder / "log").open("w") as log:
        serving = subprocess.Popen(serve, stdout=out, stderr=log, env=environment)
        fronting = subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=log)
    try:
        _until(lambda: "/setup#" in said.read_text() and "Ctrl-C" in said.read_text(), serving, folder / "log")
        token = said.read_text().partition("/setup#")[2].split()[0]
        yield Proxied(folder / "data", albumen, http, https, certificate, token)
    finally:
        for process in (fronting, serving):
            process.send_signal(signal.SIGTERM)
        for process in (fronting, serving):
            process.wait(PATIENCE)


def _adapted(folder: Path, albumen: int, http: int, https: int) -> str:
    text = SHIPPED.read_text()
    for shipped, here in {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ": f"listen 127.0.0.1:{https} ",
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": f"{folder}/certificate.pem",
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": f"{folder}/key.pem",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{albumen}",
    }.items():
        assert text.count(shipped) == 1, f"deploy/nginx.conf has not one `{shipped.strip()}`"
        text = text.replace(shipped, here)
    return text


def _make_certificate(folder: Path) -> None:
    arguments = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    arguments += ["-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    arguments += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(arguments, check=True, capture_output=True)


def _until(ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert process.poll() is None, log.read_text()[-3000:]
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.05)
