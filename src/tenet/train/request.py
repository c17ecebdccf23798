"""What is asked of a training: a spec, and what the command says beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tenet.backends.engine import Backend
from tenet.frozen import frozen
from tenet.limits import DEFAULT, Limits
from tenet.source import Source


@frozen
class Request:
    """A training that is asked for. An option of the command is a field here, and read where it matters.

    Attributes:
        path: the spec's.
        overrides: params that are set, in the language's notation.
        backend: the framework; torch, or when resuming the run's own, if nothing is said.
        run: the folder of the run; below `runs`, if nothing is said.
        resume: whether the run in the folder goes on, instead of a new one.
        device: where it trains: cpu or cuda.
        seed: from which weights, order of rows and dropout are drawn; the spec's, if nothing is said.
        limits: how large the spec and what it describes may be.
        layers: whether the history says of every layer how large it is, and how it learns.
    """

    path: Path
    overrides: Mapping[str, str] = {}
    backend: Backend | None = None
    run: Path | None = None
    resume: bool = False
    device: str = "cpu"
    seed: int | None = None
    limits: Limits = DEFAULT
    layers: bool = False

    def source(self) -> Source:
        """The spec's text, as it is now."""
        return Source(str(self.path), self.path.read_text("utf-8-sig"))
