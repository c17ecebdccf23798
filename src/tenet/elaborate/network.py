"""Elaborate a network: statement by statement, each operation becomes a node of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic, Edit, Fix, Label, TenetError, nearest
from tenet.diagnostics.diagnostic import Safety
from tenet.elaborate import call
from tenet.elaborate.context import POISON, TENSOR_ARITHMETIC, Context, Several
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.mistakes import (
    BROKEN_PROMISE,
    NAME_TAKEN,
    NO_SUCH_FIELD,
    NOT_A_TENSOR,
    NOT_YET,
    SOFTMAX_TWICE,
    UNKNOWN_NAME,
    UNUSED,
)
from tenet.elaborate.scope import Scope
from tenet.elaborate.typing import hold, tensor_type, unify
from tenet.frozen import frozen
from tenet.ir.builder import GraphBuilder
from tenet.ir.graph import Graph, Value
from tenet.ops.source import Constant, Input
from tenet.source import Span
from tenet.syntax.tree import (
    Bind,
    Error,
    For,
    If,
    Name,
    Network,
    Parameter,
    Repeat,
    Shared,
    Statement,
    Target,
)
from tenet.types.dim import decided_by_data
from tenet.types.tensor import EVERYTHING, TensorType


class NetworkPlace:
    """Inside a network: calls make nodes."""

    kinds: tuple[type[Definition], ...] = (Operation,)

    def __init__(self, builder: GraphBuilder, scope: tuple[str, ...] = ()) -> None:
        self.builder = builder
        self.scope = scope

    def holds(self, value: object) -> bool:
        """Whether the value is computed by a node."""
        return isinstance(value, Value)

    def enter(self, value: object, span: Span) -> object:
        """The value itself, under its latest name."""
        if isinstance(value, Value):
            return self.builder.nodes[value.number].output
        return value

    def apply(self, op: Definition, inputs: tuple[object, ...], span: Span) -> object:
        """The output of a new node."""
        assert isinstance(op, Operation)
        values = tuple(value for value in inputs if isinstance(value, Value))
        if op.term() == "softmax":
            self._refuse_second_softmax(values[0], span)
        return self.builder.add(op, values, span=span, scope=self.scope)

    def lift(self, number: float, span: Span) -> object:
        """The number as a constant of the graph."""
        op = Constant(value=float(number))
        return self.builder.add(op, (), span=span, scope=self.scope)

    def refuse(self, sign: str, span: Span) -> TenetError:
        """The mistake of an operator that no operation stands for."""
        return NOT_YET.error(
            span,
            f"`{sign}` on tensors is not supported yet",
            help=f"tensors have {', '.join(TENSOR_ARITHMETIC)}; conditions and ranges are static",
        )

    def describe(self, value: object) -> tuple[str, Span | None]:
        """The type of a value, and the span of the node that made it."""
        if not isinstance(value, Value):
            return str(value), None
        return str(value.type), self.builder.nodes[value.number].span

    def _refuse_second_softmax(self, value: Value, span: Span) -> None:
        if self.builder.nodes[value.number].op.term() == "softmax":
            raise SOFTMAX_TWICE.error(
                span,
                "a softmax of a softmax flattens the distribution",
                help="leave one of the two out",
                fix=_without_stage(span),
            )


def _without_stage(span: Span) -> Fix | None:
    """The fix that takes a stage of a pipeline away, with its arrow."""
    before = span.source.text[: span.start].rstrip()
    if not before.endswith("->"):
        return None
    start = len(before.removesuffix("->").rstrip())
    return Fix(Safety.UNSAFE, (Edit(Span(span.source, start, span.end), ""),))


@frozen
class NetworkBody:
    """A network on its way to a graph, and what later sections need of it."""

    builder: GraphBuilder
    graph: Graph
    """The network alone; the builder goes on to hold the loss."""


def elaborate_network(
    network: Network,
    name: str,
    outer: Scope,
    fields: Mapping[str, FieldType] | None,
    reports: list[Diagnostic],
) -> NetworkBody | None:
    """The network, or none where an output could not be computed; mistakes go to `reports`."""
    builder = GraphBuilder()
    context = Context(Scope(outer), NetworkPlace(builder), reports)
    for parameter in network.inputs:
        context.attempt(lambda p=parameter: _input(context, builder, p, fields))  # type: ignore[misc]
    for statement in network.body:
        context.attempt(lambda s=statement: execute(context, s))  # type: ignore[misc]
    outputs: dict[str, Value] = {}
    for target in network.outputs:
        context.attempt(lambda t=target: _output(context, t, outputs, network.outputs))  # type: ignore[misc]
    if not reports and not any(isinstance(statement, Error) for statement in network.body):
        _report_unused(context)  # after a mistake, a name may be unused because of it
    if len(outputs) < len(network.outputs):
        return None
    return NetworkBody(builder, builder.graph(name, outputs))


def _input(
    context: Context,
    builder: GraphBuilder,
    parameter: Parameter,
    fields: Mapping[str, FieldType] | None,
) -> None:
    name = parameter.name.text
    if name in context.scope.bindings:
        labels = (Label(context.scope.bindings[name].span, "the first is here"),)
        message = f"there are two inputs called `{name}`"
        raise NAME_TAKEN.error(parameter.name.span, message, labels=labels)
    context.scope.bind(name, POISON, parameter.name.span)
    if parameter.default is not None:
        raise NOT_YET.error(parameter.default.span, "optional inputs are not supported yet")
    kind = _input_type(context, parameter, fields)
    value = builder.add(Input(type=kind), (), span=parameter.name.span, hint=name)
    context.scope.bindings[name].value = value


def _input_type(
    context: Context, parameter: Parameter, fields: Mapping[str, FieldType] | None
) -> TensorType:
    name = parameter.name
    declared = None if parameter.type is None else tensor_type(context, parameter.type)
    if fields is None:
        if declared is None:
            raise NO_SUCH_FIELD.error(
                name.span,
                f"nothing says what `{name.text}` is: there is no `data` section",
                help=f"give it a type, such as `{name.text}: f32[3, 32, 32]`",
            )
        return declared
    if name.text not in fields:
        close = nearest(name.text, fields)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        raise NO_SUCH_FIELD.error(
            name.span,
            f"the data has no field `{name.text}` for this input{hint}",
            help=f"the fields are {', '.join(fields)}" if fields else None,
        )
    actual = fields[name.text].tensor
    if declared is None or parameter.type is None:
        return actual
    sizes = unify(declared.shape, actual.shape)
    if sizes is None or declared.dtype is not actual.dtype:
        raise BROKEN_PROMISE.error(
            parameter.type.span,
            f"the input `{name.text}` is declared {declared.bare}, but the field is {actual.bare}",
            help=f"write `{actual.bare}`, or change the field",
        )
    # A size that the data has not told yet keeps the name that the header gives it.
    told = {size: dim for size, dim in sizes.items() if not decided_by_data(dim)}
    for size, dim in told.items():
        if size in context.scope.bindings:
            context.scope.bindings[size].value = dim
    range_ = declared.range if declared.range != EVERYTHING else actual.range
    return TensorType(declared.dtype, declared.bound(told).shape, range_)


def execute(context: Context, statement: Statement) -> None:
    """Effect: the names that a statement binds are bound."""
    match statement:
        case Bind():
            _bind(context, statement)
        case Error():
            spoil(context.scope, statement)
        case _:
            for name in _bound_in(statement):
                context.scope.bind(name.text, POISON, name.span)
            word = first_word(statement.span)
            raise NOT_YET.error(word, f"`{word.text}` in a network is not supported yet")


BINDS = r"(?:param\s+|shared\s+)?(\w+(?:\s*,\s*\w+)*)"

BOUND = r"(\w+)\s*(?::[^=\n]*)?=(?!=)"


def spoil(scope: Scope, error: Error) -> None:
    """Effect: the names that a text would bind, had it no mistake, are bound to poison."""
    text = error.span.text
    found = re.match(BINDS, text)
    names = re.split(r"\s*,\s*", found[1]) if found is not None else []
    for name in (*names, *re.findall(BOUND, text)):
        if name not in scope.bindings:
            scope.bind(name, POISON, error.span)
            scope.bindings[name].used = True


def _bound_in(statement: Statement) -> Iterator[Name]:
    """The names that a statement binds, wherever inside it."""
    match statement:
        case Bind():
            yield from (target.name for target in statement.targets)
        case Shared():
            yield statement.name
        case For() | Repeat():
            yield from (name for inner in statement.body for name in _bound_in(inner))
        case If():
            inside = (*statement.then, *statement.otherwise)
            yield from (name for inner in inside for name in _bound_in(inner))
        case Error():
            pass


def first_word(span: Span) -> Span:
    """The word that a statement or declaration begins with."""
    return Span(span.source, span.start, span.start + len(span.text.split()[0]))


def _bind(context: Context, statement: Bind) -> None:
    for target in statement.targets:
        # Bound before it is made, so that a mistake here is not reported again at each use.
        name = target.name.text
        if name != "_" and name not in context.scope.bindings:
            context.scope.bind(target.name.text, POISON, target.name.span)
    made = evaluate(context, statement.value)
    values = tuple(made) if isinstance(made, Several) else (made,)
    if made is POISON:
        values = (POISON,) * len(statement.targets)
    if len(values) != len(statement.targets):
        count = "is one value" if len(values) == 1 else f"are {len(values)} values"
        raise NOT_A_TENSOR.error(
            statement.value.span,
            f"{len(statement.targets)} names are bound, but there {count}",
        )
    for target, value in zip(statement.targets, values, strict=True):
        _bind_one(context, target, value)


def _bind_one(context: Context, target: Target, value: object) -> None:
    name = target.name
    if isinstance(value, Value) and isinstance(context.place, NetworkPlace):
        made = context.place.builder.nodes[value.number]
        if not isinstance(made.op, Input):
            value = context.place.builder.rename(value, name.text)
        if target.type is not None:
            promised = tensor_type(context, target.type)
            hold(promised, value.type, name.text, target.type.span, made.span)
    elif target.type is not None and value is not POISON:
        message = f"`{name.text}` is declared a tensor, but it is {call.said(context, value)}"
        raise NOT_A_TENSOR.error(target.span, message)
    if name.text != "_":
        context.scope.bind(name.text, value, name.span)


def _output(
    context: Context, target: Target, outputs: dict[str, Value], outputs_: tuple[Target, ...]
) -> None:
    name = target.name
    if name.text in outputs:
        first = next(t.name.span for t in outputs_ if t.name.text == name.text)
        labels = (Label(first, "the first is here"),)
        message = f"there are two outputs called `{name.text}`"
        raise NAME_TAKEN.error(name.span, message, labels=labels)
    found = context.scope.find(name.text)
    if found is None:
        close = nearest(name.text, context.scope.names())
        hint = f"; did you mean `{close}`?" if close is not None else ""
        raise UNKNOWN_NAME.error(
            name.span,
            f"the output `{name.text}` is never bound{hint}",
            help=f"bind it in the network: `{name.text} = …`",
        )
    if found.value is POISON:
        return
    if not isinstance(found.value, Value):
        raise NOT_A_TENSOR.error(
            name.span,
            f"the output `{name.text}` is no tensor: it is {call.said(context, found.value)}",
            labels=(Label(found.span, "it is bound here"),),
        )
    value = found.value
    if target.type is not None:
        promised = tensor_type(context, target.type)
        hold(promised, value.type, name.text, target.type.span, found.span)
    outputs[name.text] = value


def _report_unused(context: Context) -> None:
    help_ = "remove it, or bind it to `_` if it is not wanted"
    for name, binding in context.scope.unread:
        message = f"nobody uses this `{name}` before it is bound again"
        context.reports.append(UNUSED.at(binding.span, message, help=help_))
    for name, binding in context.scope.bindings.items():
        if not binding.used and not name[0].isupper():
            context.reports.append(UNUSED.at(binding.span, f"nobody uses `{name}`", help=help_))
