"""The commands as functions: what `import tenet` offers."""

from __future__ import annotations

import sys
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Literal

from tenet.cli.compiling import compiled
from tenet.cli.progress import Lines
from tenet.diagnostics import Diagnostic, TenetError
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.syntax.read import read_source


def load(path: str | PathLike[str], **params: object) -> Experiment:
    """The experiment that a file describes, with some of its params set to other values.

    Raises:
        TenetError: the file cannot be read, or something is wrong with it.
    """
    return elaborate(read_source(Path(path)), _overrides(params)).sound()


def check(path: str | PathLike[str], **params: object) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a file; a file that cannot be read is one of the findings."""
    try:
        return elaborate(read_source(Path(path)), _overrides(params)).diagnostics
    except TenetError as error:
        return error.diagnostics


def compile(  # noqa: A001  # the command's word
    path: str | PathLike[str], to: Literal["torch", "jax", "onnx"], **params: object
) -> str | bytes:
    """The network as source for a framework, or as the bytes of an ONNX file.

    Raises:
        TenetError: something is wrong with the file, or it has no network.
    """
    content = compiled(load(path, **params), to)
    return content if to == "onnx" else content.decode()


def train(
    path: str | PathLike[str],
    *,
    backend: Literal["torch", "jax"] = "torch",
    run: str | PathLike[str] | None = None,
    **params: object,
) -> Path:
    """The folder of a new run of the experiment. Effect: trains, and writes the run.

    Raises:
        TenetError: something is wrong with the file or its data.
    """
    folder = None if run is None else Path(run)
    request = import_module("tenet.train.request").Request(
        Path(path), _overrides(params), backend, folder
    )
    made: Path = import_module("tenet.train.folds").fit_all(request, Lines(sys.stderr))
    return made


def export(run: str | PathLike[str], target: str | PathLike[str] | None = None) -> Path:
    """The path of a run's model as ONNX. Effect: writes the model, and its certificate beside it.

    Raises:
        TenetError: the run is damaged, or the exported model does not agree with it.
    """
    path: Path = import_module("tenet.deploy.export").export(
        Path(run), None if target is None else Path(target)
    )
    return path


def predict(model: str | PathLike[str], table: str | PathLike[str]) -> str:
    """An exported model's predictions for the raw rows of a CSV file, as CSV.

    Raises:
        TenetError: model or table cannot be read, or do not fit.
    """
    text: str = import_module("tenet.deploy.predict").predict(Path(model), Path(table))
    return text


def _overrides(params: dict[str, object]) -> dict[str, str]:
    return {name: _notation(value) for name, value in params.items()}


def _notation(value: object) -> str:
    """A Python value in the language's own notation."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'
        case list() | tuple():
            return f"[{', '.join(_notation(item) for item in value)}]"
        case _:
            return str(value)
