"""What is written into the record of accounts has a name in the reader's language on the page that shows it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_event_of_the_record_has_a_name_on_the_page() -> None:
    noted = set()
    for file in (ROOT / "src" / "albumen").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note_event":
                kind = node.args[2]
                assert isinstance(kind, ast.Constant), file
                noted.add(kind.value)
    page = (ROOT / "web" / "src" / "rooms" / "admin" / "names.ts").read_text()
    events = page.partition("EVENTS: Record<string, string> = {")[2].partition("}")[0]
    named = set(re.findall(r"^  \x27?([a-z ]+)\x27?:", events, re.M))
    assert "created" in noted
    assert noted == named
