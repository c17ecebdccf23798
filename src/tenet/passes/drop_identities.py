"""Leave out what changes nothing.

Before: x -> reshape(4) -> relu, where x is f32[4] already. After: x -> relu.

1. What lays numbers out as they lie: reshape, flatten, squeeze, expand, tile, repeat_each, permute, concat.
2. A part that is the whole: slice, crop, split into one; and places of which none are added: pad.
3. Arithmetic with a number that does nothing: x + 0, x - 0, x * 1, x / 1, x ** 1.
4. A cast to the type that it is.
"""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.arithmetic import Add, Div, Mul, Pow, Sub
from tenet.ops.cast import Cast
from tenet.ops.concat import Concat
from tenet.ops.crop import Crop
from tenet.ops.expand import Expand
from tenet.ops.flatten import Flatten
from tenet.ops.pad import Pad
from tenet.ops.permute import Permute
from tenet.ops.reshape import Reshape
from tenet.ops.slice import Slice
from tenet.ops.source import Constant
from tenet.ops.split import Split
from tenet.ops.squeeze import Squeeze
from tenet.ops.tile import RepeatEach, Tile

LAID = (Reshape, Flatten, Squeeze, Expand, Tile, RepeatEach, Concat, Slice, Crop, Split, Pad, Cast)
"""What changes nothing where its one tensor comes out as the type that it was."""
IDLE: dict[type[Operation], tuple[float, bool]] = {
    Add: (0, True),
    Sub: (0, False),
    Mul: (1, True),
    Div: (1, False),
    Pow: (1, False),
}
"""The number that does nothing on the right, and whether it does nothing on the left too."""


def drop_identities(graph: Graph) -> Graph:
    """The graph with whatever read the result of such an operation reading what it was given."""
    producers = graph.producers

    def kept(node: Node) -> Node | Value:
        same = _same(node, producers)
        if same is None or _bare(same) != _bare(node.output):
            return node
        return same

    return graph.rewritten(kept).reduced(graph.outputs)


def _bare(value: Value) -> object:
    """A type without its range, which may be narrower behind an operation."""
    kind = value.type
    return kind.dtype, kind.shape, kind.batched


def _same(node: Node, producers: dict[int, Node]) -> Value | None:
    """The input that comes out unchanged, provided that it keeps its type; none where none does."""
    if isinstance(node.op, LAID) and not node.further:
        return node.inputs[0]  # cases 1, 2 and 4
    if isinstance(node.op, Permute):
        x = node.types[0]
        return node.inputs[0] if node.op.axes(x) == tuple(range(x.rank)) else None
    number, either = IDLE.get(type(node.op), (0, None))
    if either is None:
        return None
    left, right = node.inputs  # case 3
    if _is(producers[right.number], number):
        return left
    return right if either and _is(producers[left.number], number) else None


def _is(node: Node, number: float) -> bool:
    return isinstance(node.op, Constant) and node.op.value == number
