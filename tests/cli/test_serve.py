"""`albumen serve`: one command, from nothing to ready, and from there to an end in good order."""

import contextlib
import io
import json
import os
import signal
import socket
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from albumen.database import EmbeddedPostgres
from albumen.database.processes import processes_of, read_postmaster
from tests.cli.terminal import PATIENCE, PROGRAM, Serve, a_person, albumen, alive, environment, until
from tests.conftest import Template, fresh_database
from tests.faults.pictures import Picture
from tests.faults.processes import free_port

Start = Callable[..., Serve]


def upload(client: httpx.Client, picture: Picture) -> httpx.Response:
    """Send a picture in one request."""
    return client.post("/api/v1/photos", files={"file": (picture.name, picture.data)})


class TestRunning:
    """What holds while it runs."""

    def test_it_made_its_directory_for_itself_alone(self, shared: Serve) -> None:
        assert stat.S_IMODE((shared.data / "secret").stat().st_mode) == 0o600
        assert not shared.data.stat().st_mode & 0o066

    def test_it_says_where_it_is(self, shared: Serve) -> None:
        assert shared.out.startswith(f"Albumen is ready: http://127.0.0.1:{shared.port}\n")

    def test_the_start_page_is_there(self, shared: Serve) -> None:
        page = httpx.get(shared.url)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")

    def test_readyz_tells_each_check(self, shared: Serve) -> None:
        answer = httpx.get(f"{shared.url}/readyz")
        told = {check["name"]: check["ok"] for check in answer.json()["checks"]}
        assert told == dict.fromkeys(("database", "schema", "queue", "storage", "free space"), True)
        assert httpx.get(f"{shared.url}/livez").status_code == 200

    def test_the_running_database_is_durable(self, shared: Serve) -> None:
        with psycopg.connect(shared.database) as connection:
            for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
                assert connection.execute(f"SHOW {name}").fetchone() == ("on",), name  # type: ignore[arg-type]

    def test_only_the_web_process_listens_and_only_where_it_should(self, shared: Serve) -> None:
        found = set()
        for each in shared.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                found |= {(c.laddr, c.status) for c in each.net_connections(kind="inet") if not c.raddr}
        assert found == {(("127.0.0.1", shared.port), "LISTEN")}, "PostgreSQL among them has no port at all"

    def test_the_socket_is_private_and_its_path_short(self, shared: Serve) -> None:
        server = read_postmaster(shared.data / "postgres" / "data")
        assert server is not None
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
        assert len(os.fsencode(server.sockets)) < 60
        assert server.sockets.stat().st_uid == shared.postmaster.uids().real
        if os.geteuid() == 0:
            assert server.sockets.stat().st_uid != 0

    def test_ctrl_c_is_for_it_alone(self, shared: Serve) -> None:
        itself, *others = shared.family()
        assert os.getpgid(itself.pid) == itself.pid
        assert all(os.getpgid(each.pid) != itself.pid for each in others)

    def test_its_log_is_lines_of_json_with_the_ids_of_requests(self, shared: Serve) -> None:
        answer = httpx.get(f"{shared.url}/api/v1/instance", headers={"X-Request-Id": "a-request-of-mine"})
        assert answer.headers["x-request-id"] == "a-request-of-mine"
        given = httpx.get(f"{shared.url}/api/v1/instance").headers["x-request-id"]
        shared.until(lambda: given in shared.err, "the request is not in the log")
        lines = [json.loads(line) for line in shared.err.splitlines()]
        assert all({"ts", "level", "event"} <= line.keys() for line in lines)
        told = {line["request_id"]: line["route"] for line in lines if line["event"] == "request"}
        assert told["a-request-of-mine"] == told[given] == "/api/v1/instance"

    def test_a_second_one_is_told_that_it_runs_already(self, shared: Serve) -> None:
        second = albumen("serve", "--data", shared.data, "--port", str(free_port()))
        second.failed(rf"already running on {shared.data} \(process {shared.process.pid}\)")

    def test_metrics_are_not_told_where_people_are(self, shared: Serve) -> None:
        assert "store_state" not in httpx.get(f"{shared.url}/metrics").text


def test_a_whole_life(start: Start, tmp_path: Path) -> None:
    """From an empty directory that is closed to others, under a very long path, over two starts."""
    data = tmp_path.joinpath(*["a name of some length, with spaces and ünïcödé"] * 5)
    data.mkdir(parents=True)
    data.chmod(0o700)
    serve = start(data).until_ready()
    assert stat.S_IMODE(data.stat().st_mode) & ~0o011 == 0o700, "others may at most walk through"
    (link,) = (line.strip() for line in serve.out.splitlines() if "/setup#" in line)
    assert link.startswith(f"{serve.url}/setup#")
    person = {"username": "ada", "email": "ada@example.org", "password": "correct horse battery"}

    def sign_up(**more: str) -> httpx.Response:
        return httpx.post(f"{serve.url}/api/v1/users", json=person | more, timeout=PATIENCE)

    assert sign_up().status_code == 403, "sign-up is closed, and this is no link"
    assert sign_up(setup_token="x" * 43).status_code == 403
    token = link.partition("#")[2]
    made = sign_up(setup_token=token)
    assert (made.status_code, made.json()["user"]["role"]) == (201, "administrator")
    assert sign_up(setup_token=token, username="eve", email="eve@example.org").status_code == 403, "it works once"
    assert sign_up(username="eve", email="eve@example.org").status_code == 403, "and sign-up stays closed"

    key = albumen("keys", "add", "ada", "--data", data).ok().strip()
    client = httpx.Client(base_url=serve.url, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)
    picture = Picture(1, 400_000)
    halfway, go_on = threading.Event(), threading.Event()
    answers: list[httpx.Response] = []

    class Slow(io.BytesIO):
        """A file of which the second half comes when it is told to."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 200_000:
                halfway.set()
                assert go_on.wait(PATIENCE)
            return super().read(size)

    sending = threading.Thread(
        target=lambda: answers.append(client.post("/api/v1/photos", files={"file": ("slow.jpg", Slow(picture.data))}))
    )
    sending.start()
    assert halfway.wait(PATIENCE)
    family = serve.family()
    os.killpg(serve.process.pid, signal.SIGINT)
    serve.until(lambda: refuses(serve.port), "it listens on")
    assert serve.postmaster.is_running(), "the database is needed until the last upload is safe"
    go_on.set()
    sending.join(PATIENCE)
    assert [answer.status_code for answer in answers] == [201], "an upload that was under way comes to its end"
    assert serve.process.wait(PATIENCE) == 0, serve.err
    assert not alive(family), "it waits for all of its processes"
    order = [line["event"] for line in map(json.loads, serve.err.splitlines())]
    assert order[-2:] == ["jobs.worker_stopped", "serve.stopped"]
    said = "".join(log.read_text() for log in (data / "postgres" / "log").iterdir())
    assert "received fast shutdown request" in said
    assert "terminating connection" not in said, "who used the database had left before it stopped"

    again = start(data, port=serve.port).until_ready()
    assert "/setup" not in again.out
    photo = answers[0].json()
    kept = client.get(f"/api/v1/photos/{photo['id']}/original")
    assert kept.content == picture.data
    client.close()
    assert again.ends(signal.SIGTERM) == 0


def refuses(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens at an address (any more)."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0


def test_asked_twice_it_waits_for_nobody(start: Start, tmp_path: Path) -> None:
    serve = start(tmp_path / "data").until_ready()
    person = a_person(serve.data)
    with socket.create_connection(("127.0.0.1", serve.port)) as connection:
        head = f"POST /api/v1/photos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {person.key}\r\n"
        kind = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 10000000\r\n\r\n"
        connection.sendall(f"{head}{kind}--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n".encode())
        connection.sendall(b"\xff\xd8\xff" + b"x" * 3_000_000)
        staging = serve.data / "staging"
        serve.until(lambda: [each for each in staging.iterdir() if each.stat().st_size], "nothing of it arrives")
        family = serve.family()
        os.killpg(serve.process.pid, signal.SIGINT)
        serve.until(lambda: refuses(serve.port), "it listens on")
        assert serve.process.poll() is None, "it waits for the upload"
        os.killpg(serve.process.pid, signal.SIGINT)
        assert serve.process.wait(28) == 0, serve.err
        assert not alive(family)


def test_asked_to_stop_before_it_is_ready(start: Start, tmp_path: Path) -> None:
    serve = start(tmp_path / "data")
    until(lambda: (serve.data / "serve.lock").exists())
    assert serve.ends(signal.SIGTERM) == 0, serve.err
    assert "ready" not in serve.out
    assert processes_of(serve.data / "postgres" / "data") == []


def test_seen_from_elsewhere(start: Start, tmp_path: Path) -> None:
    """`--host`, the public address, the proxies that are trusted, metrics, a secret of one's own."""
    metrics = free_port()
    public = "https://photos.example.org"
    serve = start(
        tmp_path / "data",
        *("--host", "0.0.0.0", "--metrics-port", str(metrics)),
        ALBUMEN_PUBLIC_URL=public + "/",
        ALBUMEN_TRUSTED_PROXIES="127.0.0.3, 2001:db8::/64",
        ALBUMEN_SECRET_KEY="a secret of the tests that is long enough to be one",
    ).until_ready()
    assert serve.out.startswith(f"Albumen is ready: {public}\n")
    assert f"  {public}/setup#" in serve.out
    assert not (serve.data / "secret").exists(), "who brings a secret is given none"
    elsewhere = f"http://127.0.0.2:{serve.port}"
    assert httpx.get(f"{elsewhere}/readyz", headers={"Host": "evil.example"}).status_code == 200

    albumen(
        *("users", "add", "ada", "--email", "a@example.org", "--password-stdin", "--data", serve.data),
        stdin="correct horse battery",
    ).ok()

    def cookie_for(proxy: str) -> str:
        transport = httpx.HTTPTransport(local_address=proxy)
        with httpx.Client(base_url=elsewhere, transport=transport) as client:
            words = {"login": "ada", "password": "correct horse battery"}
            answer = client.post("/api/v1/session", json=words, headers={"X-Forwarded-Proto": "https"})
            assert answer.status_code in (200, 201), answer.text
            return answer.headers["set-cookie"]

    assert cookie_for("127.0.0.3").startswith("__Host-albumen=")
    assert cookie_for("127.0.0.4").startswith("albumen="), "who is not trusted cannot say that it is encrypted"

    for port in (metrics, metrics + 1):
        told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert "store_state" in told
        assert refuses(port, "127.0.0.2"), "metrics are told to this machine alone"
    assert "store_state" not in httpx.get(f"{elsewhere}/metrics").text
    assert serve.ends(signal.SIGTERM) == 0


class TestRefusals:
    """What cannot be is said in one sentence."""

    def test_a_port_that_is_taken(self, shared: Serve, tmp_path: Path) -> None:
        serve = albumen("serve", "--data", tmp_path / "data", "--port", str(shared.port))
        serve.failed(rf"Port {shared.port} is taken .*--port")
        assert not (tmp_path / "data").exists(), "nothing is left behind"
        # A folder that is there is left as it was.
        (tmp_path / "empty").mkdir()
        albumen("serve", "--data", tmp_path / "empty", "--port", str(shared.port)).failed("is taken")
        assert [*(tmp_path / "empty").iterdir()] == []

    def test_a_directory_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        albumen("serve", "--data", tmp_path / "file").failed(f"{tmp_path}/file is not a directory")

    @pytest.mark.parametrize(
        ("variable", "value", "sentence"),
        [
            ("ALBUMEN_PUBLIC_URL", "photos.example.org", "ALBUMEN_PUBLIC_URL .*https://photos.example.org"),
            ("ALBUMEN_TRUSTED_PROXIES", "my-proxy", "ALBUMEN_TRUSTED_PROXIES .*my-proxy"),
            ("ALBUMEN_SECRET_KEY", "short", "ALBUMEN_SECRET_KEY .*32"),
            ("ALBUMEN_DATABASE_URL", "mysql://x", "ALBUMEN_DATABASE_URL .*postgresql://"),
            ("ALBUMEN_STORAGE_FLOOR_MIB", "much", "ALBUMEN_STORAGE_FLOOR_MIB "),
            ("ALBUMEN_PORT", "eighty", "'--port'"),
        ],
    )
    def test_a_setting_that_cannot_be_understood(
        self, tmp_path: Path, variable: str, value: str, sentence: str
    ) -> None:
        done = albumen("serve", "--data", tmp_path / "data", **{variable: value})
        done.failed(sentence, code=2 if variable == "ALBUMEN_PORT" else 1)
        assert not (tmp_path / "data").exists()

    def test_a_database_of_another_major_version(self, tmp_path: Path) -> None:
        data = tmp_path / "data" / "postgres" / "data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("17\n")
        if os.geteuid() == 0:
            os.chown(data, 65534, 65534)
        serve = albumen("serve", "--data", tmp_path / "data", "--port", str(free_port()))
        serve.failed("PostgreSQL 17, .* PostgreSQL 18.*albumen backup TO.*albumen restore TO")
        assert (data / "PG_VERSION").read_text() == "17\n"

    def test_a_database_that_does_not_answer(self, tmp_path: Path) -> None:
        away = f"postgresql://albumen@127.0.0.1:{free_port()}/albumen"
        serve = albumen(*("serve", "--data", tmp_path / "data", "--port", str(free_port())), ALBUMEN_DATABASE_URL=away)
        serve.failed("database .*")


class TestAnotherPostgreSQL:
    """A server of one's own instead of the embedded one."""

    async def test_it_is_used_and_none_is_started(self, start: Start, template: Template, tmp_path: Path) -> None:
        async with fresh_database(template, copy_of="template0") as url:
            serve = start(tmp_path / "data", ALBUMEN_DATABASE_URL=url).until_ready()
            assert not (serve.data / "postgres").exists()
            assert not [each for each in serve.family() if "postgres" in each.name()]
            person = a_person(serve.data, ALBUMEN_DATABASE_URL=url)
            with person.client(serve.url) as client:
                assert upload(client, Picture(2, 3_000)).status_code == 201
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT /* all shards */ count(*) FROM photos").fetchone() == (1,)
            assert (
                "answers (a server of yours)" in albumen("doctor", "--data", serve.data, ALBUMEN_DATABASE_URL=url).out
            )
            assert serve.ends(signal.SIGTERM) == 0

    async def test_its_processes_can_run_apart(self, template: Template, tmp_path: Path) -> None:
        """`albumen migrate`, then `albumen api` and `albumen worker`, each as a service of its own."""
        async with fresh_database(template, copy_of="template0") as url:
            data, port = tmp_path / "data", free_port()
            assert "has the schema" in albumen("migrate", "--data", data, ALBUMEN_DATABASE_URL=url).err
            person = a_person(data, ALBUMEN_DATABASE_URL=url)
            with contextlib.ExitStack() as stack:
                services = [
                    stack.enter_context(
                        subprocess.Popen([PROGRAM, *words, "--data", data], env=environment(ALBUMEN_DATABASE_URL=url))
                    )
                    for words in (["api", "--port", str(port)], ["worker"])
                ]
                try:
                    client = stack.enter_context(person.client(f"http://127.0.0.1:{port}"))
                    until(lambda: not refuses(port))
                    photo = upload(client, Picture(3, 3_000)).json()["id"]
                    until(lambda: client.get(f"/api/v1/photos/{photo}").json()["state"] == "ready")
                finally:
                    for service in services:
                        service.terminate()
                    assert [service.wait(PATIENCE) for service in services] == [0, 0]

    async def test_one_that_is_too_old_is_refused(self, aged: str, tmp_path: Path) -> None:
        serve = albumen(*("serve", "--data", tmp_path / "data", "--port", str(free_port())), ALBUMEN_DATABASE_URL=aged)
        serve.failed("The database server is PostgreSQL 15; Albumen needs PostgreSQL 16 or newer")


@pytest.fixture
def aged(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The address of a server that says it is PostgreSQL 15: the tests' own, whose answers pass through us."""
    server = read_postmaster(postgres.data)
    assert server is not None
    listener = socket.create_server(("127.0.0.1", 0))

    def pass_on(source: socket.socket, target: socket.socket) -> None:
        while data := source.recv(1 << 16):
            target.sendall(data.replace(b"180004", b"150004").replace(b"18.4", b"15.4"))
        target.shutdown(socket.SHUT_WR)

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            real = socket.socket(socket.AF_UNIX)
            real.connect(str(server.sockets / ".s.PGSQL.5432"))
            for source, target in ((client, real), (real, client)):
                threading.Thread(target=pass_on, args=(source, target), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"postgresql://albumen@127.0.0.1:{listener.getsockname()[1]}/albumen?sslmode=disable"
    listener.close()
