"""The shipped units are such that systemd understands them."""

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize(
    ("more", "accepted"),
    [
        ("", True),
        ("ReadWritePaths=-/mnt/elsewhere\n", True),
        ("UMask=perhaps\n", False),
        ("ReadWritePaths=mnt\n", False),
    ],
    ids=["shipped", "backed up", "wrong", "wrong path"],
)
@pytest.mark.parametrize("name", ["albumen.service", "albumen-upload.service"])
def test_systemd_understands_the_unit(tmp_path: Path, name: str, more: str, accepted: bool) -> None:
    text = (DEPLOY / name).read_text()
    assert text.count("/opt/albumen/bin/albumen") == 1
    # The program need not be installed here; all else is looked at as it stands.
    unit = tmp_path / name
    unit.write_text(text.replace("/opt/albumen/bin/albumen", "/bin/true").replace("[Install]", f"{more}\n[Install]"))
    if name == "albumen.service":
        assert f"#{'ReadWritePaths=-/mnt/elsewhere'}\n" in text, "what the manual says to take the # away from"
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode == 0 and not done.stderr) is accepted, done.stderr
