"""Where words go, and whether they may have colour."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from tenet.diagnostics import Diagnostic


def coloured(stream: TextIO) -> bool:
    """Whether a stream may have colour: a terminal, unless the user's environment says otherwise."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def complain(diagnostics: Iterable[Diagnostic]) -> None:
    """Effect: findings go to standard error, as text."""
    found = tuple(diagnostics)
    if found:
        from tenet.diagnostics.render.text import findings  # noqa: PLC0415  # mostly there are none

        sys.stderr.write(findings(found, colour=coloured(sys.stderr)))


def tolerate(stream: TextIO) -> None:
    """Effect: what the stream's encoding lacks is written as an escape instead of failing."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
