"""All of Albumen on a bucket: served, imported into, downloaded from, looked after, backed up and restored elsewhere."""

import asyncio
import base64
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from albumen.accounts import Role
from albumen.storage.bucket import Bucket
from tests.cli.terminal import Serve, albumen, met
from tests.cli.test_doctor import found, has
from tests.faults.pictures import Picture
from tests.faults.processes import free_port
from tests.support.s3 import SECRET, S3Server

pytestmark = pytest.mark.xdist_group("s3")

SMALL, LARGE, RESUMED = Picture(1, 30_000), Picture(2, 9_000_000), Picture(3, 400_000)
FILE, DIRECT, REFUSED = Picture(4, 30_000), Picture(5, 400_000), Picture(6, 30_000)
TUS = {"Tus-Resumable": "1.0.0"}
ALL = (SMALL, LARGE, RESUMED, FILE, DIRECT)

STRAIGHT = {"ALBUMEN_STORAGE_S3_DOWNLOADS": "true", "ALBUMEN_STORAGE_S3_UPLOADS": "true"}


def keys_of(s3: S3Server, name: str) -> list[str]:
    return [each.key for each in Bucket(s3.settings(name, url=f"s3://{name}/albumen")).listed("")]


def test_from_the_first_start_to_a_restore_elsewhere(s3: S3Server, start: Callable[..., Serve], tmp_path: Path) -> None:
    bucket, data = s3.make_bucket(), tmp_path / "data"
    there = s3.environment(bucket)
    serve = start(data, **there, **STRAIGHT).until_ready()
    person = asyncio.run(met(serve, role=Role.ADMINISTRATOR))
    ids = {}
    with person.client(serve.url) as client:
        for picture in (SMALL, LARGE):
            ids[picture] = client.post("/api/v1/photos", files={"file": (picture.name, picture.data)}).json()["id"]
        ids[RESUMED] = resumed(client, RESUMED)
        ids[DIRECT] = sent_directly(client, DIRECT)
        refused_directly(client)
        (tmp_path / FILE.name).write_bytes(FILE.data)
        albumen("import", tmp_path / FILE.name, "--user", person.name, "--data", data, **there).ok()
        found_ = client.post("/api/v1/photos/check", json={"sha256": [FILE.sha256]}).json()["found"]
        ids[FILE] = found_[FILE.sha256]["id"]

        # Nothing of it lies in the data directory, nor under a name of its own on the way.
        kept = keys_of(s3, bucket)
        assert [key for key in kept if key.startswith("originals/")] == sorted(
            key for key in kept if key.rpartition("/")[2] in {picture.sha256 for picture in ALL}
        )
        assert len([key for key in kept if key.startswith("originals/")]) == len(ALL)
        # But for what was sent to an address that was good longer than its upload: the sweep's, a day later.
        assert len([key for key in kept if key.startswith("staging/")]) == 1
        assert not [key for key in kept if key.startswith("quarantine/")]
        assert not (data / "originals").exists()
        assert not list((data / "spool" / "staging").iterdir())

        serve.until(lambda: all(said(client, each)["state"] == "ready" for each in ids.values()), "not developed")
        grid = client.get(said(client, ids[SMALL])["renditions"]["grid"])
        assert grid.status_code == 200
        for picture, each in ids.items():
            shown = client.get(f"/api/v1/photos/{each}/original?disposition=inline")
            assert shown.is_success, shown.text
            assert shown.content == picture.data
            # A download comes straight from the S3 server, for whoever may have it.
            sent_on = client.get(f"/api/v1/photos/{each}/original")
            assert (sent_on.status_code, sent_on.headers["cache-control"]) == (307, "private, no-store")
            assert sent_on.headers["location"].startswith(f"{s3.endpoint}/{bucket}/albumen/originals/")
            download = httpx.get(sent_on.headers["location"])
            assert download.content == picture.data
            assert f'filename="{picture.name}"' in download.headers["content-disposition"]
            assert download.headers["content-type"] == "image/jpeg"
            assert httpx.get(f"{serve.url}/api/v1/photos/{each}/original").status_code == 401
            assert client.head(f"/api/v1/photos/{each}/original").headers["content-length"] == str(picture.size)
        ranged = f"/api/v1/photos/{ids[LARGE]}/original?disposition=inline"
        part = client.get(ranged, headers={"Range": "bytes=5000000-8500000"})
        assert (part.status_code, part.content) == (206, LARGE.data[5_000_000:8_500_001])
        packed = client.post("/api/v1/photos/zip", json={"ids": list(ids.values())})
        archive = zipfile.ZipFile(io.BytesIO(packed.content))
        assert sorted(archive.read(name) for name in archive.namelist()) == sorted(picture.data for picture in ALL)

        told = client.get("/api/v1/admin/storage")
        assert told.json()["originals"]["path"] == f"s3://{bucket}/albumen/originals ({s3.endpoint})"
        assert SECRET not in told.text
        assert s3.key not in told.text

    code, findings = found("--data", data, **there)
    assert code == 0, findings
    assert has(findings, "ok", f"Originals are in s3://{bucket}/albumen/originals")
    assert has(findings, "note", "unencrypted")
    assert albumen("fsck", "--read-data", "--data", data, **there).ok().startswith("All is well")
    albumen("backup", tmp_path / "backup", "--data", data, **there).ok()
    assert SECRET not in serve.out + serve.err + str(findings)

    # Another bucket is not this library, and neither is a folder.
    other = s3.make_bucket()
    code, findings = found("--data", data, **s3.environment(other))
    assert code == 1
    assert has(findings, "wrong", "The photo store is not there")
    assert keys_of(s3, other) == []
    code, findings = found("--data", data, **s3.environment("no-such-bucket"))
    assert has(findings, "wrong", "There is no bucket no-such-bucket")
    code, findings = found("--data", data, **there | {"ALBUMEN_STORAGE_S3_SECRET": "wrong"})
    assert has(findings, "wrong", "does not know the photo store's key")

    new = ("serve", "--data", tmp_path / "new", "--port", str(free_port()))
    refused = albumen(*new, **s3.environment("no-such-bucket"))
    assert (refused.code, refused.out) == (1, "")
    assert "albumen: There is no bucket no-such-bucket at the S3 server.\n" in refused.err

    elsewhere = tmp_path / "elsewhere"
    strange = s3.make_bucket()
    Bucket(s3.settings(strange, url=f"s3://{strange}/albumen")).write("store-id", str(uuid4()).encode())
    taken = albumen("restore", tmp_path / "backup", "--data", elsewhere, **s3.environment(strange))
    taken.failed("Another photo store lies in s3://")
    assert not elsewhere.exists()
    restored = albumen("restore", tmp_path / "backup", "--data", elsewhere, **s3.environment(other)).ok()
    assert f"with {len(ALL)} originals into {elsewhere} and s3://{other}/albumen" in restored
    checked = albumen("fsck", "--read-data", "--data", elsewhere, **s3.environment(other))
    assert checked.ok().startswith("All is well")


def begun(client: httpx.Client, picture: Picture, **about: str) -> str:
    """The address of a new upload."""
    said = {"filename": picture.name, **about}
    metadata = ",".join(f"{name} {base64.b64encode(word.encode()).decode()}" for name, word in said.items())
    head = TUS | {"Upload-Length": str(picture.size), "Upload-Metadata": metadata}
    return client.post("/api/v1/uploads", headers=head).headers["Location"]


def sent_directly(client: httpx.Client, picture: Picture) -> str:
    """The photo of an upload whose bytes went straight to the S3 server."""
    upload = begun(client, picture, sha256=picture.sha256)
    assert client.post(f"{upload}/sent").json()["code"] == "nothing-sent"
    told = client.post(f"{upload}/address").json()
    # Of no other length, and to no other place.
    assert httpx.put(told["url"], content=picture.data + b"?").status_code == 403
    assert httpx.get(told["url"]).status_code == 403
    assert told["headers"] == {"Content-Length": str(picture.size)}
    assert httpx.request(told["method"], told["url"], content=picture.data, headers=told["headers"]).is_success
    became = client.post(f"{upload}/sent")
    assert became.status_code == 200, became.text
    assert client.post(f"{upload}/sent").json() == became.json()
    # Sent again to an address that is still good, it changes nothing.
    httpx.put(told["url"], content=bytes(picture.size))
    return str(became.json()["photo_id"])


def refused_directly(client: httpx.Client) -> None:
    """What was sent is not what was declared: nothing of it stays, here or there."""
    upload = begun(client, REFUSED, sha256=DIRECT.sha256)
    told = client.post(f"{upload}/address").json()
    assert httpx.put(told["url"], content=REFUSED.data).is_success
    refused = client.post(f"{upload}/sent")
    assert refused.status_code == 422, refused.text
    assert refused.json()["code"] == "wrong-digest"
    assert client.post(f"{upload}/sent").status_code == 404


def resumed(client: httpx.Client, picture: Picture) -> str:
    """The photo of a resumable upload that breaks off and goes on."""
    address, at, photo = begun(client, picture), 0, ""
    for to in (150_000, picture.size):
        head = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        answer = client.patch(address, content=picture.data[at:to], headers=TUS | head)
        assert answer.is_success, answer.text
        at = int(client.head(address, headers=TUS).headers["Upload-Offset"])
        assert at == to
        photo = answer.headers.get("Albumen-Photo-Id", "")
    return photo


def said(client: httpx.Client, photo: str) -> Any:
    answer: Any = client.get(f"/api/v1/photos/{photo}").json()
    return answer
