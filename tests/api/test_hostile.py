"""The hostile files and names over HTTP: sent, developed by the worker, and looked at as anybody would."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from albumen import jobs, wiring
from albumen.accounts import User
from tests.conftest import Template, fresh_database
from tests.support.app import App, is_problem, running
from tests.support.forms import PHOTOS, TYPE, add, form, send
from tests.support.library import a_user
from tests.support.samples import Truth, samples, truth_of

pytestmark = [pytest.mark.samples, pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("hostile")]

Sent = dict[str, tuple[httpx.Response, dict[str, Any] | None]]
"""By the file's name: the answer to its upload, and the photo after the worker has been at it."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An application of its own."""
    async with (
        fresh_database(template, copy_of=template.name) as url,
        running(url, tmp_path_factory.mktemp("hostile") / "data") as app,
    ):
        yield app


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sent(house: App) -> Sent:
    """All of them sent and developed. Equal bytes stand under several names, so each name has an owner of its own."""
    limit = asyncio.Semaphore(4)
    answers: dict[str, tuple[User, httpx.Response]] = {}

    async def upload(name: str) -> None:
        data = (samples() / "hostile" / name).read_bytes()
        owner = await a_user(house.open_tx)
        async with limit, await house.program(owner) as client:
            answers[name] = owner, await send(client, ("file", Path(name).name.encode(), data))

    await asyncio.gather(*(upload(name) for name in truth_of("hostile")))
    await wiring.worker(house.parts).run(until_idle=True)
    done: Sent = {}
    for name, (owner, answer) in answers.items():
        photo = None
        if answer.status_code == 201:
            async with await house.program(owner) as client:
                photo = (await client.get(f"{PHOTOS}/{answer.json()['id']}")).json()
        done[name] = answer, photo
    return done


async def test_nothing_is_an_error_of_the_server(sent: Sent) -> None:
    assert {name: answer.status_code for name, (answer, _) in sent.items() if answer.status_code >= 500} == {}
    for answer, _ in sent.values():
        if answer.status_code != 201:
            is_problem(answer, answer.status_code)


async def test_what_must_be_accepted_is_shown(sent: Sent) -> None:
    wanted = [name for name, truth in truth_of("hostile").items() if truth["expect"] == "must_accept"]
    assert len(wanted) > 60
    for name in wanted:
        _, photo = sent[name]
        assert photo, name
        assert (photo["state"], photo["reason"]) == ("ready", None), name
        assert photo["renditions"]["grid"], name


async def test_what_must_be_refused_is_never_shown(sent: Sent) -> None:
    nameless = {
        (name, photo["reason"])
        for name, (_, photo) in sent.items()
        if photo and photo["reason"] and not photo["reason_said"]
    }
    assert nameless == set(), "each reason has a name by which it is said in other languages"
    wanted = [name for name, truth in truth_of("hostile").items() if truth["expect"] == "must_reject"]
    assert len(wanted) > 40
    for name in wanted:
        answer, photo = sent[name]
        if photo is None:
            assert 400 <= answer.status_code < 500, name
            continue
        assert photo["state"] in {"opaque", "failed"}, name
        assert photo["reason"], name
        assert not any(photo["renditions"].values()), name


async def test_nothing_is_left_half_done(house: App, sent: Sent) -> None:
    assert {name for name, (_, photo) in sent.items() if photo and photo["state"] == "processing"} == set()
    counts = await house.do(jobs.counts)
    assert (counts.queued, counts.running) == (0, 0)
    failed = [name for name, (_, photo) in sent.items() if photo and photo["state"] == "failed"]
    assert counts.parked == len(failed)


async def test_what_is_kept_is_kept_byte_for_byte_and_harmless(house: App, sent: Sent) -> None:
    for name, (_, photo) in sent.items():
        if photo is None:
            continue
        owner = await house.do(_user, int(photo["owner_id"]))
        async with await house.program(owner) as client:
            original = await client.get(f"{PHOTOS}/{photo['id']}/original")
        assert hashlib.sha256(original.content).hexdigest() == photo["sha256"]
        assert original.headers["content-type"].partition("/")[0] in {"image", "video"}, name
        assert "svg" not in original.headers["content-type"], name
        assert original.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in original.headers["content-security-policy"]
        assert original.headers["content-disposition"].startswith("attachment; ")


async def _user(tx: Any, owner_id: int) -> User:
    from albumen import accounts

    user = await accounts.get_user(tx, owner_id)
    assert user is not None
    return user


def checked(sent: Sent, check: str) -> dict[str, tuple[Truth, dict[str, Any]]]:
    """The files that ask for a check and were kept."""
    return {
        name: (truth, photo)
        for name, truth in truth_of("hostile").items()
        if check in truth.get("checks", ()) and (photo := sent[name][1])
    }


async def test_facts_are_sane_or_none(sent: Sent) -> None:
    for name, (_, photo) in checked(sent, "gps_null").items():
        assert (photo["latitude"], photo["longitude"]) == (None, None), name
    for name, (_, photo) in checked(sent, "date_sane_or_null").items():
        assert photo["taken_at"] is None or 1800 <= int(photo["taken_at"][:4]) <= 2100, name
        assert 1800 <= int(photo["shown_at"][:4]) <= 2100, name
    for name, (_, photo) in checked(sent, "duration_sane_or_null").items():
        assert photo["duration"] is None or 0 < photo["duration"] < 3600, name
    for name, (_, photo) in checked(sent, "orientation_as_1").items():
        assert (photo["width"], photo["height"]) == (320, 214), name


async def test_nothing_left_the_store_and_the_next_picture_works(house: App, sent: Sent) -> None:
    data = house.parts.settings.data
    kept = {photo["sha256"] for _, photo in sent.values() if photo}
    assert {file.name for file in (data / "originals").glob("*/*/*")} == kept
    assert list((data / "staging").iterdir()) == []
    for folder in (Path.cwd(), Path("/tmp"), Path("/"), Path.home(), data):
        assert not list(folder.glob("*pwned*")), folder
    owner = await a_user(house.open_tx)
    async with await house.program(owner) as client:
        added = await add(client, (samples() / "hostile/files/filenames/body.jpg").read_bytes())
        await wiring.worker(house.parts).run(until_idle=True)
        assert (await client.get(f"{PHOTOS}/{added['id']}")).json()["state"] == "ready"


def hostile_names() -> list[dict[str, Any]]:
    names: list[dict[str, Any]] = json.loads((samples() / "hostile/filenames.json").read_text())
    return names


async def test_the_hostile_names_are_text(house: App) -> None:
    """As raw bytes in the form's header: quotes and line ends in it as browsers escape them."""
    body = (samples() / "hostile/files/filenames/body.jpg").read_bytes()
    names = hostile_names()
    assert len(names) == 45
    for one in names:
        raw = bytes.fromhex(one["upload_name_hex"])
        escaped = raw.replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        owner = await a_user(house.open_tx)
        async with await house.program(owner) as client:
            answer = await send(client, ("file", escaped, body))
            if answer.status_code != 201:
                assert one["expect"] == "either", one
                is_problem(answer, answer.status_code)
                continue
            photo = answer.json()
            await named_well(client, photo)


async def test_the_hostile_names_as_clients_without_manners_send_them(house: App) -> None:
    """With line ends and quotes as they are: what a client breaks by that is its own form, never the server."""
    body = (samples() / "hostile/files/filenames/body.jpg").read_bytes()
    for one in hostile_names():
        owner = await a_user(house.open_tx)
        async with await house.program(owner) as client:
            raw = bytes.fromhex(one["upload_name_hex"])
            answer = await client.post(PHOTOS, content=form(("file", raw, body)), headers=TYPE)
            if answer.status_code == 201:
                await named_well(client, answer.json())
            else:
                # Its own line ends broke its form: there is no file in it, or what is left of it is no picture.
                assert answer.status_code in {415, 422}, answer.text
                is_problem(answer, answer.status_code)


async def named_well(client: httpx.AsyncClient, photo: dict[str, Any]) -> None:
    """A name is one line of printable text without a folder in it, and so is what a download is called."""
    name = photo["filename"]
    assert name
    assert len(name) <= 255
    assert name.isprintable()
    assert "/" not in name
    assert "\\" not in name
    head = await client.head(f"{PHOTOS}/{photo['id']}/original")
    assert head.headers["content-type"] == "image/jpeg"
    disposition = head.headers["content-disposition"]
    assert disposition.isascii()
    assert disposition.isprintable()
    assert disposition.startswith('attachment; filename="')
    fallback, _, encoded = disposition.removeprefix('attachment; filename="').partition("\"; filename*=UTF-8''")
    assert not set(fallback) & set('"/\\%;')
    assert not set(encoded) & set("\"/\\;' <>")
