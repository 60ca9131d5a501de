"""The command line: starts and stops Albumen's processes by name, and gives whoever runs the server the rooms' verbs."""


def main() -> None:
    """What the program `albumen` runs."""
    # Here, because the web process is started out of this package too, and needs nothing of the command line.
    from albumen.cli.program import run

    run()


__all__ = ["main"]
