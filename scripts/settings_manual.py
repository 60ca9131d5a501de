"""Writes docs/settings.md from the settings themselves; with --check only says whether it is fresh."""

import sys
from pathlib import Path

from albumen.settings import Settings, variable_of

MANUAL = Path(__file__).parents[1] / "docs" / "settings.md"

HEAD = """# Settings

Every setting is an environment variable. None is needed: the defaults are those of a home server. `albumen doctor` says when one
cannot be understood. (This page is written by `scripts/settings_manual.py` from the settings themselves.)
"""


def manual() -> str:
    """The page."""
    lines = [HEAD]
    for room, settings in Settings.__annotations__.items():
        lines += [f"## {room.capitalize()}", "", "| variable | meaning |", "|---|---|"]
        for name, field in settings.model_fields.items():
            sentence = " ".join((field.description or "").split())
            lines.append(f"| `{variable_of(settings, name)}` | {sentence} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write the page, or check it."""
    page = manual()
    if "--check" in sys.argv:
        if not MANUAL.exists() or MANUAL.read_text() != page:
            sys.exit("docs/settings.md is not what the settings say: run scripts/settings_manual.py")
        return
    MANUAL.write_text(page)


if __name__ == "__main__":
    main()
