"""The stairs of ARCHITECTURE.md, held by import-linter; and that import-linter would notice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    # From the copy alone: the package must be the one that lies there.
    return subprocess.run(
        command,
        cwd=root,
        env={"PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_imports_go_down_the_stairs() -> None:
    linted = lint(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(
    ("file", "sin", "complaint"),
    [
        ("photos/queries.py", "import albumen.sharing", "Imports go down the stairs"),
        ("storage/queries.py", "import albumen.jobs", "Imports go down the stairs"),
        ("sharing/rules.py", "import fastapi", "The web framework stays above the rooms"),
        ("imaging/render.py", "import sqlalchemy", "Pixels are pure"),
        ("attic.py", "ROOM = 'without a step'", "Imports go down the stairs"),
    ],
)
def test_a_planted_sin_is_seen(tmp_path: Path, file: str, sin: str, complaint: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src" / "albumen", tmp_path / "src" / "albumen", ignore=shutil.ignore_patterns("web"))
    sinner = tmp_path / "src" / "albumen" / file
    sinner.write_text((sinner.read_text() if sinner.exists() else '"""A room."""\n') + f"\n{sin}\n")
    linted = lint(tmp_path)
    assert linted.returncode != 0
    broken = [line for line in linted.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(complaint in line for line in broken) or "attic" in linted.stdout
