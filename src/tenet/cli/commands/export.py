"""`tenet export`: a run as an ONNX file that was proved against it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def export(
    run: Path,
    /,
    *,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
    network: str | None = None,
) -> int:
    """Write a trained model as ONNX, and prove it.

    The model takes raw rows: its preprocessing is part of it. The certificate beside it says how
    far it was found to be from the run.

    Args:
        run: the folder of a run.
        output: the file to write; in the run's folder otherwise, model.onnx, or by the name of one of several networks.
        network: which one, where the run has several and the spec names no outputs to export.
    """
    target: Path = import_module("tenet.deploy.export").export(run, output, network)
    certificate = target.with_suffix(".certificate.json")
    told = json.loads(certificate.read_bytes())
    parts = told.get("stepwise", {}).get("hashes", {})
    files = [
        target,
        *(target.with_name(f"{target.stem}.{part}.onnx") for part in parts),
        certificate,
    ]
    sys.stdout.write("".join(f"{line}\n" for line in (*files, *verdict(told))))
    return 0


def verdict(certificate: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    """What a certificate says of agreement: differences, tolerance and verdict, one a line."""
    for name, value in certificate.items():
        if isinstance(value, Mapping):
            yield from verdict(value, f"{prefix}{name}.")
        elif isinstance(value, int | float) or name == "verdict":
            shown = f"{value:g}" if isinstance(value, float) else str(value).lower()
            yield f"{prefix}{name} = {shown}"
