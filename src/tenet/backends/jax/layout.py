"""Hold images and volumes with channels last where XLA computes so faster.

1. A convolution reads and gives channels last.
2. What finds its channels by the layout does so too, where that saves an exchange: where what it reads is held
   so, or what it gives is asked for so.
3. All else has channels first, as the spec has them; and so has what enters a function of the network, and
   what it gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tenet.backends.outlining import Step, Unit, step_of
from tenet.backends.program import Function, Loss, Program
from tenet.frozen import replace
from tenet.ir.builder import apply
from tenet.ir.graph import Node, Value
from tenet.ops.permute import Permute
from tenet.passes.beside import numbered
from tenet.types.shape import ChannelsLast


def channels_last(made: Program) -> Program:
    """The program with the channels of images last wherever they are held so, and exchanges between."""
    laying = _Laying(dict(made.called))
    return replace(
        made,
        functions=tuple(map(laying.function, made.functions)),
        losses=tuple(map(laying.loss, made.losses)),
        bodies=tuple(map(laying.function, made.bodies)),
        called=laying.called,
    )


def held(nodes: Sequence[Node]) -> frozenset[int]:
    """The numbers of the values that are held with channels last, in a function of these nodes."""
    able = [node for node in nodes if _able(node)]
    others = [node for node in nodes if not _able(node)]
    asked: set[int] = set()
    for node in reversed(able):
        if node.op.of_products or _any(node.outputs, asked):
            asked |= {value.number for value in node.inputs if _spatial(value)}
    found = asked - {value.number for node in others for value in node.outputs}
    for node in able:
        if node.op.of_products or _any((*node.inputs, *node.outputs), found):
            found |= {value.number for value in node.outputs if _spatial(value)}
    return frozenset(found)


def _any(values: Iterable[Value], numbers: set[int] | frozenset[int]) -> bool:
    return any(value.number in numbers for value in values)


def _spatial(value: Value) -> bool:
    """Whether channels are first in the spec: in images and volumes."""
    return value.type.rank in {3, 4}


def _able(node: Node) -> bool:
    """Whether a node computes the same with channels last: it aligns no axis with one of another rank."""
    ranks = {value.type.rank for value in node.inputs} - {0}
    return node.op.finds_channels and len(ranks) == 1 and ranks <= {3, 4}


def _last(value: Value) -> Value:
    """The value with its channels last, if it has places."""
    if not _spatial(value):
        return value
    channels, *places = value.type.shape
    return replace(value, type=replace(value.type, shape=ChannelsLast((*places, channels))))


def _nodes_of(steps: Iterable[Step]) -> tuple[Node, ...]:
    """The nodes of statements, those of units too."""
    parts = (s.what.nodes if isinstance(s.what, Unit) else (s.what,) for s in steps)
    return tuple(node for part in parts for node in part)


class _Laying:
    """Lays out the functions of a program. Effect: `called` knows the loops under their new identities."""

    def __init__(self, called: dict[int, str]) -> None:
        self.called = called

    def function(self, function: Function) -> Function:
        """The function, which is given and gives back channels first."""
        body = self._begun(function.steps, {**function.inputs, **function.taps})
        body.add(function.steps)
        returned = {
            name: body.value(value, last=False) for name, value in function.returned.items()
        }
        return replace(function, steps=tuple(body.steps), returned=returned)

    def loss(self, loss: Loss) -> Loss:
        """The loss, which is given channels first."""
        body = self._begun(loss.steps, {**loss.arguments, **loss.taps})
        body.add(loss.steps)
        return replace(loss, steps=tuple(body.steps), value=body.value(loss.value, last=False))

    def _begun(self, steps: Sequence[Step], given: Mapping[str, Value]) -> _Body:
        """A body in which what is given has its channels where it is held."""
        nodes = _nodes_of(steps)
        body = _Body(held(nodes), self.called)
        body.now |= {(value.number, False): value for value in given.values()}
        for value in given.values():
            if value.number in body.held:
                body.exchange(value, nodes[0], last=True, hint=value.hint)
        return body


class _Body:
    """The statements of one function or unit, laid out so far.

    Attributes:
        held: the numbers of the values whose channels are last.
        now: what each value is by now, by the number that it had and whether its channels are last.
    """

    def __init__(self, held: frozenset[int], called: dict[int, str]) -> None:
        self.held = held
        self.called = called
        self.steps: list[Step] = []
        self.now: dict[tuple[int, bool], Value] = {}

    def add(self, steps: Iterable[Step]) -> None:
        """Effect: these statements are there, exchanges where they need them."""
        for step in steps:
            if isinstance(step.what, Unit):
                self._add_unit(step.what)
            else:
                self._add_node(step.what)

    def value(self, value: Value, *, last: bool, reader: Node | None = None) -> Value:
        """A value with its channels first or last. Effect: they are exchanged, if it was not there so."""
        if (value.number, last) not in self.now:
            self.exchange(value, reader or _nodes_of(self.steps)[-1], last=last)
        return self.now[value.number, last]

    def exchange(self, value: Value, beside: Node, *, last: bool, hint: str = "") -> None:
        """Effect: a value is there with its channels on the other side."""
        now = self.now[value.number, not last]
        word = "channels_last" if last else "channels_first"
        axes = range(value.type.rank)
        op = Permute(order=(*axes[1:], 0) if last else (axes[-1], *axes[:-1]))
        path, number = f"{beside.path}_{word}", numbered(value.number, word)
        node = apply(op, (now,), number=number, path=path, layer=path, hint=hint, span=beside.span)
        if last:
            shape = ChannelsLast(node.output.type.shape)
            node = replace(
                node, output=replace(node.output, type=replace(node.output.type, shape=shape))
            )
        self.steps.append(step_of(node))
        self.now[value.number, last] = node.output

    def _is_last(self, value: Value) -> bool:
        return value.number in self.held

    def _add_node(self, node: Node) -> None:
        last = _able(node) and _any((*node.inputs, *node.outputs), self.held)
        inputs = tuple(
            self.value(value, last=last and _spatial(value), reader=node) for value in node.inputs
        )
        laid = node
        if last or inputs != node.inputs:
            output, *further = map(_last, node.outputs) if last else node.outputs
            laid = replace(node, inputs=inputs, output=output, further=tuple(further))
        if id(node) in self.called:
            self.called[id(laid)] = self.called[id(node)]
        self._keep(step_of(laid), node.outputs)

    def _add_unit(self, unit: Unit) -> None:
        inner = _Body(self.held, self.called)
        inputs = {
            name: self.value(value, last=self._is_last(value))
            for name, value in unit.inputs.items()
        }
        for value, now in zip(unit.inputs.values(), inputs.values(), strict=True):
            inner.now[value.number, self._is_last(value)] = now
        inner.add(unit.steps)
        outputs = tuple(inner.value(value, last=self._is_last(value)) for value in unit.outputs)
        steps = tuple(inner.steps)
        laid = replace(unit, nodes=_nodes_of(steps), inputs=inputs, outputs=outputs, steps=steps)
        self._keep(Step(tuple(inputs.values()), outputs, laid), unit.outputs)

    def _keep(self, step: Step, values: Iterable[Value]) -> None:
        """Effect: a statement is there that gives these values."""
        self.steps.append(step)
        for value, now in zip(values, step.gives, strict=True):
            self.now[value.number, self._is_last(value)] = now
