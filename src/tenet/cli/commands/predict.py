"""`tenet predict`: predictions of an exported model for raw rows."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tenet.cli.files import write_atomically


def predict(
    model: Path,
    table: Path,
    /,
    *,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
) -> int:
    """Predict for the rows of a table, with ONNX Runtime alone.

    Args:
        model: an exported model.
        table: a CSV file with the raw columns that the model was trained on.
        output: the CSV file to write; standard output otherwise.
    """
    predictions: str = import_module("tenet.deploy.predict").predict(model, table)
    if output is None:
        sys.stdout.write(predictions)
    else:
        write_atomically(output, predictions.encode())
    return 0
