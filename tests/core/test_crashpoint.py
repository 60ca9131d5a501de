import os
import signal
import subprocess
import sys

import pytest

PROGRAM = """
from albumen.core import crashpoint
for place in ("one", "two", "one", "two", "one"):
    print("before", place, flush=True)
    crashpoint(place)
"""


def run(wanted: str | None) -> tuple[int, int]:
    """How the program ended, and how many places it reached."""
    environment = {k: v for k, v in os.environ.items() if k != "ALBUMEN_CRASHPOINT"}
    if wanted is not None:
        environment["ALBUMEN_CRASHPOINT"] = wanted
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout.count("before")


@pytest.mark.parametrize(
    ("wanted", "ends", "reached"),
    [
        (None, 0, 5),
        ("", 0, 5),
        ("three", 0, 5),
        ("one", -signal.SIGKILL, 1),
        ("one:1", -signal.SIGKILL, 1),
        ("one:2", -signal.SIGKILL, 3),
        ("two:2", -signal.SIGKILL, 4),
        ("one:3", -signal.SIGKILL, 5),
        ("one:4", 0, 5),
    ],
)
def test_the_process_dies_at_the_named_passage_and_nowhere_else(wanted: str | None, ends: int, reached: int) -> None:
    assert run(wanted) == (ends, reached)
