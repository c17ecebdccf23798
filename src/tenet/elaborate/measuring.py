"""What a metric is given: outputs and fields, or values computed from them."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.elaborate.applicable import Beside
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.mistakes import METRIC_MISFIT
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Input
from tenet.policy.metric import Metric
from tenet.source import Span


@frozen
class Applied:
    """A metric with its pair, as `accuracy(word, tokens)` says it."""

    metric: Metric
    prediction: Value
    target: Value
    where: object = None

    def __str__(self) -> str:
        return f"`{self.metric.term()}` of a pair"


class Around(NetworkPlace):
    """The place of the loss, with the fields that have entered it."""

    entered: dict[str, Value]


class MetricPlace(NetworkPlace):
    """Inside `metrics`: values are those of the loss, and a metric applied to two is a pair to judge."""

    kinds: tuple[type[Definition], ...] = (Metric, Operation)

    def __init__(self, around: Around, outputs: Mapping[str, Value]) -> None:
        super().__init__(around.building, around.site)
        self.around = around
        self.outputs = outputs

    def enter(self, value: object, span: Span) -> object:
        """A field as an input of the graph; anything else as it is."""
        return self.around.enter(value, span)

    def apply(
        self, op: Definition, inputs: tuple[object, ...], span: Span, beside: Beside
    ) -> object:
        """The metric with its pair, or what an operation makes of its inputs."""
        if not isinstance(op, Metric):
            return super().apply(op, inputs, span, beside)
        prediction, target = inputs[:2]  # what is wired follows
        assert isinstance(prediction, Value)
        assert isinstance(target, Value)
        return Applied(op, prediction, target, beside.wired.get("where"))

    def said(self, value: Value) -> str:
        """A value as the spec writes it: an output or field by its name, else by its expression."""
        name = self.output(value) or self.field(value)
        return name if name is not None else self.builder.maker(value).span.text

    def output(self, value: Value) -> str | None:
        """The output that a value is, if it is one."""
        return _called(self.outputs, value)

    def field(self, value: Value) -> str | None:
        """The field that a value is, if it is one."""
        return _called(self.around.entered, value)

    def computed(self, values: Mapping[str, Value], span: Span) -> Graph | None:
        """What computes these values from outputs and fields; none where each is one of them.

        Raises:
            TenetError: it is something that learns, or draws at random.
        """
        if all(self.output(v) is not None or self.field(v) is not None for v in values.values()):
            return None
        needed = {value.number for value in values.values()}
        nodes: list[Node] = []
        for node in reversed(self.builder.nodes):
            if needed.isdisjoint(value.number for value in node.outputs):
                continue
            given = [v for v in node.outputs if v.number in needed and self._given(v)]
            if given:
                nodes.extend(self._input(node, value) for value in given)
                continue
            _check_computed(node, span)
            needed |= {value.number for value in node.inputs}
            nodes.append(node)
        return Graph("metric", tuple(reversed(nodes)), dict(values))

    def _given(self, value: Value) -> bool:
        return self.output(value) is not None or self.field(value) is not None

    def _input(self, node: Node, value: Value) -> Node:
        """The node by which an output or a field enters."""
        name = self.output(value) or self.field(value)
        assert name is not None
        made = replace(value, hint=name)
        op = Input(type=value.type)
        return replace(
            node, op=op, inputs=(), output=made, path=name, layer=name, parameters=(), further=()
        )


def _called(known: Mapping[str, Value], value: Value) -> str | None:
    return next((name for name, v in known.items() if v.number == value.number), None)


def _check_computed(node: Node, span: Span) -> None:
    """Check that a metric only computes: nothing in it learns, or differs while training."""
    if node.parameters or node.op.training_only or node.op.draws(*node.types):
        raise METRIC_MISFIT.error(
            span,
            f"a metric judges what the network gives out, but `{node.op.term()}` here is no mere"
            " computation: what learns, or draws at random, belongs to the network",
            help="compute it in the network and give it out as an output of its own",
        )
