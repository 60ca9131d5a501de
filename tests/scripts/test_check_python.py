"""`make setup` says in one line what a machine lacks, before it installs anything."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def pretend(folder: Path, script: str) -> Path:
    """A program named python3 that does this."""
    program = folder / "python3"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


OLD = """case "$1" in -V) echo "Python 3.9.2" ;; *) exit 1 ;; esac"""
WITHOUT_VENV = f"""case "$2" in *ensurepip*) exit 1 ;; *) exec {sys.executable} "$@" ;; esac"""


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (None, ["Albumen needs Python 3.11 or newer", "apt-get install python3 python3-venv"]),
        (OLD, ["Albumen needs Python 3.11 or newer", "Python 3.9.2", "PYTHON="]),
        (WITHOUT_VENV, ["venv module is missing", "apt-get install python3-venv"]),
    ],
    ids=["no python", "an old python", "no venv"],
)
def test_what_is_missing_is_said_in_one_line(tmp_path: Path, script: str | None, words: list[str]) -> None:
    python = tmp_path / "nothing" if script is None else pretend(tmp_path, script)
    done = subprocess.run([ROOT / "scripts" / "check-python", python], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    for each in words:
        assert each in done.stderr


def test_another_machine_is_refused(tmp_path: Path) -> None:
    uname = tmp_path / "uname"
    uname.write_text('#!/bin/sh\ncase "$1" in -s) echo Darwin ;; *) echo arm64 ;; esac\n')
    uname.chmod(0o755)
    done = subprocess.run(
        [ROOT / "scripts" / "check-python", sys.executable],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "Albumen runs on Linux on x86-64 and arm64; this is Darwin on arm64.\n",
    )


def test_this_machine_will_do() -> None:
    done = subprocess.run(
        [ROOT / "scripts" / "check-python", sys.executable], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_make_stops_before_it_makes_anything(tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, tmp_path / "clone"], check=True)
    old = pretend(tmp_path, OLD)
    done = subprocess.run(
        ["make", "setup", f"PYTHON={old}"], cwd=tmp_path / "clone", capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Albumen needs Python 3.11 or newer")
    assert not (tmp_path / "clone" / ".venv").exists()


def test_make_alone_lists_what_there_is() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("setup", "run", "test", "test-faults", "check", "bench", "clean"):
        assert f"\n  make {target} " in f"\n{done.stdout}"
