"""The graph: values, each computed once by one node, in an order in which they can be computed.

    graph     ::= name, inputs, nodes, outputs
    node      ::= operation, input values, output values, path, layer, parameters, span
    value     ::= number, type, hint
    parameter ::= path, shape, role, initialiser, fans

A path is at once the parameter's name in every checkpoint, the emitted attribute, and the row that
`tenet show` prints. Types never count the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, Role
from tenet.frozen import frozen, replace
from tenet.ops.source import Input
from tenet.source import Span
from tenet.types.dim import Dim, bind
from tenet.types.shape import Shape
from tenet.types.tensor import TensorType


@frozen
class Value:
    """A tensor that exists at run time; the hint is the name that the spec gives it, if any."""

    UNCOMPARED = frozenset({"hint"})

    number: int
    type: TensorType
    hint: str

    def __str__(self) -> str:
        return f"a tensor, {self.type}"


@frozen
class Parameter:
    """A tensor that is learned, or carried along, by path."""

    path: str
    shape: Shape
    role: Role
    init: Initialiser | Literal["auto"]
    fans: tuple[Dim, Dim] | None

    @property
    def trainable(self) -> bool:
        """Whether training moves it; statistics only follow the data."""
        return self.role is not Role.STATISTIC


@frozen
class Node:
    """One operation applied once.

    The path is the node's own; the layer is the path of its parameters, which nodes share that come
    from one `shared` operation. `further` are results beside the output: a last state, a second part.
    """

    UNCOMPARED = frozenset({"span"})

    op: Operation
    inputs: tuple[Value, ...]
    output: Value
    path: str
    layer: str
    parameters: tuple[Parameter, ...]
    span: Span
    further: tuple[Value, ...] = ()

    @property
    def outputs(self) -> tuple[Value, ...]:
        """All that it gives, the output first."""
        return (self.output, *self.further)

    @property
    def types(self) -> tuple[TensorType, ...]:
        """The types of the inputs."""
        return tuple(value.type for value in self.inputs)

    def parameter(self, name: str) -> Parameter:
        """The parameter that the operation calls `name`."""
        return next(p for p in self.parameters if p.path.rpartition(".")[2] == name)

    @property
    def macs(self) -> Dim:
        """Multiply-adds for one row."""
        return self.op.macs(*self.types)


@frozen
class BlockUse:
    """What a scope of paths stands for: one use of a block of the spec.

    Attributes:
        name: the block's.
        layer: the scope of its parameters.
        inputs: what the block calls the values that it is given, by their numbers.
        results: what the block calls the values that it gives back, by their numbers.
        doc: what the spec says above it.
        span: where the spec uses it.
    """

    name: str
    layer: str
    inputs: Mapping[int, str]
    results: Mapping[int, str]
    doc: str
    span: Span


@frozen
class Graph:
    """A network, or a network with what training asks of it.

    `blocks` tells of the scopes, by path, that are uses of blocks, and `most` how large sizes are at
    most that are known only later, by name; they change nothing that is computed.
    """

    UNCOMPARED = frozenset({"blocks", "most"})

    name: str
    nodes: tuple[Node, ...]
    outputs: Mapping[str, Value]
    blocks: Mapping[str, BlockUse] = {}
    most: Mapping[str, int] = {}

    @property
    def inputs(self) -> dict[str, Value]:
        """The fields that enter, by name, in the order of the header."""
        return {n.output.hint: n.output for n in self.nodes if isinstance(n.op, Input)}

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by path, each once, in the order of first use."""
        return {p.path: p for node in self.nodes for p in node.parameters}

    @property
    def producers(self) -> dict[int, Node]:
        """The node that computes each value, by the value's number."""
        return {value.number: node for node in self.nodes for value in node.outputs}

    @property
    def consumers(self) -> dict[int, list[Node]]:
        """The nodes that read each value, by the value's number."""
        found: dict[int, list[Node]] = {v.number: [] for node in self.nodes for v in node.outputs}
        for node in self.nodes:
            for value in node.inputs:
                found[value.number].append(node)
        return found

    def rewritten(self, change: Callable[[Node], Node | Value | tuple[Node, ...]]) -> Graph:
        """The graph with each node changed.

        A node of one result may also be replaced by a value that exists already, and any node by
        several of which the last computes what it did.

        The change sees nodes whose inputs are already the new ones.
        """
        new: dict[int, Value] = {}
        nodes: list[Node] = []
        for node in self.nodes:
            moved = replace(node, inputs=tuple(new[v.number] for v in node.inputs))
            result = change(moved)
            if isinstance(result, Value):
                new[node.output.number] = result
                continue
            replacing = (result,) if isinstance(result, Node) else result
            nodes.extend(replacing)
            for value, now in zip(node.outputs, replacing[-1].outputs, strict=True):
                new[value.number] = now
        outputs = {name: new[value.number] for name, value in self.outputs.items()}
        return replace(self, nodes=tuple(nodes), outputs=outputs)

    def reduced(self, outputs: Iterable[str]) -> Graph:
        """The part that these outputs need; every input stays."""
        kept = {name: self.outputs[name] for name in outputs}
        needed = {value.number for value in kept.values()}
        nodes: list[Node] = []
        for node in reversed(self.nodes):
            made = {value.number for value in node.outputs}
            if not made.isdisjoint(needed) or isinstance(node.op, Input):
                needed |= {value.number for value in node.inputs}
                nodes.append(node)
        return replace(self, nodes=tuple(reversed(nodes)), outputs=kept)


def bound(shape: Shape, sizes: Mapping[str, Dim]) -> Shape:
    """A shape with named sizes replaced by what they turned out to be."""
    return tuple(bind(dim, sizes) for dim in shape)
