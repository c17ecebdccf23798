"""What is drawn of networks: boxes in boxes, and the values that go from one to another.

A node is a box, a use of a block one that holds others, and so is the body of a loop that runs. A part, a
turn of an unrolled loop or another network in use, is a box where it is long enough to be worth folding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, TypeAlias

from tenet.analysis.moments import Moments, moments
from tenet.frozen import frozen
from tenet.ir.body import body_of
from tenet.ir.graph import BlockUse, Graph, Node, Value
from tenet.ops.source import Constant, Input
from tenet.source import Span

LONG = 4
"""Parts that hold so many boxes are boxes themselves; turns of one loop all are, if one is so long."""

Kind: TypeAlias = Literal["network", "block", "part", "loop", "node", "input", "output"]


@frozen
class Box:
    """One box of the picture.

    Attributes:
        kind: what it stands for.
        title: its path within the box around it.
        path: the path of the node, or the scope of the block or part.
        parent: the number of the box around it; -1 where there is none.
        nodes: the nodes that it stands for; those of a loop's body are in boxes of their own.
        value: what it gives, in the end; none of a network.
        span: where the spec writes it; none where there is no single place.
        use: the use of a block that it is.
        constants: the numbers among its inputs, which have no boxes.
        known: what is predicted of values here; none inside the body of a loop.
    """

    kind: Kind
    title: str
    path: str
    parent: int
    nodes: tuple[Node, ...]
    value: Value | None
    span: Span | None
    use: BlockUse | None = None
    constants: tuple[float, ...] = ()
    known: Moments | None = None

    @property
    def node(self) -> Node | None:
        """The one node that it stands for; none of what holds several."""
        return self.nodes[0] if self.kind in {"node", "loop", "input"} else None


@frozen
class Link:
    """A value that goes from one box to another, by their numbers."""

    source: int
    target: int
    value: Value


@frozen
class Scope:
    """What stands together below one path: a use of a block, a turn of a loop, a network in use."""

    path: str
    use: BlockUse | None
    items: tuple[Item, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes inside, in order."""
        return tuple(_nodes(self.items))


Item: TypeAlias = Node | Scope


class Drawing:
    """Boxes and links, as they are made."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.links: list[Link] = []

    def add(self, box: Box) -> int:
        """The number of a new box."""
        self.boxes.append(box)
        return len(self.boxes) - 1


def drawn(networks: Mapping[str, Graph]) -> Drawing:
    """The boxes of networks, each around what it holds and before it, and their links."""
    drawing = Drawing()
    for name, graph in networks.items():
        around = -1
        if len(networks) > 1:
            nodes = tuple(n for n in graph.nodes if not isinstance(n.op, Constant))
            around = drawing.add(Box("network", name, "", -1, nodes, None, None))
        _Graph(drawing, graph, moments(graph)).draw(around, "")
    return drawing


class _Graph:
    """One graph, a network or the body of a loop, as it is drawn."""

    def __init__(self, drawing: Drawing, graph: Graph, known: Moments | None) -> None:
        self.drawing = drawing
        self.graph = graph
        self.known = known
        self.homes: dict[int, int] = {}
        """By the number of a value, the box that gives it."""

    def draw(self, parent: int, prefix: str) -> None:
        """Effect: the graph is drawn inside a box; `prefix` begins the paths of what is inside it."""
        shown = [node for node in self.graph.nodes if not isinstance(node.op, Constant)]
        for item in items(shown, self.graph.blocks, prefix):
            self._item(item, parent, prefix)
        for name, value in self.graph.outputs.items():
            node = self.graph.producers[value.number]
            box = Box("output", name, name, parent, (), value, node.span, known=self.known)
            self._link(value, self.drawing.add(box))

    def _item(self, item: Item, parent: int, prefix: str) -> None:
        if isinstance(item, Node):
            self._node(item, parent, prefix)
            return
        kind: Kind = "part" if item.use is None else "block"
        title, use, nodes = item.path.removeprefix(prefix), item.use, item.nodes
        span = None if use is None else use.span
        value = nodes[-1].output
        box = Box(kind, title, item.path, parent, nodes, value, span, use, known=self.known)
        number = self.drawing.add(box)
        for inner in item.items:
            self._item(inner, number, f"{item.path}.")

    def _node(self, node: Node, parent: int, prefix: str) -> None:
        body = body_of(node.op)
        kind: Kind = "input" if isinstance(node.op, Input) else "node" if body is None else "loop"
        made = [self.graph.producers[value.number].op for value in node.inputs]
        numbers = tuple(op.value for op in made if isinstance(op, Constant))
        title = node.path.removeprefix(prefix)
        box = Box(kind, title, node.path, parent, (node,), node.output, node.span, None, numbers, self.known)  # fmt: skip
        number = self.drawing.add(box)
        for value in dict.fromkeys(node.inputs):
            self._link(value, number)
        self.homes |= {value.number: number for value in node.outputs}
        if body is not None:
            _Graph(self.drawing, body.graph, None).draw(number, f"{node.path}.")

    def _link(self, value: Value, target: int) -> None:
        if value.number in self.homes:
            self.drawing.links.append(Link(self.homes[value.number], target, value))


def items(nodes: Sequence[Node], blocks: Mapping[str, BlockUse], prefix: str) -> tuple[Item, ...]:
    """Nodes as what stands together below `prefix`.

    What does not stand together in the order of the nodes is not put together, since what is
    between might need the first half and be needed by the second.
    """
    runs = [(head, list(run)) for head, run in groupby(nodes, lambda n: _head(n.path, prefix))]
    heads = [head for head, _ in runs]
    found: list[Item] = []
    for head, run in runs:
        if head is None or heads.count(head) > 1:
            found += run
            continue
        path = f"{prefix}{head}"
        found.append(Scope(path, blocks.get(path), items(run, blocks, f"{path}.")))
    return tuple(_worth_folding(found))


def _head(path: str, prefix: str) -> str | None:
    """The first scope of a path below a prefix; none of what stands right there."""
    head, dot, _ = path.removeprefix(prefix).partition(".")
    return head if dot and path.startswith(prefix) else None


def _worth_folding(found: Sequence[Item]) -> Iterator[Item]:
    """The items, with those of short parts in place of the parts."""
    longest: dict[str, int] = {}
    for item in found:
        if isinstance(item, Scope):
            loop = _loop(item)
            longest[loop] = max(longest.get(loop, 0), len(item.items))
    for item in found:
        if isinstance(item, Scope) and item.use is None and _short(item, longest):
            yield from item.items
        else:
            yield item


def _short(part: Scope, longest: Mapping[str, int]) -> bool:
    return len(part.items) == 1 or longest[_loop(part)] < LONG


def _loop(part: Scope) -> str:
    """What the paths of the turns of one loop share: those of a second `repeat` end in `0_2`, `1_2`."""
    return re.sub(r"\d+(_\d+)?$", r"\1", part.path)


def _nodes(found: Iterable[Item]) -> Iterator[Node]:
    for item in found:
        if isinstance(item, Node):
            yield item
        else:
            yield from _nodes(item.items)
