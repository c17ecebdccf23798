"""`tenet compile`: the network as source, or as an ONNX file with initial weights."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from tenet.cli.compiling import compiled
from tenet.cli.files import write_atomically
from tenet.cli.spec import read_sized_experiment
from tenet.project.usage import WrongUsage


def compile(  # noqa: A001  # the command's word
    file: Path,
    /,
    *,
    to: Literal["torch", "jax", "onnx"],
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
    set: list[str] | None = None,
    network: str | None = None,
    limit: list[str] | None = None,
) -> int:
    """Write the network as readable source, or as ONNX.

    The source needs nothing of Tenet to run. The data is read where only it tells a layer's size.

    Args:
        file: a .tenet file.
        to: the language to write it in; ONNX comes with initial weights.
        output: the file to write; standard output otherwise.
        set: name=value, a param's value in the language's own notation.
        network: which one, where the spec has several.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    if to == "onnx" and output is None and sys.stdout.isatty():
        raise WrongUsage("an ONNX file is not for reading: say where it goes with `-o model.onnx`")
    content = compiled(read_sized_experiment(file, set, limit, network), to)
    if output is not None:
        write_atomically(output, content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    return 0
