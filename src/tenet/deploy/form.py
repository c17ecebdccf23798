"""The form of ONNX that a spec asks for."""

from __future__ import annotations

from tenet.elaborate.experiment import Experiment
from tenet.policy.formats.onnx import Onnx

ROOM = {"f32": 0.0, "f16": 1e-2, "bf16": 8e-2}
"""How far a model may be from what was trained at least, in each precision, unless the spec says it.

A rounding is 2^-12 of f16 and 2^-9 of bf16; ten layers of them add up to some twenty times as much.
"""


def onnx_of(experiment: Experiment) -> Onnx:
    """The format of the `export` section; ONNX as it is by default unless given."""
    form = experiment.export.format
    return form if isinstance(form, Onnx) else Onnx()


def network_of(experiment: Experiment, wanted: str | None) -> str:
    """The network that is exported: the wanted one, the one whose outputs the spec names, or the only one.

    Raises:
        TenetError: there is no such network, or nothing says which of several.
    """
    networks = list(experiment.networks)
    if wanted is not None:
        return experiment.only(wanted).name
    named = {output.partition(".")[0] for output in experiment.export.outputs}
    if len(networks) > 1 and len(named) == 1:
        return named.pop()
    experiment.needs("network")
    return networks[0]


def outputs_of(experiment: Experiment, network: str) -> tuple[str, ...]:
    """The outputs of a network that its model gives: those that the spec names, or else all."""
    named = experiment.export.outputs
    if len(experiment.networks) > 1:
        own = [output.partition(".") for output in named]
        named = tuple(output for scope, _, output in own if scope == network)
    return named or tuple(experiment.networks[network].outputs)


def tolerance_of(experiment: Experiment) -> float:
    """The largest difference that is let pass: what the spec says, or what fits the precision."""
    export = experiment.export
    if "tolerance" in export.model_fields_set:
        return export.tolerance
    return max(export.tolerance, ROOM[onnx_of(experiment).precision])
