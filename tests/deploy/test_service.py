"""The shipped unit is one that systemd understands."""

import shutil
import subprocess
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "deploy" / "albumen.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize(
    ("wrong", "accepted"), [("", True), ("ProtectSystem=perhaps\n", False)], ids=["shipped", "wrong"]
)
def test_systemd_understands_the_unit(tmp_path: Path, wrong: str, accepted: bool) -> None:
    text = SHIPPED.read_text()
    assert text.count("/opt/albumen/bin/albumen") == 1
    # The program need not be installed here; all else is looked at as it stands.
    unit = tmp_path / "albumen.service"
    unit.write_text(text.replace("/opt/albumen/bin/albumen", "/bin/true").replace("[Install]", f"{wrong}\n[Install]"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode == 0 and not done.stderr) is accepted, done.stderr
