"""Divide the nodes of a function into steps: nodes, and uses of blocks that become functions of their own.

Nodes of one use stand together in the order of a graph, and an order in which everything is computed
before it is read leaves no way out of such a stretch and back into it: it can be called as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from tenet.frozen import frozen
from tenet.ir.body import body_of
from tenet.ir.graph import BlockUse, Graph, Node, Value
from tenet.ops.source import Input


@frozen
class Unit:
    """A use of a block that is written as a class or function of its own.

    Attributes:
        path: the scope of its nodes.
        block: what is used.
        nodes: all of them, those of units inside it too.
        inputs: the values that it reads from outside, by the names that the block gives them.
        outputs: the values that it gives back: its results, and whatever else is read outside.
        steps: what its body does.
    """

    path: str
    block: BlockUse
    nodes: tuple[Node, ...]
    inputs: Mapping[str, Value]
    outputs: tuple[Value, ...]
    steps: tuple[Step, ...]

    @property
    def results(self) -> dict[str, Value]:
        """The outputs by what the block calls them."""
        found: dict[str, Value] = {}
        for value in self.outputs:
            wanted = self.block.results.get(value.number, "result")
            name, count = wanted, 2
            while name in found:
                name, count = f"{wanted}_{count}", count + 1
            found[name] = value
        return found


@frozen
class Step:
    """One statement of a body: a node, or a call of a unit."""

    reads: tuple[Value, ...]
    gives: tuple[Value, ...]
    what: Node | Unit


def step_of(node: Node) -> Step:
    """The statement that computes a node."""
    return Step(node.inputs, node.outputs, node)


def scope_of(path: str) -> str:
    """The scope that a path stands in."""
    return path.rpartition(".")[0]


class Outline:
    """Which uses of blocks are units, for functions that share one graph.

    Args:
        graph: whose nodes the functions compute.
        functions: the nodes of each; a use that one of them divides is no unit.
        kept: the numbers of the values that are read from outside the graph.
        reserved: names that a unit's inputs cannot have.
        apart: the layers of uses that are not the same wherever they are used.
    """

    def __init__(
        self,
        graph: Graph,
        functions: Sequence[Sequence[Node]],
        kept: Collection[int],
        reserved: Collection[str],
        apart: Collection[str] = (),
    ) -> None:
        self.graph = graph
        self.blocks = graph.blocks
        self.kept = kept
        self.reserved = reserved
        whole = self._alike(graph, self._unbroken(functions))
        self.whole = frozenset(s for s in whole if self.blocks[s].layer not in apart)

    def steps(self, nodes: Sequence[Node]) -> tuple[Step, ...]:
        """The statements of a function of these nodes."""
        return tuple(self._steps([n for n in nodes if not isinstance(n.op, Input)], ""))

    def _unbroken(self, functions: Sequence[Sequence[Node]]) -> frozenset[str]:
        """The uses that no function divides, and whose parameters are their own."""
        counts = [self._count(nodes) for nodes in (self.graph.nodes, *functions)]
        foreign = {
            scope
            for node in self.graph.nodes
            if node.parameters or body_of(node.op) is not None
            for scope in self._scopes(node.path)
            if body_of(node.op) is not None
            or not node.layer.startswith(f"{self.blocks[scope].layer}.")
        }
        return frozenset(
            scope
            for scope, total in counts[0].items()
            if scope not in foreign and all(c[scope] in {0, total} for c in counts[1:])
        )

    def _count(self, nodes: Sequence[Node]) -> Counter[str]:
        return Counter(scope for node in nodes for scope in self._scopes(node.path))

    def _alike(self, graph: Graph, whole: frozenset[str]) -> frozenset[str]:
        """Those of which every use of the same parameters computes the same: one unit can be all."""
        first: dict[str, object] = {}
        apart: set[str] = set()
        for scope, block in self.blocks.items():
            said = None
            if scope in whole:
                said = _signature(
                    scope, block, [n for n in graph.nodes if n.path.startswith(f"{scope}.")]
                )
            if first.setdefault(block.layer, said) != said or said is None:
                apart.add(block.layer)
        return frozenset(s for s in whole if self.blocks[s].layer not in apart)

    def _scopes(self, path: str) -> Iterator[str]:
        """The uses of blocks that a path stands in, from the inside out."""
        scope = scope_of(path)
        while scope:
            if scope in self.blocks:
                yield scope
            scope = scope_of(scope)

    def _steps(self, nodes: Sequence[Node], inside: str) -> Iterator[Step]:
        place = 0
        while place < len(nodes):
            scope = self._outermost(nodes[place].path, inside)
            if scope is None:
                yield step_of(nodes[place])
                place += 1
                continue
            end = place
            while end < len(nodes) and nodes[end].path.startswith(f"{scope}."):
                end += 1
            unit = self._unit(scope, nodes[place:end])
            yield Step(tuple(unit.inputs.values()), unit.outputs, unit)
            place = end

    def _outermost(self, path: str, inside: str) -> str | None:
        """The outermost unit around a path, within the one that is being written."""
        found = None
        for scope in self._scopes(path):
            if scope == inside:
                break
            if scope in self.whole:
                found = scope
        return found

    def _unit(self, scope: str, nodes: Sequence[Node]) -> Unit:
        block = self.blocks[scope]
        others = (n for n in self.graph.nodes if not n.path.startswith(f"{scope}."))
        read = {v.number for n in others for v in n.inputs}.union(self.kept)
        made = {value.number for node in nodes for value in node.outputs}
        inputs: dict[str, Value] = {}
        known: dict[int, str] = {}
        for value in (v for n in nodes for v in n.inputs):
            if value.number in made or value.number in known:
                continue
            wanted = block.inputs.get(value.number, value.hint or "x")
            wanted += "_" if wanted in self.reserved else ""
            name, count = wanted, 2
            while name in inputs:
                name, count = f"{wanted}_{count}", count + 1
            inputs[name] = value
            known[value.number] = name
        # A block gives back all its results, whether or not anybody reads them here.
        read |= block.results.keys()
        outputs = tuple(v for n in nodes for v in n.outputs if v.number in read)
        return Unit(scope, block, tuple(nodes), inputs, outputs, tuple(self._steps(nodes, scope)))


def _signature(scope: str, block: BlockUse, nodes: Sequence[Node]) -> object:
    """What a use computes, without where it stands: equal for two that one unit can stand for."""
    made = (value.number for node in nodes for value in node.outputs)
    local = {number: place for place, number in enumerate(made)}
    outside: dict[int, int] = {}
    said = []
    for node in nodes:
        reads = [
            local[v.number]
            if v.number in local
            else -1 - outside.setdefault(v.number, len(outside))
            for v in node.inputs
        ]
        path = node.path.removeprefix(f"{scope}.")
        layer = node.layer.removeprefix(f"{block.layer}.")
        kinds = tuple((kind.bare, kind.batched) for kind in node.types)
        said.append((node.op, path, layer, tuple(reads), kinds, node.parameters))
    return said
