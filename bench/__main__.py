"""`python -m bench` measures everything, `python -m bench NAME …` only that. Results go to bench/results, a file a benchmark."""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from bench.measure import Line, Size, markdown, table

NAMES = {
    "ingest": "`albumen import` beside vipsthumbnail",
    "timeline": "days, a bucket and a check of hashes in a library of a million photos",
    "start": "time to ready, and memory of all processes",
    "media": "signed pictures beside nginx and a bare ASGI application",
    "jobs": "promises and executions of the queue",
    "browser": "the web client in Chromium, in a library of 100,000 photos",
}


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("names", nargs="*", metavar="NAME", help=", ".join(f"{n} ({what})" for n, what in NAMES.items()))
    words.add_argument("--tiny", action="store_true", help="so little of everything that one only sees that it works")
    words.add_argument("--markdown", action="store_true", help="print the rows of docs/benchmarks.md as well")
    words.add_argument("--results", type=Path, default=Path(__file__).parent / "results", metavar="DIR")
    asked = words.parse_args()
    unknown = set(asked.names) - NAMES.keys()
    if unknown:
        words.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    asked.results.mkdir(parents=True, exist_ok=True)
    everything: list[Line] = []
    for name in asked.names or NAMES:
        print(f"{name}: {NAMES[name]}", flush=True)
        before = os.getloadavg()
        lines: list[Line] = importlib.import_module(f"bench.{name}").run(Size(asked.tiny))
        told = {"name": name, "tiny": asked.tiny, "machine": machine(before), "lines": [x.as_json() for x in lines]}
        (asked.results / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n")
        print(f"\n{table(lines)}\n", flush=True)
        if asked.markdown:
            print(f"{markdown(name, lines)}\n", flush=True)
        everything += lines
    missed = [line.what for line in everything if line.goal and not line.goal.held(line)]
    if missed and not asked.tiny:
        print(f"{len(missed)} of the goals were missed: {'; '.join(missed)}")
    return 0


def machine(before: tuple[float, float, float]) -> dict[str, Any]:
    """On what, and beside what else, it was measured."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip() or None,
        "cores": len(os.sched_getaffinity(0)),
        "load_before": before,
        "load_after": os.getloadavg(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
