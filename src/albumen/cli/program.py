"""The program `albumen`: its commands, and how it fails.

A failure is one clear sentence on standard error and exit code 1 (2 where the command line itself was wrong). Each command
imports what it needs when it runs, so that help is quick.
"""

import os
import sys

import typer
from pydantic import ValidationError

from albumen.cli import backing_up, checking, importing, keys, running, say, uploading, users
from albumen.core import AlbumenError

app = typer.Typer(
    name="albumen",
    help="Albumen: a photo library, a social network for photos and an image host, in one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
running.add_to(app)
importing.add_to(app)
uploading.add_to(app)
backing_up.add_to(app)
checking.add_to(app)
app.add_typer(users.app, name="users")
app.add_typer(keys.app, name="keys")


def run() -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    try:
        app()
    except AlbumenError as error:
        say.failure(error.detail)
        sys.exit(1)
    except ValidationError as error:
        for wrong in error.errors():
            name = ".".join(str(part) for part in wrong["loc"])
            say.failure(f"The setting {name.upper()} is not as it should be: {wrong['msg']}.")
        sys.exit(1)
    except KeyboardInterrupt:
        say.failure("Stopped.")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough (`albumen users list | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        say.failure(f"{error.strerror or type(error).__name__}{f': {error.filename}' if error.filename else ''}.")
        sys.exit(1)
