"""Divide a model that generates: an encoder that takes raw columns, and one step, which says what may come next.

The whole model holds the loop; the two let a caller choose tokens, stop, and stream as they like. The encoder
gives what `generate` is given, under the names that the decoder has for it; the step takes these, with the
tokens so far, and gives for each place the distribution of the token after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import numpy as np
from onnx import ModelProto

from tenet.backends.onnx.emit import emit_model
from tenet.data.applying import run as run_pipeline
from tenet.data.arrays import Array
from tenet.deploy.assemble import Assembled, assemble
from tenet.deploy.certify import compared_rows, difference
from tenet.deploy.form import onnx_of, tolerance_of
from tenet.deploy.session import open_session, run_session
from tenet.frozen import frozen
from tenet.ir.body import body_of
from tenet.ir.graph import Graph, Node
from tenet.ops.loop import Generate
from tenet.passes.beside import numbered
from tenet.passes.pipeline import INFERENCE, run
from tenet.train.prepare import Prepared

MOST_ROWS = 256


@frozen
class Divided:
    """A network that generates, in two.

    Attributes:
        encoder: the model of all before `generate`.
        step: the model of its decoder.
        graph: the decoder, as the step computes it.
        at: the node that generates.
        order: the inputs of the decoder, the tokens first.
    """

    encoder: Assembled
    step: ModelProto
    graph: Graph
    at: Node
    order: tuple[str, ...]

    @property
    def contents(self) -> dict[str, bytes]:
        """The two as files hold them."""
        return {
            "encoder": self.encoder.model.SerializeToString(),
            "step": self.step.SerializeToString(),
        }


def divide(prepared: Prepared, weights: dict[str, Array]) -> Divided:
    """The encoder and the step of an experiment's network."""
    network = prepared.experiment.network or prepared.graph
    (at,) = (node for node in network.nodes if isinstance(node.op, Generate))
    body = body_of(at.op)
    assert body is not None
    order = tuple(body.graph.inputs)
    given = dict(zip(order[1:], at.inputs, strict=True))
    encoder = assemble(
        prepared, weights, part=Graph(f"{network.name}_encoder", network.nodes, given)
    )
    graph = run(INFERENCE, body.graph)
    own = {path: weights[path] for path in graph.parameters}
    form = onnx_of(prepared.experiment)
    return Divided(encoder, emit_model(graph, own, form.opset, form.precision), graph, at, order)


def agreement(prepared: Prepared, divided: Divided, weights: dict[str, Array]) -> dict[str, Any]:
    """How far the distributions of encoder and step are from those of the whole model, given its tokens.

    Up to each row's end, on rows of the data; as the certificate holds it.
    """
    network, op = prepared.experiment.network or prepared.graph, divided.at.op
    assert isinstance(op, Generate)
    tokens, likely = divided.at.outputs[:2]
    both = Graph(network.name, network.nodes, {"tokens": tokens, "distributions": likely})
    whole = assemble(prepared, weights, part=both)
    found = _outputs(prepared, whole)
    made = _outputs(prepared, divided.encoder)
    begun = np.full_like(found["tokens"][:, :1], op.start)
    before = np.concatenate([begun, found["tokens"][:, :-1]], axis=1)
    held = {name: made[name] for name in divided.order[1:]}
    sizes = {**_lengths(prepared, whole), **_lengths(prepared, divided.encoder)}
    (output,) = divided.graph.outputs
    stepped = np.stack([*_stepped(divided, op, before, held | _told(divided, sizes))], 1)
    real = (before[:, 1:] != op.end).cumprod(axis=1).astype(bool)
    real = np.concatenate([np.ones((len(real), 1), bool), real], axis=1)
    apart = difference(found["distributions"][real], stepped[real])
    tolerance = tolerance_of(prepared.experiment)
    return {
        "verdict": "passed" if apart.absolute <= tolerance else "failed",
        "tolerance": tolerance,
        "rows": len(before),
        "output": output,
        "absolute": apart.absolute,
        "relative": apart.relative,
        "hashes": {part: sha256(made).hexdigest() for part, made in divided.contents.items()},
    }


def _stepped(
    divided: Divided, op: Generate, before: Array, held: dict[str, Array]
) -> Iterator[Array]:
    """The distribution that the step gives behind each prefix, which it is given alone."""
    session = open_session(divided.contents["step"])
    (output,) = divided.graph.outputs
    for place in range(1, before.shape[1] + 1):
        count = {op.prefix: np.full(len(before), place)}
        given = {divided.order[0]: before[:, :place], **held, **_told(divided, count)}
        yield run_session(session, given, [output])[output][:, -1]


def _told(divided: Divided, sizes: Mapping[str, Array]) -> dict[str, Array]:
    """What tells the step how long rows are, of what is known of sizes."""
    known = {numbered("size", size): size for size in sizes}
    inputs = divided.graph.inputs.items()
    return {name: sizes[known[v.number]] for name, v in inputs if v.number in known}


def _outputs(prepared: Prepared, model: Assembled) -> dict[str, Array]:
    """What a model gives for the rows that are compared."""
    session = open_session(model.model.SerializeToString())
    found = run_session(session, _given(prepared, model), list(model.outputs.values()))
    return {name: found[called] for name, called in model.outputs.items()}


def _lengths(prepared: Prepared, model: Assembled) -> dict[str, Array]:
    """How long rows are in each size that a model is told."""
    given = _given(prepared, model)
    return {size: given[called] for called, size in model.feed.lengths.items()}


def _given(prepared: Prepared, model: Assembled) -> dict[str, Array]:
    """The raw columns that a model takes, of the rows that are compared."""
    data, rows = prepared.dataset, compared_rows(prepared)[:MOST_ROWS]
    pipeline = data.pipeline.restricted(model.fields)
    values = run_pipeline(pipeline, data.columns, len(data.sample), data.folder)
    return model.feed.of(values, np.searchsorted(data.sample, rows))
