"""The program `albumen`: its commands, and how it fails.

A failure is one clear sentence on standard error and exit code 1 (2 where the command line itself was wrong). Each command
imports what it needs when it runs, so that help is quick.
"""

import os
import re
import sys
from typing import NoReturn

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from albumen.cli import backing_up, checking, doctor, importing, keys, running, say, uploading, users
from albumen.core import AlbumenError, plainly

_STOPPED = 130

app = typer.Typer(
    name="albumen",
    help="Albumen: a photo library, a social network for photos and an image host, in one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
running.add_to(app)
importing.add_to(app)
uploading.add_to(app)
backing_up.add_to(app)
checking.add_to(app)
doctor.add_to(app)
app.add_typer(users.app, name="users")
app.add_typer(keys.app, name="keys")


def run() -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    try:
        code = app(standalone_mode=False)
        if code == _STOPPED:  # from the keyboard
            say.failure("Stopped.")
        sys.exit(code)
    except typer.Abort:
        say.failure("Stopped.")
        sys.exit(1)
    except TyperException as error:
        _refuse(error)
    except AlbumenError as error:
        say.failure(error.detail)
        sys.exit(1)
    except ValidationError as error:
        from albumen.settings import problems

        for sentence in problems(error):
            say.failure(sentence)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has had enough (`albumen users list | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        say.failure(f"{error.strerror or type(error).__name__}{f': {error.filename}' if error.filename else ''}.")
        sys.exit(1)


def _refuse(error: TyperException) -> NoReturn:
    """Say what is wrong with the command line, and where its help is."""
    sentence = _sentence(error).rstrip(".")
    if sentence:  # else no command was given, and the help was shown
        context = getattr(error, "ctx", None)
        say.failure(f"{sentence} (help: {context.command_path if context else 'albumen'} --help).")
    sys.exit(error.exit_code)


def _sentence(error: TyperException) -> str:
    """What is wrong, in our words: those of the libraries below are for programmers."""
    said, param = error.format_message(), getattr(error, "param", None)
    if extra := re.fullmatch(r"Got unexpected extra argument[(]?s?[)]? \((.*)\)", said):
        return f"That is more than this command takes: {extra[1]}"
    if lonely := re.fullmatch(r"Option '(.*)' requires an argument\.?", said):
        return f"'{lonely[1]}' needs a value after it"
    if not said.startswith("Invalid value"):
        return said
    message = str(getattr(error, "message", said))
    if isinstance(error.__cause__, ValidationError):
        message = plainly(error.__cause__.errors()[0])
    if param is None:
        return message[:1].upper() + message[1:]
    hint = str(param.get_error_hint())
    from_environment = re.search(r" \(env var: '(\w+)'\)", hint)
    if from_environment and from_environment[1] not in os.environ:
        hint = hint.replace(from_environment[0], "")
    return f"{hint} {message}" if isinstance(error.__cause__, ValidationError) else f"{hint}: {message}"
