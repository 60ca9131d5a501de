"""The manual says nothing that is not so: commands, options, settings, addresses, metrics and links in it exist."""

import ast
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
import typer
from prometheus_client import REGISTRY

from albumen import settings
from albumen.api import create_api
from albumen.cli import doctor, program
from albumen.wiring import Parts

ROOT = Path(__file__).parents[1]
MANUAL = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DEPLOY = sorted(path for path in (ROOT / "deploy").iterdir() if path.is_file())
PAGES = [*MANUAL, *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
PAGES += sorted(path for folder in ("decisions", "changes") for path in (ROOT / folder).glob("*.md"))
UNDESCRIBED = {"/metrics", "/setup", "/api/docs", "/api/openapi.json"}
"""Addresses that answer and are no part of the API's description."""


def code_in(page: Path) -> Iterator[str]:
    """Every line of the page's examples, and every word or line set as code in its text."""
    text = page.read_text()
    for fence in re.finditer(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from fence[1].replace("\\\n", " ").splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def commands_in(line: str) -> Iterator[list[str]]:
    """The words after each `albumen` of a line that is called as a program."""
    for call in re.finditer(r"(?:^|[\s(|]|bin/)albumen ((?:users|keys) [a-z]+|[a-z]+)([^|&;#`)]*)", line):
        if not re.match(r"\s*(?:/opt|sudo|albumen|\.venv|\d)", line) and call.start() > 0:
            continue
        yield [*call[1].split(), *shlex.split(call[2], comments=True)]


def test_every_command_and_option_exists() -> None:
    root = typer.main.get_command(program.app)
    seen = 0
    for page in MANUAL:
        for line in code_in(page):
            for words in commands_in(line):
                command, rest = resolved(root, words)
                assert command is not None, f"{page.name}: there is no `albumen {' '.join(words)}`"
                known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
                unknown = {word.partition("=")[0] for word in rest if word.startswith("--")} - known
                assert not unknown, f"{page.name}: `albumen {' '.join(words)}` has no {', '.join(unknown)}"
                seen += 1
    assert seen > 40


def test_every_option_that_is_named_alone_exists() -> None:
    root = typer.main.get_command(program.app)
    known = {option for command in all_of(root) for parameter in command.params for option in parameter.opts}
    named = {(page.name, line.split()[0]) for page in MANUAL for line in code_in(page) if line.startswith("--")}
    assert len(named) > 10
    assert not {(page, option) for page, option in named if option not in known | {"--help"}}


def test_every_command_is_in_the_manual() -> None:
    root = typer.main.get_command(program.app)
    text = "\n".join(page.read_text() for page in MANUAL)
    for group, command in names_of(root):
        assert f"albumen {group}{command}" in text, f"the manual does not know `albumen {group}{command}`"


def test_every_setting_that_is_named_exists() -> None:
    known = settings.variables() | doctor._OTHERS
    for page in [*PAGES, *DEPLOY]:
        named = set(re.findall(r"\bALBUMEN_[A-Z0-9_]+\b(?!…)", page.read_text()))
        assert not named - known - doctor._OURS, f"{page.name} names settings that are none"


def test_every_address_answers() -> None:
    api = create_api(lambda: nullcontext(cast(Parts, None)))
    paths = cast("dict[str, dict[str, Any]]", api.openapi()["paths"])
    patterns = {re.compile(re.sub(r"\{[a-z_]+\}", "[^/]+", path) + r"/?"): paths[path] for path in paths}
    seen = 0
    for page in MANUAL:
        text = page.read_text().replace("$U", " ")
        for method, address in re.findall(
            r"(?:\b(GET|POST|PATCH|PUT|DELETE|HEAD) )?(?<![\w.])(/(?:api|media|livez|readyz|metrics|setup)\b[\w/{}.-]*)",
            text,
        ):
            found = [operations for pattern, operations in patterns.items() if pattern.fullmatch(address)]
            if address in UNDESCRIBED or (address == "/media/" and not method):
                continue
            assert found, f"{page.name}: nothing answers at {address}"
            assert not method or any(method.lower() in operations for operations in found), f"{method} {address}"
            seen += 1
    assert seen > 30


def test_every_metric_is_in_the_manual_and_no_other() -> None:
    told = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name
        for metric in REGISTRY.collect()
        if not metric.name.startswith(("process_", "python_"))
    }
    wiring = ast.parse((ROOT / "src" / "albumen" / "wiring.py").read_text())
    told |= {
        str(ast.literal_eval(call.args[0]))
        for call in ast.walk(wiring)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Gauge"
    }
    section = re.search(r"^## Metrics$(.*?)^## ", (ROOT / "docs" / "operators.md").read_text(), re.M | re.S)
    assert section is not None
    assert set(re.findall(r"^\| `([a-z_]+)`", section[1], re.M)) == told


def test_every_target_of_make_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {word for page in PAGES for line in code_in(page) for word in re.findall(r"(?:^|&& )make ([a-z-]+)", line)}
    assert named
    assert not named - targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", page.read_text())):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors_of(there), f"{page.name}: {target}"


def test_every_page_is_found_from_the_start() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert not [page.name for page in MANUAL[1:] if page.name != "README.md" and f"({page.name})" not in index]
    shipped = subprocess.run(["git", "ls-files", "deploy"], cwd=ROOT, capture_output=True, text=True, check=False)
    told = "".join((ROOT / "docs" / name).read_text() for name in ("operators.md", "users.md"))
    assert not [path for path in shipped.stdout.split() if f"(../{path})" not in told]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("albumen users quota bob none --data DIR", [["users", "quota", "bob", "none", "--data", "DIR"]]),
        ("sudo -u albumen /opt/albumen/bin/albumen fsck --repair  # mends", [["fsck", "--repair"]]),
        ("Environment=ALBUMEN_DATA=/var/lib/albumen", []),
    ],
)
def test_commands_are_seen(line: str, found: list[list[str]]) -> None:
    assert list(commands_in(line)) == found


def resolved(command: Any, words: list[str]) -> tuple[Any, list[str]]:
    """The command that words name, and the words after it."""
    while hasattr(command, "commands") and words:
        following = command.commands.get(words[0])
        if following is None:
            return None, words
        command, words = following, words[1:]
    return command, words


def all_of(command: Any) -> Iterator[Any]:
    """A command and all below it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from all_of(each)


def names_of(root: Any) -> Iterator[tuple[str, str]]:
    """Each command that does something, with its group's name before it."""
    for name, command in root.commands.items():
        if hasattr(command, "commands"):
            yield from ((f"{name} ", each) for each in command.commands)
        else:
            yield "", name


def anchors_of(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
