"""Export a run: assemble the model, prove it, and only then write it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tenet.atomic import write_atomically
from tenet.deploy.assemble import assemble
from tenet.deploy.certify import certify
from tenet.deploy.form import network_of, onnx_of, outputs_of
from tenet.deploy.mistakes import NOT_EQUAL, NOT_RUN
from tenet.deploy.session import NotLoaded
from tenet.diagnostics import TenetError
from tenet.policy.formats.onnx import Onnx
from tenet.train.evaluate import best
from tenet.train.run import open_run


def export(folder: Path, target: Path | None = None, network: str | None = None) -> Path:
    """The path of the exported model; `<name>.certificate.json` stands beside it.

    The model is written after it has passed; a certificate that failed is written without one. Of several
    networks it is the one that is asked for, or whose outputs the spec names.

    Raises:
        TenetError: there is no such run or network, or the model differs from what was trained, or cannot be
            run.
    """
    run = open_run(folder)
    prepared = run.prepared()
    name = network_of(prepared.experiment, network)
    outputs = outputs_of(prepared.experiment, name)
    several = len(prepared.turns) > 1
    path = folder / f"{name if several else 'model'}.onnx" if target is None else target
    turns = best(run, prepared)
    engine, weights = turns.engine(name), turns.weights_of(name)
    prepared = prepared.alone(name)
    assembled = assemble(prepared, weights, outputs)
    try:
        certificate = certify(run, prepared, engine, assembled)
    except NotLoaded as error:
        raise _not_run(str(error), onnx_of(prepared.experiment)) from None
    beside = certificate_path(path)
    text = json.dumps(certificate.document(), indent=2) + "\n"
    if not certificate.passed:
        write_atomically(beside, text.encode())
        largest = max(certificate.outputs.items(), key=lambda item: item[1].absolute)
        raise NOT_EQUAL.error(
            None,
            f"the exported model is not what was trained: `{largest[0]}` differs by"
            f" {largest[1].absolute:.2g}, preprocessing is"
            f" {'equal' if certificate.preprocessing['bit_equal'] else 'not equal'} in every bit",
            help=f"no model was written; {beside} has the numbers",
        )
    write_atomically(path, assembled.model.SerializeToString())
    write_atomically(beside, text.encode())
    return path


def certificate_path(model: Path) -> Path:
    """Where a model's certificate stands: `model.onnx` has `model.certificate.json`."""
    return model.with_name(f"{model.stem}.certificate.json")


KERNEL = re.compile(r"implementation for (\w+)")
"""How ONNX Runtime names an operator that it has not for some types of numbers."""


def _not_run(error: str, form: Onnx) -> TenetError:
    missing = KERNEL.search(error)
    if missing is None:
        return NOT_RUN.error(None, "ONNX Runtime cannot run the exported model", help=error[:200])
    return NOT_RUN.error(
        None,
        f"ONNX Runtime has no `{missing[1]}` in {form.precision} on a CPU, so that the model cannot be"
        " compared with what was trained",
        help="export with `precision=f16` or `precision=f32`; `tenet compile` writes it unproved",
    )
