"""The web client's files, as the server hands them out."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from albumen.api import errors, web
from albumen.api.app import PAGE_HEADERS
from albumen.api.middleware import Edge
from tests.support.app import App, is_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILES = {
    "index.html": (b"<!doctype html><p>Start</p>", "text/html"),
    "icon.svg": (b"<svg/>", "image/svg+xml"),
    "theme.js": (b"let theme", "text/javascript"),
    "_app/immutable/chunks/a.js": (b"let a", "text/javascript"),
    "_app/immutable/workers/hash.js": (b"let hash", "text/javascript"),
    "_app/immutable/assets/a.css": (b"p{}", "text/css"),
    "_app/immutable/assets/a.woff2": (b"font", "font/woff2"),
    "app.webmanifest": (b"{}", "application/manifest+json"),
}
PAGE = "default-src 'none'; script-src 'self' 'sha256-x'"
WORKER = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"


def build(folder: Path) -> Path:
    """A client of a few files."""
    for name, (data, _) in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "csp.json").write_text(json.dumps({"page": PAGE, "_app/immutable/workers/hash.js": WORKER}))
    return folder


def browser(studio: App, folder: Path, base_url: str = "http://albumen.test") -> httpx.AsyncClient:
    """Somebody who asks a server of this client."""
    api = FastAPI()
    api.state.parts = studio.parts
    errors.install(api)
    api.include_router(web.routes(web.load_client(folder)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(Edge(api, PAGE_HEADERS)), base_url=base_url)


@pytest_asyncio.fixture(loop_scope="session")
async def site(studio: App, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the client."""
    async with browser(studio, build(tmp_path / "client")) as client:
        yield client


async def test_every_file_by_its_type(site: httpx.AsyncClient) -> None:
    for name, (data, media_type) in FILES.items():
        answer = await site.get(f"/{name}")
        assert (answer.status_code, answer.content) == (200, data)
        assert answer.headers["content-type"].partition(";")[0] == media_type
        head = await site.head(f"/{name}")
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(data)))


async def test_what_has_its_content_in_its_name_is_kept_for_good_and_nothing_else(site: httpx.AsyncClient) -> None:
    for name in FILES:
        kept = (await site.get(f"/{name}")).headers["cache-control"]
        assert kept == ("public, max-age=31536000, immutable" if "/immutable/" in name else "no-cache")


@pytest.mark.parametrize(
    "path", ["/", "/photos/12", "/settings/keys", "/nothing.png", "/_app", "/..%2f..%2fetc/passwd", "/%00"]
)
async def test_the_start_page_finds_its_own_way(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(path)
    assert (answer.status_code, answer.content) == (200, FILES["index.html"][0])
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/_app/immutable/chunks/older.js", "/_app/", "/_app/immutable"])
async def test_a_file_of_an_older_build_is_not_the_start_page(site: httpx.AsyncClient, path: str) -> None:
    # A module that is HTML tells nobody that the client must be loaded anew.
    is_problem(await site.get(path), 404)


async def test_policies_are_those_of_the_build_and_the_strict_one_elsewhere(site: httpx.AsyncClient) -> None:
    policies = {name: (await site.get(f"/{name}")).headers["content-security-policy"] for name in FILES}
    assert policies.pop("index.html") == PAGE
    assert policies.pop("_app/immutable/workers/hash.js") == WORKER
    assert set(policies.values()) == {web.STRICT}
    # What the build says of its policies is no file of the client.
    assert (await site.get("/csp.json")).content == FILES["index.html"][0]


async def test_who_has_it_is_not_sent_it_again(site: httpx.AsyncClient) -> None:
    etags = {name: (await site.get(f"/{name}")).headers["etag"] for name in FILES}
    assert len(set(etags.values())) == len(FILES)
    for name, etag in etags.items():
        # A proxy that compresses weakens the name.
        for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = await site.get(f"/{name}", headers={"If-None-Match": known})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == etag
            assert answer.headers["content-security-policy"]
        assert (await site.get(f"/{name}", headers={"If-None-Match": '"other"'})).status_code == 200


async def test_a_page_is_alone_in_its_window_where_browsers_take_that(studio: App, tmp_path: Path) -> None:
    folder = build(tmp_path / "client")
    for scheme, alone in (("https", "same-origin"), ("http", None)):
        async with browser(studio, folder, f"{scheme}://albumen.test") as client:
            answer = await client.get("/")
            assert answer.headers.get("cross-origin-opener-policy") == alone


async def test_a_client_that_was_not_built(studio: App, tmp_path: Path) -> None:
    async with browser(studio, tmp_path / "nothing") as client:
        is_problem(await client.get("/"), 404)


async def test_a_file_is_sent_as_it_was_packed_to_whoever_unpacks_it(studio: App, tmp_path: Path) -> None:
    folder = build(tmp_path / "client")
    # What is sent are the bytes of the build; here they only have to be told apart.
    for name in ("index.html", "_app/immutable/chunks/a.js"):
        (folder / f"{name}.br").write_bytes(b"packed best")
        (folder / f"{name}.gz").write_bytes(b"packed well")
    (folder / "icon.svg.gz").write_bytes(b"packed well")
    plain = {"index.html": FILES["index.html"][0], "_app/immutable/chunks/a.js": b"let a"}
    cases = [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000, *", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("*;q=0", None),
        ("", None),
    ]
    async with browser(studio, folder) as client:
        for name, data in plain.items():
            marks = set()
            for accepted, encoding in cases:
                # (As it came: what was packed here is no real packing.)
                async with client.stream("GET", f"/{name}", headers={"Accept-Encoding": accepted}) as answer:
                    raw = b"".join([part async for part in answer.aiter_raw()])
                assert raw == {"br": b"packed best", "gzip": b"packed well", None: data}[encoding]
                assert answer.headers.get("content-encoding") == encoding, accepted
                assert answer.headers["vary"] == "Accept-Encoding"
                size = {"br": 11, "gzip": 11, None: len(data)}[encoding]
                assert answer.headers["content-length"] == str(size)
                marks.add((encoding, answer.headers["etag"]))
                again = await client.get(
                    f"/{name}", headers={"Accept-Encoding": accepted, "If-None-Match": answer.headers["etag"]}
                )
                assert (again.status_code, again.headers["vary"]) == (304, "Accept-Encoding")
            assert len(marks) == 3, "each encoding has its own mark, and keeps it"
        # Another one's mark says nothing.
        marked = dict(marks)
        other = {"Accept-Encoding": "br", "If-None-Match": marked[None]}
        async with client.stream("GET", "/index.html", headers=other) as answer:
            assert answer.status_code == 200
        assert (await client.get("/icon.svg", headers={"Accept-Encoding": "br"})).headers.get(
            "content-encoding"
        ) is None
        assert "vary" not in (await client.get("/app.webmanifest")).headers
        assert (
            (await client.get("/index.html.br", headers={"Accept-Encoding": ""}))
            .headers["content-type"]
            .startswith("text/html")
        ), "no file of its own"
