"""Leave padding out of what looks along rows of unequal length, so that a row means what it means alone.

Before: x -> max(axis=0), where x is f32[T, 4]. After: fill(x, T, -inf) -> max(axis=0), where T is a new
input: how many places of each row are real. A size such as (T + 1) // 2 is computed of it for each row.

1. What has a neutral number sees that number at padded places.
2. A mean is the sum over the real places, divided by their count; so is a variance.
3. Recurrences and attention are told how many places are real; causal attention never sees beyond.
4. The last place, and a mask, are those of the row itself.
5. A window that strides with `same` padding begins where it would begin on the row alone.
6. What only lays rows out, joins them, or looks at windows within them, keeps padding at the end.
7. The body of a loop is rewritten by itself, and told what it needs; a scan stops at a row's end.
8. A loss is told what counts, or how long what it compares is.

What is none of these is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import isinf

from tenet.catalogue.operation import Operation
from tenet.diagnostics import TenetError
from tenet.frozen import replace
from tenet.ir.builder import apply
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.arithmetic import Div, Sub
from tenet.ops.attention import Attention
from tenet.ops.cast import Cast
from tenet.ops.concat import Concat
from tenet.ops.conv import Conv
from tenet.ops.last import Last
from tenet.ops.loop import Loop
from tenet.ops.mathematics import Sqrt, Square
from tenet.ops.matmul import Matmul
from tenet.ops.norm import BatchNorm
from tenet.ops.padding import Align, Fill, Mask, RealSize
from tenet.ops.pool import GlobalAvgPool, MaxPool
from tenet.ops.recurrent import Recurrent
from tenet.ops.reduction import Mean, Spread, Std, Sum
from tenet.ops.slice import Place, Slice
from tenet.ops.source import Constant, Input
from tenet.passes.beside import made, numbered
from tenet.passes.mask_losses import masked
from tenet.passes.mistakes import PADDED
from tenet.passes.tell_loops import told
from tenet.policy.loss import Averaged
from tenet.types.dim import Dim, named, names, product
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType


def leave_padding_out(graph: Graph, *, inference: bool = False) -> Graph:
    """The graph with a further input for each size that may differ from row to row, where it matters.

    At inference batch norm looks along nothing.
    """
    return _left_out(graph, _varying(graph), inference=inference)


def _left_out(graph: Graph, sizes: frozenset[str], *, inference: bool) -> Graph:
    """The same, where these sizes may differ."""
    known = {node.output.number for node in graph.nodes}
    loops = any(isinstance(node.op, Loop) for node in graph.nodes)
    if not (sizes or loops) or any(numbered("size", name) in known for name in sizes):
        return graph  # nothing varies, or it has been seen to
    first = _Rewriting(graph, sizes, inference=inference)
    changed = graph.rewritten(first.changed)
    if not first.needed:
        return changed
    # What is needed stands right after the inputs, so that no use of a block is divided by it.
    ready = _Rewriting(graph, sizes, first.needed, inference=inference)
    head = [node for node in graph.nodes if isinstance(node.op, Input)]
    tail = [node for node in graph.nodes if not isinstance(node.op, Input)]
    whole = replace(graph, nodes=(*head, *ready.nodes, *tail))
    return whole.rewritten(ready.changed)


def _varying(graph: Graph) -> frozenset[str]:
    """The sizes that may differ from row to row: named in inputs, and needed by no parameter."""
    found = {n for v in graph.inputs.values() for d in v.type.shape for n in names(d)}
    fixed = {n for p in graph.parameters.values() for d in p.shape for n in names(d)}
    return frozenset(name for name in found - fixed if name.isidentifier())


class _Rewriting:
    """What is known while nodes are rewritten; `needed` are the sizes that are computed beforehand."""

    def __init__(
        self,
        graph: Graph,
        sizes: frozenset[str],
        needed: dict[Dim, None] | None = None,
        *,
        inference: bool,
    ) -> None:
        self.inference = inference
        self.sizes = sizes
        self.span = graph.nodes[0].span
        self.taken = {*graph.inputs}
        self.needed: dict[Dim, None] = {} if needed is None else needed
        self.known: dict[Dim, Value] = {}
        self.nodes: list[Node] = []
        for size in needed or {}:
            self._compute(size)

    def _compute(self, size: Dim) -> None:
        """Effect: the nodes that give a size of each row are there."""
        lengths = [self._length(name) for name in sorted(names(size))]
        if size not in self.known:
            path = f"real_{len(self.nodes)}"
            self._keep(size, RealSize(size=size), tuple(lengths), path, "")

    def _length(self, name: str) -> Value:
        """The input that tells a named size of each row."""
        size = named(name)
        if size not in self.known:
            free = name
            while free in self.taken:
                free += "_"
            self.taken.add(free)
            kind = TensorType(DType.I64, (), Interval(1))
            self._keep(size, Input(type=kind), (), free, free)
        return self.known[size]

    def _keep(
        self, size: Dim, op: Operation, inputs: tuple[Value, ...], path: str, hint: str
    ) -> None:
        node = apply(
            op,
            inputs,
            number=numbered("size", size),
            path=path,
            layer=path,
            hint=hint,
            span=self.span,
        )
        self.nodes.append(node)
        self.known[size] = node.output

    def real(self, size: Dim) -> Value:
        """How many places of an axis are real. Effect: it is known to be needed."""
        self.needed.setdefault(size)
        return self.known.get(size) or Value(numbered("size", size), TensorType(DType.I64, ()), "")

    def open(self, size: Dim) -> bool:
        """Whether rows may differ in this size."""
        return not self.sizes.isdisjoint(names(size))

    def changed(self, node: Node) -> Node | tuple[Node, ...]:
        """The node, or what stands in its place."""
        if not node.inputs:
            return node
        for matches, change in CASES:
            if matches(node.op):
                found = change(self, node)
                if found is not None:
                    return found
        axes = self.mixed(node)
        if not axes:
            return node
        if node.op.neutral is None:
            size = node.types[0].shape[axes[0]]
            raise _refused(node, f"`{node.op.term()}` would see padding: it looks along", size)
        nodes = self.filled(node, axes, node.op.neutral)
        left = [
            a for a in axes if a < node.output.type.rank and self.open(node.output.type.shape[a])
        ]
        unbounded = isinf(node.op.neutral) and isinf(node.op.value_range(EVERYTHING).low)
        return self.bounded(nodes, left) if unbounded else nodes

    def bounded(self, nodes: tuple[Node, ...], axes: list[int]) -> tuple[Node, ...]:
        """The nodes, with zeros for what the last gave beyond a row: infinity times 0 would be no number."""
        node = nodes[-1]
        if not axes or node.further:
            return nodes
        found = [*nodes[:-1], replace(made(node, node.op, node.inputs, "within"), layer=node.layer)]
        for axis in axes:
            x = found[-1].output
            op = Fill(axis=axis, value=0)
            found.append(made(node, op, (x, self.real(x.type.shape[axis])), f"bounded{axis}"))
        last = replace(found[-1], output=node.output, path=node.path, layer=node.layer)
        return (*found[:-1], last)

    def mixed(self, node: Node) -> list[int]:
        """The axes along which a node looks, and rows may differ."""
        x = node.types[0]
        if self.inference and isinstance(node.op, BatchNorm):
            return []
        return [a for a in node.op.mixes(*node.types) if x.batched and self.open(x.shape[a])]

    def filled(self, node: Node, axes: list[int], value: float) -> tuple[Node, ...]:
        """The node, with a number at the padded places of its inputs."""
        nodes: list[Node] = []
        inputs = list(node.inputs)
        for axis in axes:
            size = node.types[0].shape[axis]
            for place, x in enumerate(inputs):
                if not x.type.batched or x.type.shape[axis : axis + 1] != (size,):
                    continue
                op, word = Fill(axis=axis, value=value), f"filled{axis}_{place}"
                nodes.append(made(node, op, (x, self.real(size)), word))
                inputs[place] = nodes[-1].output
        return (*nodes, replace(node, inputs=tuple(inputs)))


def _refused(node: Node, what: str, size: Dim, advice: str = "") -> TenetError:
    """The mistake of a node that would see padding; some advice, before what always helps."""
    message = f"{what} {size} places, which may differ from row to row"
    always = "give the input its sizes in numbers, if all rows are as long"
    return PADDED.error(node.span, message, help=f"{advice}; or {always}" if advice else always)


Changed = Node | tuple[Node, ...] | None
"""What stands in a node's place; none where the case does not hold."""


def _mean(at: _Rewriting, node: Node) -> Changed:
    """Case 2."""
    axes = at.mixed(node)
    if not axes:
        return None
    along = node.op.mixes(*node.types)
    keep = isinstance(node.op, Mean) and node.op.keep
    nodes = _averaged(at, node, node.inputs[0], along, keep=keep)
    return (*nodes[:-1], replace(nodes[-1], output=node.output, path=node.path, layer=node.layer))


def _averaged(  # noqa: PLR0913  # a mean has so many parts
    at: _Rewriting,
    node: Node,
    x: Value,
    along: tuple[int, ...],
    *,
    keep: bool,
    word: str = "",
    less: int = 0,
) -> list[Node]:
    """Nodes that give the sum over the real places divided by their count, or by some less."""
    axes = [axis for axis in along if at.open(x.type.shape[axis])]
    count = at.real(product(tuple(x.type.shape[axis] for axis in along)))
    total = made(node, Sum(axis=along, keep=keep), (x,), f"{word}sum")
    nodes = [*at.filled(total, axes, 0), made(node, Cast(to="f32"), (count,), f"{word}count")]
    if less:
        one = made(node, Constant(value=float(less)), (), f"{word}less")
        nodes += [one, made(node, Sub(), (nodes[-1].output, one.output), f"{word}freedom")]
    mean = made(node, Div(), (total.output, nodes[-1].output), f"{word}mean")
    return [*nodes, mean]


def _spread(at: _Rewriting, node: Node) -> Changed:
    """Case 2, twice: the mean, and the mean of the squares of what is left."""
    op = node.op
    assert isinstance(op, Spread)
    if not at.mixed(node):
        return None
    along, x = op.along(node.types[0]), node.inputs[0]
    nodes = _averaged(at, node, x, along, keep=True)
    nodes.append(made(node, Sub(), (x, nodes[-1].output), "centred"))
    nodes.append(made(node, Square(), (nodes[-1].output,), "square"))
    nodes += _averaged(
        at,
        node,
        nodes[-1].output,
        along,
        keep=op.keep,
        word="square_",
        less=int(op.unbiased),
    )
    if isinstance(op, Std):
        nodes.append(made(node, Sqrt(), (nodes[-1].output,), "root"))
    return (*nodes[:-1], replace(nodes[-1], output=node.output, path=node.path, layer=node.layer))


def _recurrent(at: _Rewriting, node: Node) -> Changed:
    """Case 3: the lengths follow the states."""
    op, size = node.op, node.types[0].shape[0]
    if not isinstance(op, Recurrent) or op.lengths or not at.open(size):
        return node
    count, _ = op.given
    inputs = (*node.inputs[: 1 + count], at.real(size))
    return replace(node, op=op.model_copy(update={"lengths": True}), inputs=inputs)


def _attention(at: _Rewriting, node: Node) -> Changed:
    """Case 3: the lengths of the keys stand last."""
    op, size = node.op, node.types[1].shape[0]
    if not isinstance(op, Attention) or op.lengths or op.causal or not at.open(size):
        return node
    queries, keys, values, *wired = node.inputs
    real = made(node, Fill(axis=0, value=0), (values, at.real(size)), "values")
    inputs = (queries, keys, real.output, *wired, at.real(size))
    return real, replace(node, op=op.model_copy(update={"lengths": True}), inputs=inputs)


def _loop(at: _Rewriting, node: Node) -> Changed:
    """Case 7."""
    left_out = partial(_left_out, inference=at.inference)
    return told(node, at.sizes, at.real, left_out)


def _matmul(at: _Rewriting, node: Node) -> Changed:
    """Case 1: what a row of the second matrix holds beyond the end is not to be multiplied, even by 0."""
    axes, second = at.mixed(node), node.inputs[1]
    if not axes or not second.type.batched:
        return None
    nodes = at.filled(node, axes, 0)
    axis = second.type.rank - 2
    op = Fill(axis=axis, value=0)
    real = made(node, op, (second, at.real(second.type.shape[axis])), "rows")
    first = nodes[-1].inputs[0]
    return (*nodes[:-1], real, replace(node, inputs=(first, real.output)))


def _told(at: _Rewriting, node: Node) -> Changed:
    """Cases 3 and 4: operations that can be told the length of the axis that they look along."""
    op, axes = node.op, at.mixed(node)
    if isinstance(op, Mask):
        axes = [0] if at.open(node.types[0].shape[0]) else []
    if not axes or getattr(op, "lengths", True):
        return node
    if isinstance(op, BatchNorm) and node.types[0].rank != 2:
        return None
    inputs = (*node.inputs, at.real(node.types[0].shape[axes[0]]))
    return replace(node, op=op.model_copy(update={"lengths": True}), inputs=inputs)


def _slice(at: _Rewriting, node: Node) -> Changed:
    """Case 4: `x[-1]` is the row's own last place; other places from the end are refused."""
    op, x = node.op, node.types[0]
    assert isinstance(op, Slice)
    for axis, cut in op.cuts(x).items():
        if not at.open(x.shape[axis]) or not isinstance(cut.start, int) or cut.start >= 0:
            continue
        if cut.start != -1 or not cut.drop:
            advice = "take `[-1]`, which is each row's own last place"
            raise _refused(node, "this counts from the end of", x.shape[axis], advice)
        last, given = Last(axis=axis, lengths=True), (node.inputs[0], at.real(x.shape[axis]))
        first = made(node, last, given, "last")
        rest = op.places[:axis] + op.places[axis + 1 :]
        if not any(isinstance(place, Place) for place in rest):
            return replace(first, output=node.output, path=node.path, layer=node.layer)
        return first, replace(node, op=Slice(places=rest), inputs=(first.output,))
    return None


def _window(at: _Rewriting, node: Node) -> Changed:
    """Case 5, over sequences; a window that does not stride sees neutral numbers."""
    op, x = node.op, node.types[0]
    assert isinstance(op, Conv | MaxPool)
    if x.rank != 2 or not at.open(x.shape[0]) or op.padding != "same":
        return None
    window = op.window(x)
    reach, stride = (window.kernel[0] - 1) * window.dilation[0] + 1, window.stride[0]
    if stride == 1 or reach == 1:  # a window of one place is never padded
        return None
    if reach < stride:
        what = f"`{op.term()}` steps over places: its window of {reach} moves by {stride} along"
        advice = "use a window that is at least as wide as its step, or `padding=valid`"
        raise _refused(node, what, x.shape[0], advice)
    aligned = Align(reach=reach, stride=stride, value=float(op.neutral or 0))
    first = made(node, aligned, (node.inputs[0], at.real(x.shape[0])), "aligned")
    valid = op.model_copy(update={"padding": "valid"})
    return first, replace(node, op=valid, inputs=(first.output, *node.inputs[1:]))


def _laid_out(at: _Rewriting, node: Node) -> Changed:
    """Case 6: padding stays at the end while the axis that varies stands first."""
    return node if all(axis == 0 for axis in at.mixed(node)) else None


def _joined(at: _Rewriting, node: Node) -> Changed:
    """Case 6: of joined sequences only the last may vary."""
    op = node.op
    assert isinstance(op, Concat)
    axis = op.along(node.types[0])
    varies = next((k.shape[axis] for k in node.types[:-1] if at.open(k.shape[axis])), None)
    if varies is not None:
        advice = "let the sequence that varies come last"
        raise _refused(node, f"`{op.term()}` joins something after", varies, advice)
    return node


CASES: tuple[tuple[Callable[[Operation], bool], Callable[[_Rewriting, Node], Changed]], ...] = (
    (lambda op: isinstance(op, Mean | GlobalAvgPool), _mean),
    (lambda op: isinstance(op, Spread), _spread),
    (lambda op: isinstance(op, Recurrent), _recurrent),
    (lambda op: isinstance(op, Loop), _loop),
    (lambda op: isinstance(op, Attention), _attention),
    (lambda op: isinstance(op, Averaged), lambda at, node: masked(node, at.open, at.real)),
    (lambda op: isinstance(op, Matmul), _matmul),
    (lambda op: isinstance(op, Mask | Last | BatchNorm), _told),
    (lambda op: isinstance(op, Slice), _slice),
    (lambda op: isinstance(op, Conv | MaxPool), _window),
    (lambda op: op.keeps_padding_last, lambda _, node: node),
    (lambda op: op.relays, _laid_out),
    (lambda op: isinstance(op, Concat), _joined),
)
"""Which operations each case looks at, in order."""
