"""Every benchmark still runs and says something, at the smallest size. How fast anything is, is no test's business."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from bench.__main__ import NAMES
from bench.measure import Goal, Line, in_turn, table


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_writes_down_what_it_measured(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--tiny", "--results", str(tmp_path), name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / f"{name}.json").read_text())
    assert told["tiny"] is True
    assert told["lines"]
    for line in told["lines"]:
        assert line["ours"]
        assert all(math.isfinite(sample) and sample >= 0 for sample in line["ours"] + line["peer"]), line
        assert line["what"] in done.stdout


def test_a_ratio_is_of_the_rounds_and_a_goal_is_held_or_missed() -> None:
    rates = Line("pictures", "/s", [8, 9, 30], [10, 10, 10], "peer", goal=Goal("ratio", "≥", 0.7))
    assert (rates.value, rates.peers, rates.ratio) == (9, 10, 0.9)
    assert rates.as_json()["held"] is True
    slow = Line("list", "ms", [float(n) for n in range(100)], told="p95", goal=Goal("value", "<", 95))
    assert slow.value == 95
    assert slow.as_json()["held"] is False
    assert slow.ratio is None
    assert "MISSED" in table([rates, slow])


def test_rounds_are_taken_in_turn() -> None:
    order: list[str] = []
    in_turn(3, lambda: order.append("ours") or 1.0, lambda: order.append("peer") or 2.0)
    assert order == ["ours", "peer", "peer", "ours", "ours", "peer"]
