"""`tenet fmt`: specs in the one layout."""

from __future__ import annotations

import sys
from pathlib import Path

from tenet.cli.files import find_specs, write_atomically
from tenet.cli.output import complain
from tenet.diagnostics import TenetError
from tenet.project.usage import WrongUsage
from tenet.source import Source
from tenet.syntax.read import decoded, read_source

STANDARD_INPUT = Path("-")


def fmt(path: Path, /, *paths: Path, check: bool = False) -> int:
    """Format specs in place; what they mean stays the same.

    Args:
        path: a file, a folder whose .tenet files are formatted, or - to go from standard input to
            standard output.
        paths: more of them.
        check: change nothing, list the files that would change, and exit with 1 when there are any.
    """
    if STANDARD_INPUT in (path, *paths):
        if paths:
            raise WrongUsage("`-` stands alone")
        return _format_stream(check=check)
    files, problems = find_specs([path, *paths])
    changed = 0
    for file in files:
        try:
            changed += _format_file(file, check=check)
        except TenetError as error:
            problems += error.diagnostics
    complain(problems)
    return int(bool(problems) or (check and changed > 0))


def _format_file(file: Path, *, check: bool) -> bool:
    """Whether the file was not yet formatted. Effect: it is, unless only checked."""
    source = read_source(file)
    new = _formatted(source)
    if new == source.text:
        return False
    if not check:
        write_atomically(file, new.encode())
    sys.stdout.write(f"{'would format' if check else 'formatted'} {file}\n")
    return True


def _format_stream(*, check: bool) -> int:
    source = decoded(sys.stdin.buffer.read(), Path("<stdin>"))
    new = _formatted(source)
    if not check:
        sys.stdout.flush()
        sys.stdout.buffer.write(new.encode())
    elif new != source.text:
        sys.stdout.write("would format <stdin>\n")
    return int(check and new != source.text)


def _formatted(source: Source) -> str:
    from tenet.syntax.format import format_text  # noqa: PLC0415  # only once files are found

    return format_text(source)
