"""The sample files and what is true of them; where they are not, what needs them is skipped and counted."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

Truth = dict[str, Any]


def samples() -> Path:
    """The folder of sample files."""
    folder = os.environ.get("ALBUMEN_SAMPLES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs the sample files (ALBUMEN_SAMPLES)")
    return Path(folder)


def truth_of(kind: str) -> dict[str, Truth]:
    """What is true of the files of `photos` or `hostile`, by their names."""
    files: dict[str, Truth] = json.loads((samples() / kind / "expected.json").read_text())["files"]
    return files
