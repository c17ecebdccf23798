"""Fold a batch norm into the layer before it.

Before: x -> conv(8, bias=false) -> batch_norm. After: x -> conv(8), whose kernels are scaled, and whose
bias is what the norm adds.

At inference a batch norm is s * y + t for each channel: s = weight / sqrt(running_var + eps) and
t = bias - running_mean * s, in double precision. Of a layer that gives y = W x + b it makes one of s W
and s b + t. The layer must be read by nobody else, and its parameters be its own.
How many places are real, if the norm is told, matters while training alone.

1. conv and depthwise_conv: channels are axis 0 of `weight`.
2. conv_transpose: those of a group are axis 1, and groups lie on axis 0 one after another.
3. dense on vectors and sequences: channels are axis 0.

Any other batch norm stays.
"""

from __future__ import annotations

from typing import Any

from tenet.catalogue.operation import Operation, Role
from tenet.frozen import replace
from tenet.initialisers.fixed import Zeros
from tenet.ir.graph import Graph, Node, Parameter
from tenet.ops.conv import Conv
from tenet.ops.conv_transpose import ConvTranspose
from tenet.ops.dense import Dense
from tenet.ops.depthwise_conv import DepthwiseConv
from tenet.ops.norm import BatchNorm

Array = Any
"""An array of numpy's, whose own operators are all that is used here: this floor does without numpy."""
Weights = dict[str, Array]
Layer = Conv | DepthwiseConv | ConvTranspose | Dense


def fold_batch_norm(graph: Graph, weights: Weights) -> tuple[Graph, Weights]:
    """The graph with batch norms folded, and every parameter that it has by path, new ones for these."""
    producers, alone = graph.producers, _alone(graph)
    changed = dict(weights)

    def folded(node: Node) -> Node:
        if not isinstance(node.op, BatchNorm):
            return node
        layer = producers[node.inputs[0].number]
        if not alone(layer):
            return node
        bias = _bias(layer, graph)
        if bias is None:
            return node
        scale, shift = _affine(node, weights)
        weight = layer.parameter("weight")
        old = _of_layer(layer, "bias", changed)
        changed[weight.path] = _scaled(layer.op, changed[weight.path], scale)
        changed[bias.path] = (shift if old is None else old * scale + shift).astype("float32")
        op = layer.op.model_copy(update={"bias": True})
        made = replace(layer, op=op, output=node.output, parameters=(weight, bias))
        producers[node.output.number] = made  # a norm of the norm is folded too
        return made

    whole = graph.rewritten(folded)
    rest = whole.reduced(whole.outputs)
    return rest, {path: changed[path] for path in rest.parameters}


def _alone(graph: Graph) -> Any:
    """A function that tells whether a node is a layer that only one batch norm sees."""
    consumers = graph.consumers
    given = {value.number for value in graph.outputs.values()}
    uses: dict[str, int] = {}
    for node in graph.nodes:
        for parameter in node.parameters:
            uses[parameter.path] = uses.get(parameter.path, 0) + 1

    def alone(node: Node) -> bool:
        op, number = node.op, node.output.number
        if not isinstance(op, Layer) or number in given or len(consumers[number]) != 1:
            return False
        if isinstance(op, Dense) and (op.weight or node.output.type.rank > 2):
            return False
        return all(uses.get(parameter.path, 1) == 1 for parameter in node.parameters)

    return alone


def _bias(layer: Node, graph: Graph) -> Parameter | None:
    """The bias that the layer has, or one that it may have; none where its name is taken."""
    found = next((p for p in layer.parameters if p.path == f"{layer.layer}.bias"), None)
    if found is not None:
        return found
    path = f"{layer.layer}.bias"
    shape = (_channels(layer),)
    return None if path in graph.parameters else Parameter(path, shape, Role.BIAS, Zeros(), None)


def _channels(layer: Node) -> Any:
    if isinstance(layer.op, ConvTranspose):
        return layer.op.channels
    return layer.parameter("weight").shape[0]


def _affine(norm: Node, weights: Weights) -> tuple[Array, Array]:
    """What a batch norm multiplies each channel by, and what it adds."""
    assert isinstance(norm.op, BatchNorm)
    mean, variance = (_of_layer(norm, name, weights) for name in ("running_mean", "running_var"))
    scale = (variance + norm.op.eps) ** -0.5
    if not norm.op.affine:
        return scale, -mean * scale
    scale = _of_layer(norm, "weight", weights) * scale
    return scale, _of_layer(norm, "bias", weights) - mean * scale


def _of_layer(node: Node, name: str, weights: Weights) -> Array:
    """A parameter of a node in double precision; none where there is no such one."""
    known = {p.path.rpartition(".")[2]: p.path for p in node.parameters}
    return weights[known[name]].astype("float64") if name in known else None


def _scaled(op: Operation, weight: Array, scale: Array) -> Array:
    """The weight with each channel of its output scaled, one rounding more than the scale has."""
    rest, factors = (1,) * (weight.ndim - 2), scale.astype("float32")
    if not isinstance(op, ConvTranspose):
        return weight * factors.reshape(-1, 1, *rest)  # cases 1 and 3
    groups, inner, outer = op.groups, weight.shape[0] // op.groups, weight.shape[1]
    parts = weight.reshape(groups, inner, *weight.shape[1:])
    return (parts * factors.reshape(groups, 1, outer, *rest)).reshape(weight.shape)  # case 2
