"""`albumen users` and `albumen keys`, beside a server that runs and without one."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from albumen.database.processes import processes_of
from tests.cli.terminal import Person, Serve, a_person, albumen

PASSWORD = "correct horse battery"


def add(serve: Serve, name: str, *options: str, password: str = PASSWORD, email: str = "") -> None:
    words = ("--email", email or f"{name}@example.org", "--password-stdin", *options, "--data", serve.data)
    done = albumen("users", "add", name, *words, stdin=f"{password}\n")
    assert done.ok() == ""
    assert name in done.err


def sign_in(serve: Serve, login: str, password: str = PASSWORD) -> httpx.Client | None:
    client = httpx.Client(base_url=serve.url)
    answer = client.post("/api/v1/session", json={"login": login, "password": password})
    return client if answer.is_success else None


def listed(data: Path) -> dict[str, dict[str, object]]:
    return {row["username"]: row for row in json.loads(albumen("users", "list", "--json", "--data", data).ok())}


class TestBesideAServer:
    """They talk to its database, and what they do counts at once."""

    def test_an_account(self, shared: Serve) -> None:
        add(shared, "olga", "--time-zone", "Europe/Kyiv", "--quota", "20G")
        client = sign_in(shared, "olga")
        assert client is not None
        me = client.get("/api/v1/users/me").json()
        assert (me["username"], me["role"], me["time_zone"]) == ("olga", "user", "Europe/Kyiv")
        assert listed(shared.data)["olga"]["quota_bytes"] == 20 * 1000**3

    def test_an_administrator(self, shared: Serve) -> None:
        add(shared, "root", "--admin")
        client = sign_in(shared, "root@example.org")
        assert client is not None
        assert client.get("/api/v1/users/me").json()["role"] == "administrator"
        assert client.get("/api/v1/admin/jobs").json().keys() == {"queued", "running", "parked"}

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ({"name": "", "email": "x@example.org"}, ""),
            ({"email": "not an address"}, "address"),
            ({"password": "short"}, "assword"),
            ({"zone": "Middle/Earth"}, "zone"),
        ],
        ids=["name", "email", "password", "zone"],
    )
    def test_what_an_account_cannot_have(self, shared: Serve, options: dict[str, str], sentence: str) -> None:
        words = ["--email", options.get("email", "fine@example.org"), "--time-zone", options.get("zone", "UTC")]
        name = options.get("name", "fine")
        done = albumen(
            *("users", "add", name, *words, "--password-stdin", "--data", shared.data),
            stdin=options.get("password", PASSWORD),
        )
        done.failed(sentence)

    def test_a_name_is_somebodys_whatever_its_capitals(self, shared: Serve) -> None:
        add(shared, "Paula")
        words = ("--email", "other@example.org", "--password-stdin", "--data", shared.data)
        albumen("users", "add", "pAULA", *words, stdin=PASSWORD).failed("taken|already")

    def test_a_new_password_ends_all_sessions(self, shared: Serve) -> None:
        add(shared, "quinn")
        client = sign_in(shared, "quinn")
        assert client is not None
        new = "staple battery horse"
        assert albumen("users", "password", "quinn", "--password-stdin", "--data", shared.data, stdin=new).ok() == ""
        assert client.get("/api/v1/users/me").status_code == 401
        assert sign_in(shared, "quinn") is None
        assert sign_in(shared, "quinn", new) is not None

    def test_suspended_and_back(self, shared: Serve, person: Person) -> None:
        with person.client(shared.url) as client:
            assert client.get("/api/v1/timeline").status_code == 200
            albumen("users", "suspend", person.name, "--data", shared.data).ok()
            assert client.get("/api/v1/timeline").status_code in (401, 403)
            albumen("users", "reinstate", person.name, "--data", shared.data).ok()
            assert client.get("/api/v1/timeline").status_code == 200

    def test_role_quota_and_goodbye(self, shared: Serve, person: Person) -> None:
        albumen("users", "role", person.name, "moderator", "--data", shared.data).ok()
        albumen("users", "quota", person.name, "500M", "--data", shared.data).ok()
        row = listed(shared.data)[person.name]
        assert (row["role"], row["quota_bytes"], row["state"]) == ("moderator", 500 * 1000**2, "active")
        albumen("users", "quota", person.name, "none", "--data", shared.data).ok()
        assert "will be deleted" in albumen("users", "delete", person.name, "--yes", "--data", shared.data).err
        row = listed(shared.data)[person.name]
        assert row["quota_bytes"] is None
        assert row["delete_after"] is not None

    def test_nobody(self, shared: Serve) -> None:
        albumen("users", "suspend", "nobody-like-that", "--data", shared.data).failed("no account nobody-like-that")
        albumen("keys", "add", "nobody-like-that", "--data", shared.data).failed("no account nobody-like-that")

    def test_a_list_for_programs_has_one_line_each(self, shared: Serve, person: Person) -> None:
        lines = [line.split("\t") for line in albumen("users", "list", "--data", shared.data).ok().splitlines()]
        assert [person.name, f"{person.name}@example.org", "user", "active", "0 bytes", "none"] in lines


class TestKeys:
    """`albumen keys`."""

    def test_a_key_is_all_that_is_printed(self, shared: Serve, person: Person) -> None:
        done = albumen("keys", "add", person.name, "--data", shared.data)
        assert done.ok().startswith("alb_")
        assert len(done.ok().split()) == 1
        assert done.err == ""

    def test_it_may_do_all_that_its_user_may_or_what_was_said(self, shared: Serve, person: Person) -> None:
        with person.client(shared.url) as client:
            assert client.get("/api/v1/timeline").status_code == 200
            assert client.get("/api/v1/users/me").status_code == 200
            assert client.get("/api/v1/admin/jobs").status_code in (403, 404)
        words = ("--scope", "photos:read", "--scope", "photos:write", "--name", "phone", "--data", shared.data)
        narrow = Person(person.name, albumen("keys", "add", person.name, *words).ok().strip())
        with narrow.client(shared.url) as client:
            assert client.get("/api/v1/timeline").status_code == 200
            assert client.get("/api/v1/users/me").status_code == 403

    def test_listed_and_deleted(self, shared: Serve, person: Person) -> None:
        albumen("keys", "add", person.name, "--name", "old", "--expires", "2099-12-31", "--data", shared.data).ok()
        listed = albumen("keys", "list", person.name, "--json", "--data", shared.data).ok()
        keys = {key["name"]: key for key in json.loads(listed)}
        assert keys["old"]["expires_at"].startswith(("2099-12-31", "2100-01-01"))
        assert person.key.rpartition("_")[2] not in json.dumps(keys)
        with person.client(shared.url) as client:
            assert client.get("/api/v1/timeline").status_code == 200
            albumen("keys", "delete", person.name, keys["test"]["id"], "--data", shared.data).ok()
            assert client.get("/api/v1/timeline").status_code == 401
        albumen("keys", "delete", person.name, "12345", "--data", shared.data).failed("")

    def test_one_that_is_over_works_no_more(self, shared: Serve, person: Person) -> None:
        yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
        done = albumen("keys", "add", person.name, "--expires", yesterday, "--data", shared.data)
        done.failed("That time is over already")
        far = albumen("keys", "add", person.name, "--expires", "3000-01-01", "--data", shared.data)
        far.failed("too far away: a key lasts at most .* years")


def test_without_a_server_the_database_is_started_for_their_time(tmp_path: Path) -> None:
    """And the very first of them makes it."""
    data = tmp_path / "data"
    person = a_person(data, "--admin")
    assert person.key.startswith("alb_")
    assert listed(data).keys() == {person.name}
    assert "has the schema" in albumen("migrate", "--data", data).err
    doctor = json.loads(albumen("doctor", "--json", "--data", data).ok())
    assert "Albumen is not running." in [finding["text"] for finding in doctor]
    assert processes_of(data / "postgres" / "data") == []
