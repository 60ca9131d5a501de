"""What a run tries of all that can be tried: a sample drawn by a seed that is printed, or all of it.

`ALBUMEN_FAULTS_SEED` draws a sample again; `ALBUMEN_FAULTS=all` tries everything (half an hour instead of minutes).
"""

import os
import random
import zlib

ALL = os.environ.get("ALBUMEN_FAULTS") == "all"
SEED = int(
    os.environ.get("ALBUMEN_FAULTS_SEED")
    # All processes of one run of pytest-xdist draw from the same seed.
    or zlib.crc32(os.environ.get("PYTEST_XDIST_TESTRUNUID", str(random.SystemRandom().random())).encode())
)


def draw(*about: object) -> random.Random:
    """A source of chance of one test's own: the same seed and words give the same numbers. Says so, for when it fails."""
    print(f"ALBUMEN_FAULTS_SEED={SEED}:", *about)
    return random.Random(f"{SEED} {about}")
