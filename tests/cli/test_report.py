"""What is shown of long work: plain lines where nobody sees a bar, and in the end what became of each file."""

import json
from pathlib import Path

import pytest

from albumen.cli import report, say
from albumen.cli.report import Tally, bar, telling


def test_where_there_is_no_terminal_a_line_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "_LINE_EVERY", 0.0)
    with bar("Copying", 4, 4096) as shown:
        for _ in range(2):
            shown.step(1024)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("Copying: 1 of 4, ")
    assert "B/s, about " in lines[0] or "bytes/s, about " in lines[0]
    assert lines[1].endswith(" left")


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("Copying", 2) as shown:
        shown.step()
        shown.step()
    assert capsys.readouterr().err == ""


def test_what_became_of_the_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with telling(tmp_path / "log") as tally:
        for number in range(30):
            tally.add(f"{number}.txt", "skipped", "Not a photo.")
        tally.add("a\x1b[31m\udcff.jpg", "failed", "It cannot be read.")
        tally.add("b.jpg", "added")
    said = capsys.readouterr()
    assert said.out.startswith("1 added, 30 skipped, 1 failed (in 0 s)")
    assert "skipped, 30: Not a photo.\n    0.txt\n" in said.err
    assert "    and 10 more\n" in said.err
    assert "\x1b" not in said.err, "no terminal obeys the names of files"
    assert [json.loads(line)["fate"] for line in (tmp_path / "log").read_text().splitlines()][-2:] == [
        "failed",
        "added",
    ]


def test_it_is_told_also_where_the_work_broke_off(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        with telling(None) as tally:
            tally.add("b.jpg", "added")
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk"):
        work()
    assert capsys.readouterr().out.startswith("1 added")


def test_nothing_found(capsys: pytest.CaptureFixture[str]) -> None:
    Tally().tell(61)
    assert capsys.readouterr().out == "nothing found (in 1 min)\n"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_960, "1.0 MB"),
        (1 << 30, "1.1 GB"),
        (5 << 60, "5.8 EB"),
    ],
)
def test_sizes(count: int, words: str) -> None:
    assert say.size(count) == words


def test_a_table_for_programs_has_one_line_per_row(capsys: pytest.CaptureFixture[str]) -> None:
    say.table(("A", "B"), [("one\ttab", "two\nlines")])
    assert capsys.readouterr().out == "one\\ttab\ttwo\\nlines\n"
