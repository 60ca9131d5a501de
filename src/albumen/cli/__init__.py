"""The command line: starts and stops Albumen's processes by name, and gives whoever runs the server the rooms' verbs."""

import gc

_LOOK_FOR_GARBAGE = 50_000
"""New objects after which Python looks for garbage among them."""


def main() -> None:
    """What the program `albumen` runs."""
    # What is imported stays: to look through it for garbage every seven hundred objects took a twelfth of a command's time.
    gc.set_threshold(_LOOK_FOR_GARBAGE)
    # Here, because the web process is started out of this package too, and needs nothing of the command line.
    from albumen.cli.program import run

    run()


__all__ = ["main"]
