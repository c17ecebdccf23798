"""How much each row counts in a loss: a part is judged in pieces, which count as much as their rows do together."""

from __future__ import annotations

import numpy as np

from tenet.backends.engine import Engine
from tenet.data.arrays import Array, Indices, Ragged
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node
from tenet.ops.source import Input
from tenet.policy.loss import Averaged
from tenet.policy.losses.cross_entropy import OfClasses
from tenet.train.batches import batches
from tenet.train.lengths import size_inputs
from tenet.train.prepare import Prepared


def row_weights(engine: Engine, prepared: Prepared, rows: Indices, most: int) -> Array | None:
    """How much each of some rows counts, found for so many at once; none where all count alike.

    None too where a loss has terms that count rows in different ways, or ask the network how much they count: of these
    pieces know no more than their sum.
    """
    graphs = prepared.graphs
    objective = graphs.objective if graphs.judgement is None else graphs.judgement
    assert objective is not None
    terms = [node for node in objective.nodes if node.op.kind == "loss"]
    graph = _counting(objective, terms)
    if not graph.outputs or graph.parameters or not _known(graph, prepared):
        return None
    pieces = [_weights(engine, prepared, graph, terms, part) for part in batches(rows, most)]
    each = np.concatenate(pieces, axis=1)
    totals = each.sum(axis=1, keepdims=True)
    alike = totals.all() and np.allclose(each / totals, each[:1] / totals[:1], rtol=1e-6, atol=0)
    return each[0] if alike else None


def _counts(node: Node) -> dict[str, int]:
    """The inputs of a term that tell how much its rows count, by what they do: weights, and classes."""
    op = node.op
    if not isinstance(op, Averaged) or op.reduce == "sum":
        return {}
    found = {f"weight_{place}": place for place in op.weighing}
    if isinstance(op, OfClasses) and (op.class_weights is not None or op.ignore is not None):
        found["class"] = 1
    return found


def _counting(objective: Graph, terms: list[Node]) -> Graph:
    """What computes these inputs of all terms, of nothing but what it needs."""
    outputs = {
        f"{name}_of_{number}": node.inputs[place]
        for number, node in enumerate(terms)
        for name, place in _counts(node).items()
    }
    graph = replace(objective, outputs=outputs, blocks={}).reduced(outputs)
    read = {value.number for node in graph.nodes for value in node.inputs}
    read |= {value.number for value in outputs.values()}
    used = (n for n in graph.nodes if not isinstance(n.op, Input) or n.output.number in read)
    return replace(graph, nodes=tuple(used))


def _known(graph: Graph, prepared: Prepared) -> bool:
    """Whether all that a graph reads is known of rows as they are judged."""
    told = {*prepared.dataset.fields, *size_inputs(graph, prepared.sizes)}
    return set(graph.inputs) <= told


def _weights(
    engine: Engine, prepared: Prepared, graph: Graph, terms: list[Node], rows: Indices
) -> Array:
    """How much each row counts in each term."""
    sizes = {size: long[rows] for size, long in prepared.sizes.items()}
    given: dict[str, Array] = {**size_inputs(graph, sizes)}
    for name in set(graph.inputs) - set(given):
        field = prepared.dataset.fields[name][rows]
        given[name] = field.padded() if isinstance(field, Ragged) else field
    made = engine.compute(graph, given)
    found = np.ones((len(terms), len(rows)))
    for number, node in enumerate(terms):
        values = [
            _of_classes(node, made[f"{name}_of_{number}"])
            if name == "class"
            else made[f"{name}_of_{number}"].astype(np.float64)
            for name in _counts(node)
        ]
        found[number] = _summed(values, len(rows))
    return found


def _of_classes(node: Node, classes: Array) -> Array:
    """How much each target counts by its class."""
    op = node.op
    assert isinstance(op, OfClasses)
    assert op.class_weights != "balanced", "the training rows have been counted"
    left = np.ones(classes.shape) if op.ignore is None else (classes != op.ignore).astype(float)
    if op.class_weights is None:
        return left
    return np.array(op.class_weights)[np.where(left > 0, classes, 0)] * left


def _summed(weights: list[Array], rows: int) -> Array:
    """The sum over the places of each row of the product of weights, each of which stands on the first axes."""
    rank = max((w.ndim for w in weights), default=1)
    product = np.ones((rows,) + (1,) * (rank - 1))
    for weight in weights:
        product = product * weight.reshape(weight.shape + (1,) * (rank - weight.ndim))
    summed: Array = product.reshape(rows, -1).sum(axis=1)
    return summed
