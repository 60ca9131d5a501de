"""What the command line says: answers on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from albumen.core import size

__all__ = ["answer", "answer_json", "failure", "note", "plain", "size", "table"]


def answer(text: str) -> None:
    """The answer of a command, on standard output."""
    print(text, flush=True)


def answer_json(value: object) -> None:
    """The answer of a command, as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)


def note(text: str) -> None:
    """Something to know besides the answer, on standard error."""
    print(text, file=sys.stderr, flush=True)


def failure(text: str) -> None:
    """Why the command failed: one sentence on standard error."""
    print(f"albumen: {text}", file=sys.stderr, flush=True)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for people; where standard output is no terminal, one line per row with tabs between."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(plain(cell) for cell in row))
        return
    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for title in titles:
        drawn.add_column(title, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(plain(cell)) for cell in row))
    Console().print(drawn)


def plain(text: str) -> str:
    """Text of others on one line: control characters, which a terminal would obey, are shown as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)
