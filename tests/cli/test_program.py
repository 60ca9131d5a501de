"""The program as a whole: help that helps, failures that are one sentence, and never a traceback."""

import json
import os
import pty
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumen import __version__
from albumen.cli.program import app
from tests.cli.terminal import PROGRAM, albumen, environment

GROUPS = {group.name: group.typer_instance for group in app.registered_groups if group.typer_instance}


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, by its words."""
    for prefix, commands in (
        ((), app.registered_commands),
        *(((name,), g.registered_commands) for name, g in GROUPS.items()),
    ):
        for command in commands:
            assert command.callback is not None
            yield (*prefix, command.name or command.callback.__name__)  # type: ignore[misc]


ALL = sorted(commands())


def test_it_has_the_commands_that_it_should() -> None:
    wanted = "serve api worker migrate import upload backup restore fsck doctor openapi version"
    assert {words[0] for words in ALL} == {*wanted.split(), "users", "keys"}


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_help(words: tuple[str, ...]) -> None:
    help_ = albumen(*words, "--help").ok()
    assert f"Usage: albumen {' '.join(words)}" in help_
    flat = re.sub(r"\s+", " ", help_)
    assert "Traceback" not in flat
    if words not in {("version",), ("openapi",), ("upload",)}:
        assert re.search("--data DIR .*ALBUMEN_DATA", flat)
    for option in re.findall(r"│\s+(--[a-z-]+)(.*?)│", help_):
        assert re.search(r"[a-z]{3}", option[1]), f"{option[0]} is not explained"


def test_without_a_command_it_shows_its_help() -> None:
    done = albumen()
    assert (done.code, done.err) == (2, "")
    for words in ALL:
        assert words[0] in done.out


def test_it_says_its_version() -> None:
    assert albumen("version").ok() == f"albumen {__version__}\n"


def test_the_api_is_described_without_a_server(tmp_path: Path) -> None:
    described = json.loads(albumen("openapi", cwd=tmp_path).ok())
    assert described["openapi"].startswith("3.")
    assert "/api/v1/photos" in described["paths"]
    assert not any(tmp_path.iterdir())


WRONG = [
    ("nonsense", "No such command 'nonsense'"),
    ("serve --nope", "No such option: --nope"),
    ("serve --port many", "'--port' must be a whole number"),
    ("serve --port 0", "'--port' must be at least 1"),
    ("serve --port", "'--port' needs a value"),
    ("serve here", "more than this command takes: here"),
    ("users add", "Missing argument 'NAME'"),
    ("users add bob", "Missing option '--email'"),
    ("users add bob --email b@example.org", "There is no terminal .* pipe it in: .* --password-stdin"),
    ("users add bob --email b@example.org --quota lots", "500M"),
    ("users quota bob lots", "500M"),
    ("users role bob king", "'ROLE' must be one of user, moderator, administrator, and not “king”"),
    ("users delete bob", "--yes"),
    ("keys add bob --scope everything", "photos:read"),
    ("keys add bob --expires soon", "2027-12-31"),
    ("keys delete bob first", "'ID'"),
    ("import", "Missing argument"),
    ("import photos", "Missing option '--user'"),
    ("import photos --user bob --parallel 0", "'--parallel'"),
    ("upload photos --server http://127.0.0.1", "Missing option '--key'"),
    ("backup", "Missing argument 'TO'"),
    ("restore", "Missing argument 'FROM'"),
    ("fsck --slice 4/3", "3/10"),
    ("fsck now", "more than this command takes"),
]


@pytest.mark.parametrize(("line", "sentence"), WRONG, ids=[line for line, _ in WRONG])
def test_a_wrong_command_line_is_told_in_one_sentence(line: str, sentence: str, tmp_path: Path) -> None:
    done = albumen(*line.split(), cwd=tmp_path)
    done.failed(sentence, code=2)
    assert re.search(r"\(help: albumen.* --help\)", done.err)
    for library in ("Input should", "Value error", "Invalid value", "argument(s)"):
        assert library not in done.err
    assert not any(tmp_path.iterdir()), "nothing was made"


@pytest.mark.parametrize(
    "line",
    [
        "users list",
        "users suspend bob",
        "keys list bob",
        "keys add bob",
        "import . --user bob",
        "backup elsewhere",
    ],
)
def test_where_there_is_no_albumen_none_is_made(line: str, tmp_path: Path) -> None:
    albumen(*line.split(), "--data", "nowhere", cwd=tmp_path).failed("There is no Albumen in .*nowhere.*--data")
    assert not any(tmp_path.iterdir())


def test_no_command_hides_a_fault_of_ours_behind_a_sentence() -> None:
    """What is no failure of the kinds we know must come with its traceback, or nobody could mend it."""
    code = "import albumen.cli.say as say\nsay.answer = lambda text: 1 / 0\nimport sys\nsys.argv = ['albumen', 'version']\n"
    code += "from albumen.cli import main\nmain()"
    done = subprocess.run(
        [PROGRAM.with_name("python"), "-c", code], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


def test_whoever_reads_its_answer_may_stop_reading() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [PROGRAM, "openapi"], stdout=writer, stderr=subprocess.PIPE, text=True, env=environment(), check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_password_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [PROGRAM, "users", "add", "bob", "--email", "not an address", "--data", tmp_path / "data"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment()) as process:
        os.close(theirs)
        shown = b""
        for question in (b"Password: ", b"Repeat for confirmation: "):
            while question not in shown:
                shown += os.read(ours, 1000)
            os.write(ours, b"correct horse battery\n")
        while process.poll() is None or b"albumen: " not in shown:
            try:
                shown += os.read(ours, 1000)
            except OSError:
                break
        assert process.wait() == 1
    os.close(ours)
    assert b"horse" not in shown
    assert b"address" in shown
