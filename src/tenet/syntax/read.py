"""Read a source: a file's bytes as text, and every way to fail as a diagnostic."""

from __future__ import annotations

from pathlib import Path

from tenet.diagnostics import Diagnostic, TenetError, nearest
from tenet.limits import DEFAULT, Limits
from tenet.source import Source, Span
from tenet.syntax.mistakes import (
    FOLDER_FOR_FILE,
    MISSING_FILE,
    NOT_UTF8,
    OVERSIZED_FILE,
    UNREADABLE_FILE,
)


def read_source(path: Path, limits: Limits = DEFAULT) -> Source:
    """The text of a file, under the name that the user gave it.

    Raises:
        TenetError: it cannot be read, is too large for a spec, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limits.bytes + 1)
    except OSError as error:
        raise TenetError(unreadable(error, path)) from None
    return decoded(content, path, limits)


def decoded(content: bytes, path: Path, limits: Limits = DEFAULT) -> Source:
    """Bytes as a source; line ends stay as they are, so that offsets are those of the file.

    Raises:
        TenetError: they are too many for a spec, or not UTF-8.
    """
    if len(content) > limits.bytes:
        size = f"{limits.bytes / 2**20:g} MiB"
        raise OVERSIZED_FILE.error(
            whole(path),
            f"`{path}` is larger than {size}",
            help="if that is meant, raise the limit: `--limit bytes=…`",
        )
    try:
        return Source(str(path), content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NOT_UTF8.error(
            whole(path),
            f"`{path}` is not UTF-8: byte {content[error.start]:#04x} on line {line} belongs to"
            " no character",
            help="save it as UTF-8",
        ) from None


def unreadable(error: OSError, path: Path) -> Diagnostic:
    """Why a file could not be read, and the file that was probably meant."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        close = _neighbour(path)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        return MISSING_FILE.at(whole(path), f"there is no file `{path}`{hint}")
    if isinstance(error, IsADirectoryError):
        return FOLDER_FOR_FILE.at(whole(path), f"`{path}` is a folder, not a file")
    return UNREADABLE_FILE.at(whole(path), f"cannot read `{path}`: {reason(error)}")


def whole(path: Path) -> Span:
    """A span for what is wrong with a file as a whole: its beginning, without any text."""
    return Span(Source(str(path), ""), 0, 0)


def reason(error: OSError) -> str:
    """What the operating system says, as the rest of a sentence."""
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]


def _neighbour(path: Path) -> Path | None:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    close = nearest(path.name, names)
    return None if close is None else path.with_name(close)
