"""Export a run: assemble the model, prove it, quantize it if that is asked for, and only then write it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onnx import ModelProto

from tenet.atomic import write_atomically
from tenet.data.arrays import Array
from tenet.deploy.assemble import assemble
from tenet.deploy.certify import Certificate, certify, with_loss
from tenet.deploy.form import network_of, onnx_of, outputs_of
from tenet.deploy.measure import Lost, Measuring
from tenet.deploy.mistakes import NOT_EQUAL, NOT_RUN, NOTHING_TO_QUANTIZE, TOO_LOSSY
from tenet.deploy.quantize import network_nodes
from tenet.deploy.session import NotLoaded
from tenet.deploy.stepwise import Divided, agreement, divide
from tenet.diagnostics import TenetError
from tenet.frozen import replace
from tenet.policy.formats.onnx import Onnx
from tenet.policy.quantization import Int8
from tenet.train.evaluate import best
from tenet.train.prepare import Prepared
from tenet.train.run import open_run


def export(folder: Path, target: Path | None = None, network: str | None = None) -> Path:
    """The path of the exported model; `<name>.certificate.json` stands beside it, and so do its parts, if asked for.

    The model is written after it has passed; a certificate that failed is written without one. Of several
    networks it is the one that is asked for, or whose outputs the spec names.

    Raises:
        TenetError: there is no such run or network, or the model differs from what was trained, or cannot be
            run, or be quantized without losing too much.
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
    if not certificate.passed:
        _write(beside, certificate)
        raise _unequal(certificate, beside)
    asked = prepared.experiment.export
    model = assembled.model
    if isinstance(asked.quantize, Int8):
        measuring = Measuring(prepared, engine, assembled, asked.quantize)
        model, certificate = _smaller(measuring, certificate, beside)
    if asked.stepwise:
        certificate = _in_steps(divide(prepared, weights), prepared, weights, certificate, path)
    write_atomically(path, model.SerializeToString())
    _write(beside, certificate)
    return path


def _smaller(
    measuring: Measuring, certificate: Certificate, beside: Path
) -> tuple[ModelProto, Certificate]:
    """The quantized model and its certificate; raises TenetError, after writing one, where too much is lost."""
    model, lost = _quantized(measuring)
    certificate = with_loss(certificate, lost.document())
    if not lost.passed:
        _write(beside, certificate)
        raise _lossy(lost, beside)
    return model, certificate


def _in_steps(
    divided: Divided,
    prepared: Prepared,
    weights: dict[str, Array],
    certificate: Certificate,
    path: Path,
) -> Certificate:
    """The certificate of encoder and step too. Effect: they are written beside the model, if they are the whole."""
    told = agreement(prepared, divided, weights)
    certificate = replace(certificate, verdict=told["verdict"], stepwise=told)
    if not certificate.passed:
        _write(certificate_path(path), certificate)
        raise _apart(told, certificate_path(path))
    for part, content in divided.contents.items():
        write_atomically(path.with_name(f"{path.stem}.{part}.onnx"), content)
    return certificate


def _write(path: Path, certificate: Certificate) -> None:
    write_atomically(path, (json.dumps(certificate.document(), indent=2) + "\n").encode())


def _unequal(certificate: Certificate, beside: Path) -> TenetError:
    largest = max(certificate.outputs.items(), key=lambda item: item[1].absolute)
    return NOT_EQUAL.error(
        None,
        f"the exported model is not what was trained: `{largest[0]}` differs by"
        f" {largest[1].absolute:.2g}, preprocessing is"
        f" {'equal' if certificate.preprocessing['bit_equal'] else 'not equal'} in every bit",
        help=f"no model was written; {beside} has the numbers",
    )


def _apart(told: Mapping[str, Any], beside: Path) -> TenetError:
    return NOT_EQUAL.error(
        None,
        f"the encoder and its steps are not the whole model: `{told['output']}` differs by"
        f" {told['absolute']:.2g}, where {told['tolerance']:g} is let pass",
        help=f"no model was written; {beside} has the numbers",
    )


def _quantized(measuring: Measuring) -> tuple[ModelProto, Lost]:
    """The quantized model, and what that loses.

    Raises:
        TenetError: nothing in it can be quantized.
    """
    made = measuring.quantized()
    if not made.layers:
        kinds = (
            ", ".join(sorted({node.op_type for node in network_nodes(measuring.assembled)}))
            or "nothing"
        )
        raise NOTHING_TO_QUANTIZE.error(
            None,
            f"`int8` quantizes products with weights, and the network has none: it is {kinds}",
            help="leave `quantize` out",
        )
    return made.model, measuring.lost(made)


def _lossy(lost: Lost, beside: Path) -> TenetError:
    name, most = max(lost.outputs.items(), key=lambda item: item[1].mean)
    if not lost.preprocessing["bit_equal"]:
        message = "quantizing the network has changed what preprocessing gives to it"
    else:
        message = (
            f"quantizing loses too much: `{name}` moves by {most.mean:.2g} on average and by"
            f" {most.absolute:.2g} at most, where {lost.tolerance:g} on average is let pass"
        )
    help_ = (
        f"no model was written; {beside} has the numbers, with every metric before and after:"
        " give more `rows`, raise `tolerance`, or leave `quantize` out"
    )
    return TOO_LOSSY.error(None, message, help=help_)


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
