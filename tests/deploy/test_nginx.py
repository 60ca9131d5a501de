"""The shipped configuration of nginx before a real Albumen: what must come through does, what a visitor claims does not."""

import hashlib
import io
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.deploy.proxied import HOST, PATIENCE, Proxied, proxied

pytestmark = [
    pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl"),
    pytest.mark.xdist_group("nginx"),
]

PASSWORD = "correct horse battery staple"
CLAIMS = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
"""What a visitor says of himself who would like to be somebody else."""
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True)
class House:
    """Everything that runs, and the first administrator: her browser and a key of hers."""

    proxied: Proxied
    browser: httpx.Client
    signed_up: httpx.Response
    key: str

    def program(self) -> httpx.Client:
        """A program with the key, over https."""
        return self.proxied.browser("127.0.0.2", Authorization=f"Bearer {self.key}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with proxied(tmp_path_factory.mktemp("house")) as front:
        browser = front.browser("127.0.0.2", **CLAIMS, Origin=f"https://{HOST}")
        ann = {"username": "ann", "email": "ann@example.org", "password": PASSWORD, "setup_token": front.setup_token}
        signed_up = browser.post("/api/v1/users", json=ann)
        assert signed_up.status_code == 201, signed_up.text
        # The cookie jar knows the address that was asked, not the name that was called.
        browser.headers["Cookie"] = signed_up.headers["set-cookie"].partition(";")[0]
        key = browser.post("/api/v1/keys", json={"name": "nginx"})
        assert key.status_code == 201, key.text
        yield House(front, browser, signed_up, key.json()["key"])


def picture(size: int) -> bytes:
    """A picture of about so many bytes that nobody sent before: behind its end lies what decoders do not mind."""
    there = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(there, "JPEG")
    return there.getvalue() + random.SystemRandom().randbytes(size)


def test_http_leads_to_https(house: House) -> None:
    answer = httpx.get(f"http://127.0.0.1:{house.proxied.http}/trash?x=1", headers={"Host": "evil.example"})
    assert answer.status_code == 301
    assert answer.headers["location"] == f"https://{HOST}/trash?x=1"


def test_the_cookie_is_one_for_https_and_this_host_alone(house: House) -> None:
    name, _, attributes = house.signed_up.headers["set-cookie"].partition("=")
    assert name == "__Host-albumen"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {word.strip() for word in attributes.split(";")}
    assert house.signed_up.headers["strict-transport-security"] == "max-age=31536000"
    instance = house.browser.get("/api/v1/instance").json()
    assert instance["encrypted"] is True
    assert instance["needs_setup"] is False


def test_the_page_and_its_scripts_come_through(house: House) -> None:
    page = house.browser.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src" in page.headers["content-security-policy"]


def test_another_site_cannot_act_through_the_cookie(house: House) -> None:
    answer = house.browser.post("/api/v1/keys", json={"name": "evil"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_the_address_of_a_visitor_is_the_one_that_nginx_sees(house: House) -> None:
    sessions = house.browser.get("/api/v1/sessions").json()["sessions"]
    assert [session["address"] for session in sessions if session["current"]] == ["127.0.0.2"]


def test_who_goes_past_nginx_is_not_believed(house: House) -> None:
    claims = CLAIMS | {"X-Forwarded-Proto": "https", "X-Forwarded-Host": HOST}
    with house.proxied.neighbour("127.0.0.3", **claims) as neighbour:
        answer = neighbour.post("/api/v1/session", json={"login": "ann", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("albumen=")
        assert "secure" not in cookie.lower()
        neighbour.headers["Cookie"] = cookie.partition(";")[0]
        sessions = neighbour.get("/api/v1/sessions").json()["sessions"]
    assert [session["address"] for session in sessions if session["current"]] == ["127.0.0.3"]


def test_a_file_larger_than_nginx_allows_by_itself(house: House) -> None:
    data = picture(5_000_000)
    with house.program() as program:
        answer = program.post("/api/v1/photos", files={"file": ("large.jpg", data)})
        assert answer.status_code == 201, answer.text
        photo = answer.json()
        assert photo["sha256"] == hashlib.sha256(data).hexdigest()
        original = f"/api/v1/photos/{photo['id']}/original"
        assert program.get(original).content == data
        part = program.get(original, headers={"Range": "bytes=1000-1999"})
        assert part.status_code == 206
        assert part.content == data[1000:2000]
        assert part.headers["content-range"] == f"bytes 1000-1999/{len(data)}"
        etag = part.headers["etag"]
        assert program.get(original, headers={"If-None-Match": etag}).status_code == 304


def test_tus_from_end_to_end(house: House) -> None:
    data = picture(3_000_000)
    with house.program() as program:
        address = begin(program, len(data))
        for at in range(0, len(data), 2_000_000):
            answer = append(program, address, at, data[at : at + 2_000_000])
            assert answer.status_code == 204, answer.text
        photo = program.get(f"/api/v1/photos/{answer.headers['albumen-photo-id']}").json()
    assert photo["sha256"] == hashlib.sha256(data).hexdigest()


def test_what_came_before_a_connection_broke_is_not_lost_in_nginx(house: House) -> None:
    data = picture(4_000_000)
    with house.program() as program:
        address = begin(program, len(data))
        head = {"Host": HOST, "Authorization": f"Bearer {house.key}", "Upload-Offset": "0", **TUS}
        head |= {"Content-Type": "application/offset+octet-stream", "Content-Length": str(len(data))}
        with house.proxied.line() as line:
            lines = [f"PATCH {address} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
            line.sendall("\r\n".join(lines).encode() + data[:3_000_000])
            until(lambda: staged(house.proxied) > 100_000, "nothing of what was sent has reached the server's disk")
        reached = offset_once_it_moved(program, address)
        assert 0 < reached <= 3_000_000
        answer = append(program, address, reached, data[reached:])
        assert answer.status_code == 204, answer.text
        photo = program.get(f"/api/v1/photos/{answer.headers['albumen-photo-id']}").json()
    assert photo["sha256"] == hashlib.sha256(data).hexdigest()


def begin(program: httpx.Client, size: int) -> str:
    """The address of a new upload, which must not name a host of its own."""
    answer = program.post("/api/v1/uploads", headers=TUS | {"Upload-Length": str(size)})
    assert answer.status_code == 201, answer.text
    address: str = answer.headers["location"]
    assert address.startswith("/api/v1/uploads/")
    return address


def append(program: httpx.Client, address: str, at: int, data: bytes) -> httpx.Response:
    """Send a piece, once whoever wrote before has let go."""
    head: dict[str, Any] = TUS | {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
    answers: list[httpx.Response] = []

    def taken() -> bool:
        answers.append(program.patch(address, content=data, headers=head))
        return answers[-1].status_code != 503

    until(taken, "the upload stays with the writer whose connection broke")
    return answers[-1]


def offset_once_it_moved(program: httpx.Client, address: str) -> int:
    """How far an upload is as soon as the server noticed that its sender went away."""
    offsets = [0]

    def moved() -> bool:
        offsets.append(int(program.head(address, headers=TUS).headers["upload-offset"]))
        return offsets[-1] > 0

    until(moved, "what reached the server's disk does not count")
    return offsets[-1]


def staged(proxied: Proxied) -> int:
    """Bytes of unfinished uploads that lie on the server's disk."""
    return sum(path.stat().st_size for path in (proxied.data / "staging").iterdir())


def until(happened: Callable[[], bool], otherwise: str) -> None:
    """Wait for something that comes by itself."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)
