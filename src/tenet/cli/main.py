"""The entry point: finds the command, runs it, and turns what went wrong into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from tenet.atomic import NotWritten
from tenet.cli import commands
from tenet.cli.deferring import defer_metadata
from tenet.cli.output import complain, tolerate
from tenet.diagnostics import TenetError
from tenet.project.usage import WrongUsage

if TYPE_CHECKING:
    from cyclopts import App

OK, FOUND, USAGE, INTERRUPTED = 0, 1, 2, 130

ALLOCATIONS_BETWEEN_COLLECTIONS = 200_000
"""More than a spec of ordinary size makes; a folder of many is still collected."""

EXTRAS = {
    "PIL": "images",
    "jax": "jax",
    "matplotlib": "report",
    "numpy": "data",
    "onnx": "export",
    "onnxruntime": "predict",
    "optax": "jax",
    "optuna": "sweep",
    "polars": "data",
    "pygls": "lsp",
    "rich": "train",
    "safetensors": "train",
    "sklearn": "train",
    "tokenizers": "text",
    "torch": "torch",
}
"""The optional dependencies by module, and the extra that brings each."""


def main() -> None:
    """Effect: runs the command that the process was started with, and ends the process."""
    # Looking for plugins, pydantic would read the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        tolerate(stream)
    code = run(sys.argv[1:])
    if _plain_check(sys.argv[1:]):
        # Nothing is left to close, and to take all objects down one by one takes 10 ms of CPU.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line: 0, 1 for the user's mistakes, 2 for wrong usage."""
    code = FOUND
    try:
        code = _dispatch(list(arguments))
        sys.stdout.flush()
    except TenetError as error:
        complain(error.diagnostics)
    except WrongUsage as error:
        sys.stderr.write(f"error: {error}\n")
        code = USAGE
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        code = INTERRUPTED
    except BrokenPipeError:
        _silence(sys.stdout)
    except ModuleNotFoundError as error:
        _explain_missing(error)
    except OSError as error:
        _silence(sys.stdout)
        _explain_refusal(error)
    return code


def _dispatch(arguments: list[str]) -> int:
    if _plain_check(arguments):
        # Nothing is left to parse, and to import a parser takes as long as to check a spec.
        defer_metadata()
        return _imported_at_once("check")(*map(Path, arguments[1:]))
    if arguments[:1] == ["fmt"] and "-" in arguments and "--" not in arguments:
        # A lone hyphen is a path, but reads as an option unless it stands after `--`.
        arguments = [word for word in arguments if word != "-"] + ["--", "-"]
    return _parsed(arguments)


def _imported_at_once(name: str) -> Callable[..., int]:
    """A command. Importing makes much that lives on and little garbage, so it is rarely looked for."""
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)
    command: Callable[..., int] = getattr(import_module(f"{commands.__name__}.{name}"), name)
    gc.freeze()
    return command


def _plain_check(arguments: list[str]) -> bool:
    plain = not any(word.startswith("-") for word in arguments)
    return plain and len(arguments) > 1 and arguments[0] == "check"


def _parsed(arguments: list[str]) -> int:
    from cyclopts import CycloptsError  # noqa: PLC0415  # see _dispatch

    app = _app(lazy=bool(arguments) and not arguments[0].startswith("-"))
    if not arguments:
        sys.stderr.write("usage: tenet COMMAND; `tenet --help` lists the commands\n")
        return USAGE
    try:
        code: Any = app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        command = arguments[0] if arguments[0] in _names() else ""
        page = f"tenet {command} --help" if command else "tenet --help"
        sys.stderr.write(f"error: {error}\nsee `{page}`\n")
        return USAGE
    return code if isinstance(code, int) else OK


def _app(*, lazy: bool) -> App:
    from cyclopts import App, Parameter  # noqa: PLC0415  # see _dispatch

    app = App(
        name="tenet",
        help="A declarative compiler for neural networks: one text, checked, trained and proved.",
        version=_version,
        help_formatter="plain",
        help_format="plaintext",
        default_parameter=Parameter(negative=()),
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    for name in _names():
        home = f"{commands.__name__}.{name}"
        # The list of commands shows the first sentence of each, and so needs all of them.
        app.command(f"{home}:{name}" if lazy else getattr(import_module(home), name), name=name)
    return app


def _names() -> list[str]:
    return sorted(info.name for info in iter_modules(commands.__path__))


def _version() -> str:
    import tenet  # noqa: PLC0415  # the version is read from the package's metadata

    return f"tenet {tenet.__version__}"


def _explain_missing(error: ModuleNotFoundError) -> None:
    """Effect: says how to install what is missing; a missing module of any other kind is a bug."""
    package = (error.name or "").partition(".")[0]
    if package not in EXTRAS:
        raise error
    hint = f'pip install "tenet-lang[{EXTRAS[package]}]"'
    sys.stderr.write(f"error: this needs {package}, which is not installed: {hint}\n")


def _explain_refusal(error: OSError) -> None:
    """Effect: says what the operating system refused, of which file."""
    from tenet.cli.files import unwritable  # noqa: PLC0415  # only now needed
    from tenet.syntax.read import unreadable  # noqa: PLC0415

    if error.filename is None:
        sys.stderr.write(f"error: {error.strerror or error}\n")
    elif isinstance(error, NotWritten):
        complain([unwritable(error)])
    else:
        complain([unreadable(error, Path(os.fsdecode(error.filename)))])


def _silence(stream: Any) -> None:
    """Effect: nothing more is written, so that the interpreter's own flush at exit cannot fail."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
