"""A network as a list: what each node gives, holds and costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tenet.analysis.moments import Moment, Moments
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node, Parameter
from tenet.ops.source import Constant
from tenet.types.dim import Dim, product
from tenet.types.shape import Shape
from tenet.types.tensor import TensorType

VERSION = 1
DIGITS = 4
"""As many as a prediction may claim."""


@frozen
class Row:
    """One node. Parameters are what is learned, frozen or not, without statistics.

    The scale is predicted for the first weights; none where it is not asked for, or nothing can be said.
    """

    node: Node
    parameters: Dim
    macs: Dim
    scale: Moment | None = None


@frozen
class Overview:
    """A network's nodes except constants, and what they come to; a shared parameter counts once."""

    graph: Graph
    rows: tuple[Row, ...]
    parameters: Dim
    trainable: Dim
    macs: Dim

    def content(self) -> dict[str, object]:
        """The overview as `tenet show --format json` prints it; a symbolic size is its name."""
        return {
            "version": VERSION,
            "network": self.graph.name,
            "inputs": {name: _type(value.type) for name, value in self.graph.inputs.items()},
            "outputs": {name: _type(value.type) for name, value in self.graph.outputs.items()},
            "parameters": plain(self.parameters),
            "trainable": plain(self.trainable),
            "macs": plain(self.macs),
            "nodes": [_content(row) for row in self.rows],
        }


def overview(graph: Graph, moments: Moments | None = None, still: Collection[str] = ()) -> Overview:
    """The overview of a network, with the scales that are predicted, where they are given.

    Parameters of the paths in `still` are not moved by training.
    """
    rows = tuple(
        Row(
            node,
            _size(node.parameters),
            node.macs,
            None if moments is None else moments.of(node.output),
        )
        for node in graph.nodes
        if not isinstance(node.op, Constant)
    )
    learned = _size(graph.parameters.values())
    macs: Dim = 0
    for row in rows:
        macs = macs + row.macs
    moved = _size(p for path, p in graph.parameters.items() if path not in still)
    return Overview(graph, rows, learned, moved, macs)


def plain(dim: Dim) -> int | str:
    """A size as a number, or by its name."""
    return dim if isinstance(dim, int) else str(dim)


def _size(parameters: Iterable[Parameter]) -> Dim:
    total: Dim = 0
    for parameter in parameters:
        if parameter.trainable:
            total = total + product(parameter.shape)
    return total


def _content(row: Row) -> dict[str, object]:
    first = row.node.span.first
    return {
        "path": row.node.path,
        "op": row.node.op.term(),
        **_type(row.node.output.type),
        "parameters": plain(row.parameters),
        "macs": plain(row.macs),
        "scale": None if row.scale is None else _scale(row.scale),
        "file": row.node.span.source.name,
        "line": first.line,
    }


def _scale(moment: Moment) -> dict[str, float]:
    """The root mean square, and the interval in which it lies for 95 of 100 draws of weights."""
    told = {"rms": moment.rms, "low": moment.low, "high": moment.high}
    return {name: float(f"{value:.{DIGITS}g}") for name, value in told.items()}


def _type(kind: TensorType) -> dict[str, object]:
    return {"shape": _shape(kind.shape), "dtype": kind.dtype.value}


def _shape(shape: Shape) -> list[int | str]:
    return [plain(dim) for dim in shape]
