"""What people install: the wheel, in a fresh environment with nothing but what it asks for, is a whole Albumen."""

import os
import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement

from tests.cli.terminal import PATIENCE, environment
from tests.faults.processes import free_port

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).with_name("uv")


def needed(name: str, extras: frozenset[str] = frozenset(), known: set[str] | None = None) -> set[str]:
    """A package and all that it needs here, by their names in the lock."""
    known = set() if known is None else known
    plain = re.sub(r"[-_.]+", "-", name).lower()
    if (key := f"{plain}{sorted(extras)}") in known:
        return known
    known |= {key, plain}
    for line in requires(name) or []:
        requirement = Requirement(line)
        wanted = [{"extra": extra} for extra in extras or {""}]
        if requirement.marker is None or any(requirement.marker.evaluate(each) for each in wanted):
            needed(requirement.name, frozenset(requirement.extras), known)
    return known


def locked(names: set[str]) -> str:
    """The part of the lock that is about these packages."""
    entries = re.split(r"\n(?=[a-z0-9])", "\n" + (ROOT / "requirements.lock").read_text())
    return "\n".join(entry for entry in entries if re.split(r"[=\[ ]", entry.strip())[0] in names)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("wheel")
    if not (ROOT / "src" / "albumen" / "web" / "index.html").is_file():
        pytest.skip("needs the built web client (make web)")
    (folder / "needed.txt").write_text(locked(needed("albumen") - {"albumen"}))
    fresh = folder / "environment"
    ours = environment(VIRTUAL_ENV=str(fresh))
    for words in (
        ["build", "--quiet", "--wheel", "--out-dir", folder, ROOT],
        ["venv", "--quiet", "--python", sys.executable, fresh],
        ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", folder / "needed.txt"],
    ):
        subprocess.run([UV, *words], check=True, env=ours)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([UV, "pip", "install", "--quiet", "--no-deps", wheel], check=True, env=ours)
    subprocess.run([UV, "pip", "check", "--quiet"], check=True, env=ours)
    return fresh


def test_it_serves_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    env = environment(PATH=f"{installed / 'bin'}:{os.environ['PATH']}")
    with subprocess.Popen(
        ["albumen", "serve", "--port", str(port)], cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said == f"Albumen is ready: http://127.0.0.1:{port}\n"
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                assert client.get("/readyz").status_code == 200
                page = client.get("/")
                assert page.headers["content-type"].startswith("text/html")
                assets = set(re.findall(r"_app/immutable/[^\"']+\.(?:js|css)", page.text))
                assert assets
                for asset in assets:
                    found = client.get(f"/{asset}")
                    assert (found.status_code, "immutable" in found.headers["cache-control"]) == (200, True)
        finally:
            process.terminate()
            assert process.wait(PATIENCE) == 0
    assert (tmp_path / "data" / "originals").is_dir()


def test_nothing_of_it_comes_from_this_project(installed: Path, tmp_path: Path) -> None:
    code = "import albumen, albumen.api, albumen.worker; print(albumen.__file__)"
    done = subprocess.run(
        [installed / "bin" / "python", "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed))


def test_it_holds_no_more_than_it_should(installed: Path) -> None:
    (package,) = installed.glob("lib/*/site-packages/albumen")
    names = {path.relative_to(package).as_posix() for path in package.rglob("*") if "__pycache__" not in path.parts}
    assert {"migrations/env.py", "web/index.html"} <= names
    assert not [name for name in names if name.startswith(("tests", "bench")) or name.endswith((".ready", ".map"))]
