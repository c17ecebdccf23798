"""Compare what a network makes of mixed rows with the targets of both.

Before: cross_entropy(p, t). After: share * cross_entropy(p, t) + (1 - share) * cross_entropy(p, partner_t),
where partner_t and share are new inputs. What hangs on no target is computed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tenet.catalogue.operation import Operation
from tenet.frozen import frozen, replace
from tenet.ir.builder import apply
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.arithmetic import Add, Mul, Sub
from tenet.ops.source import Constant, Input
from tenet.source import Span
from tenet.types.tensor import DType, Interval, TensorType


@frozen
class MixedLoss:
    """An objective of mixed rows.

    Attributes:
        objective: with the loss of both rows' targets.
        partners: the inputs that hold the other row's targets, each with the field that it holds.
        share: the input that tells how much of a row is its own.
    """

    objective: Graph
    partners: Mapping[str, str]
    share: str


def mix_loss(objective: Graph, network: Graph, taken: Iterable[str] = ()) -> MixedLoss:
    """The objective of a network for mixed rows; with all of its own, a row has the loss that it had.

    No new input has a name that is taken.
    """
    return _Mixing(objective, network, taken).mixed()


class _Mixing:
    """The nodes of an objective, and those beside them that the other row's targets reach."""

    def __init__(self, objective: Graph, network: Graph, taken: Iterable[str]) -> None:
        self.objective = objective
        self.given = set(network.inputs)
        self.taken = {*(node.path for node in objective.nodes), *taken}
        self.fresh = 1 + max(v.number for node in objective.nodes for v in node.outputs)
        self.span = objective.producers[objective.outputs["loss"].number].span
        self.nodes: list[Node] = []
        self.twins: dict[int, Value] = {}
        """The same of the other row, by number."""
        self.partners: dict[str, str] = {}

    def mixed(self) -> MixedLoss:
        """The objective with both losses."""
        for node in self.objective.nodes:
            self.nodes.append(node)
            if isinstance(node.op, Input) and node.output.hint not in self.given:
                twin = self._twin(node)
                self.partners[twin.hint] = node.output.hint
            elif any(value.number in self.twins for value in node.inputs):
                self._twin(node)
        own = self.objective.outputs["loss"]
        kind = TensorType(DType.F32, (), Interval(0, 1), batched=False)
        share = self._add(Input(type=kind), (), "share")
        rest = self._add(Sub(), (self._add(Constant(value=1.0), (), "one"), share), "rest")
        parts = (
            self._add(Mul(), (share, own), "own"),
            self._add(Mul(), (rest, self.twins[own.number]), "other"),
        )
        loss = self._add(Add(), parts, "mixed")
        outputs = {**self.objective.outputs, "loss": replace(loss, hint="loss")}
        self.nodes[-1] = replace(self.nodes[-1], output=outputs["loss"])
        whole = replace(self.objective, nodes=tuple(self.nodes), outputs=outputs)
        return MixedLoss(whole, self.partners, share.hint)

    def _twin(self, node: Node) -> Value:
        """What a node computes for the other row. Effect: it is there."""
        inputs = tuple(self.twins.get(value.number, value) for value in node.inputs)
        hint = f"partner_{node.output.hint}" if node.output.hint else ""
        self._add(node.op, inputs, hint, node.span)
        twin = self.nodes[-1]
        pairs = zip(node.outputs, twin.outputs, strict=True)
        self.twins |= {value.number: other for value, other in pairs}
        return twin.output

    def _add(
        self, op: Operation, inputs: tuple[Value, ...], hint: str, span: Span | None = None
    ) -> Value:
        """The value of an operation. Effect: its node is there, at the loss's place unless another is given."""
        entering = isinstance(op, Input)
        path = self._name(hint if entering else f"loss.mix.{hint or op.term()}")
        made = apply(
            op,
            inputs,
            number=self.fresh,
            path=path,
            layer=path,
            hint=path if entering else hint,
            span=span or self.span,
        )
        self.fresh += len(made.outputs)
        self.nodes.append(made)
        return made.output

    def _name(self, wanted: str) -> str:
        """A name that is free. Effect: it is taken."""
        found, number = wanted, 1
        while found in self.taken:
            number += 1
            found = f"{wanted}_{number}"
        self.taken.add(found)
        return found
