"""Elaborate a network: its header, its body, its outputs; and apply it inside another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isinf

from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic, Label, nearest
from tenet.elaborate.applicable import Beside, Ready
from tenet.elaborate.block import check_default
from tenet.elaborate.body import execute
from tenet.elaborate.building import Building, NetworkPlace
from tenet.elaborate.chain import within
from tenet.elaborate.context import POISON, Context, Several, Values, after_end
from tenet.elaborate.fields import handles
from tenet.elaborate.mistakes import (
    BROKEN_PROMISE,
    GIVEN_TWICE,
    NAME_TAKEN,
    NO_SUCH_FIELD,
    NOT_A_TENSOR,
    UNKNOWN_NAME,
    WRONG_INPUT_COUNT,
)
from tenet.elaborate.naming import mistaken, report_unused
from tenet.elaborate.scope import Scope
from tenet.elaborate.tally import Exhausted
from tenet.elaborate.typing import conform, hold, tensor_type, unify
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Value
from tenet.ops.source import Input
from tenet.source import Span
from tenet.syntax.tree import Error, Network, Parameter, Target
from tenet.types.dim import Symbolic, decided_by_data, named
from tenet.types.tensor import EVERYTHING, TensorType


@frozen
class NetworkBody:
    """A network on its way to a graph, and what later sections need of it."""

    building: Building
    graph: Graph
    """The network alone; the builder goes on to hold the loss."""


def _input(
    context: Context,
    building: Building,
    parameter: Parameter,
    fields: Mapping[str, FieldType] | None,
) -> None:
    name = parameter.name.text
    if name in context.scope.bindings:
        labels = (Label(context.scope.bindings[name].span, "the first is here"),)
        message = f"there are two inputs called `{name}`"
        raise NAME_TAKEN.error(parameter.name.span, message, labels=labels)
    context.scope.bind(name, POISON, parameter.name.span)
    check_default(parameter)
    if parameter.default is not None:
        building.has_optional = True
        if not building.variant.complete:
            context.scope.bindings[name].value = None
            return
    before = set(context.scope.bindings)
    kind = _input_type(context, building, parameter, fields)
    if parameter.default is not None:
        building.passing |= context.scope.bindings.keys() - before
    if building.blind and kind.dtype.is_integer and kind.range == EVERYTHING:
        return  # its range is the field's, which mistakes in `data` have spoilt
    value = building.builder.add(Input(type=kind), (), span=parameter.name.span, hint=name)
    building.tally.add(building.builder.maker(value))
    if fields is not None and name in fields:
        classes = handles(fields)[name].attributes().get("classes")
        if isinstance(classes, Symbolic) and isinf(kind.range.high):
            building.counts[value.number] = classes
    context.scope.bindings[name].value = value
    NetworkPlace(building).see(parameter.name.span, value)


def _input_type(
    context: Context,
    building: Building,
    parameter: Parameter,
    fields: Mapping[str, FieldType] | None,
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
        if close is not None and not context.scope.holds(close):
            context.scope.taint(close, POISON, name.span)  # the body may have it right
        hint = f"; did you mean `{close}`?" if close is not None else ""
        raise NO_SUCH_FIELD.error(
            name.span,
            f"the data has no field `{name.text}` for this input{hint}",
            help=f"the fields are {', '.join(fields)}" if fields else None,
        )
    field = fields[name.text]
    if declared is None or parameter.type is None:
        return measured(building, name.text, field)
    return _declared(context, building, parameter, (declared, field))


def _declared(
    context: Context,
    building: Building,
    parameter: Parameter,
    types: tuple[TensorType, FieldType],
) -> TensorType:
    """An input as it is declared, its sizes told by its field."""
    name, (declared, field) = parameter.name, types
    actual = field.tensor
    assert parameter.type is not None
    sizes = unify(declared.shape, actual.shape)
    if sizes is None or declared.dtype is not actual.dtype:
        raise BROKEN_PROMISE.error(
            parameter.type.span,
            f"the input `{name.text}` is declared {declared.bare}, but the field is {actual.bare}",
            help=f"write `{actual.bare}`, or change the field"
            if not any(map(decided_by_data, actual.shape))
            else "leave the type out, or bring the field to it, for example with `reshape`",
        )
    if field.sequence:
        building.lengths.setdefault(actual.shape[0], declared.shape[0])
    # A size that the data has not told yet keeps the name that the header gives it.
    told = {size: dim for size, dim in sizes.items() if not decided_by_data(dim)}
    for size, dim in told.items():
        most = building.most.get(size)
        if most is not None and isinstance(dim, int) and dim > most:
            message = f"`{size}` is at most {most}, but the field `{name.text}` has {dim}"
            raise BROKEN_PROMISE.error(parameter.type.span, message)
        if size in context.scope.bindings:
            context.scope.bindings[size].value = dim
    range_ = declared.range if declared.range != EVERYTHING else actual.range
    if actual.dtype.is_integer and not isinf(actual.range.high) and not actual.range <= range_:
        message = (
            f"the input `{name.text}` is declared in {range_}, but the field lies in {actual.range}"
        )
        raise BROKEN_PROMISE.error(
            parameter.type.span, message, help=f"declare it `in {actual.range}`, or leave that out"
        )
    return TensorType(declared.dtype, declared.bound(told).shape, range_)


def measured(building: Building, name: str, field: FieldType) -> TensorType:
    """A field as the network takes it: the length of its sequences has a name of its own there."""
    if not field.sequence:
        return field.tensor
    length = building.lengths.setdefault(field.shape[0], named(f"{name}_length"))
    return field.place.along(length).tensor


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
        ended = after_end(context, name, "the output ")
        if ended is not None:
            raise ended
        close = nearest(name.text, context.scope.names())
        hint = f"; did you mean `{close}`?" if close is not None else ""
        message = f"the output `{name.text}` is never bound{hint}"
        help_ = f"bind it in the network: `{name.text} = …`"
        raise UNKNOWN_NAME.error(name.span, message, help=help_)
    if found.value is POISON:
        return
    if not isinstance(found.value, Value):
        raise NOT_A_TENSOR.error(
            name.span,
            f"the output `{name.text}` is no tensor: it is {context.said(found.value)}",
            labels=(Label(found.span, "it is bound here"),),
        )
    value = found.value
    if target.type is not None:
        with _without_passing(context):
            hold(context, target.type, value.type, name.text, found.span)
    outputs[name.text] = value


@contextmanager
def _without_passing(context: Context) -> Iterator[None]:
    """Sizes that the exported model's inputs do not name are named anew: they are the output's own."""
    place, bindings = context.place, context.scope.bindings
    passing = place.building.passing if isinstance(place, NetworkPlace) else set[str]()
    held = {name: bindings.pop(name) for name in passing & bindings.keys()}
    try:
        yield
    finally:
        bindings.update(held)


# ── a network applied inside another, or in a loss ───────────────────────────────────────────


class NetworkHandle(Ready):
    """A network as its name stands for it: always the same one, with one set of parameters."""

    def __init__(self, tree: Network, name: str, scope: Scope) -> None:
        self.tree = tree
        self.name = name
        self.scope = scope
        self.takes = {p.name.text: p.default is None for p in tree.inputs}

    def __str__(self) -> str:
        return f"the network `{self.name}`"

    def apply(self, context: Context, inputs: Values, span: Span, beside: Beside) -> object:
        """What the network gives for these inputs: its outputs, in the order of its header."""
        place = context.place
        assert isinstance(place, NetworkPlace)
        if any(value is POISON for value in (*inputs, *beside.wired.values())):
            return POISON
        given = self._matched(inputs, beside, span)
        layer = "" if self.name == place.building.main else self.name
        found: list[Diagnostic] = []
        site = place.site.reusing(beside.name or self.name, layer)
        inner = Context(Scope(self.scope), place.at(site), found)
        place.building.enter(self, span)
        try:
            result = inner.attempt(lambda: self._run(inner, given, span))
        except Exhausted as error:
            raise Exhausted(*within(error.diagnostics, self.name, span)) from None
        finally:
            place.building.leave()
        context.reports.extend(within(found, self.name, span))
        return POISON if mistaken(found) else result

    def _matched(self, inputs: Values, beside: Beside, span: Span) -> dict[str, object]:
        """The values of the inputs by name; none for an optional one that is not given."""
        declared = self.tree.inputs
        names = self.takes
        assert self.tree.name is not None  # what has no name is never applied
        given = dict(zip(names, inputs, strict=False))
        twice = [name for name in beside.wired if name in given]
        if twice:
            raise GIVEN_TWICE.error(span, f"`{twice[0]}` of `{self.name}` is given twice")
        given |= beside.wired
        lacking = [p for p in declared if p.default is None and p.name.text not in given]
        if lacking or len(inputs) > len(names):
            count = len(inputs) + len(beside.wired)
            raise WRONG_INPUT_COUNT.error(
                span,
                f"`{self.name}` takes {len(names)} input{'s' if len(names) != 1 else ''}"
                f" ({', '.join(names)}), but {count} {'is' if count == 1 else 'are'} given",
                labels=(Label(self.tree.name.span, "it is declared here"),),
            )
        return given

    def _run(self, inner: Context, given: Mapping[str, object], span: Span) -> object:
        scope = inner.scope
        for parameter in self.tree.inputs:
            name = parameter.name
            value = given.get(name.text)
            scope.bind(name.text, inner.place.enter(value, name.span), name.span)
            if parameter.type is not None and isinstance(value, Value):
                conform(inner, parameter.type, value, f"`{name.text}` of `{self.name}`", span)
        execute(inner, self.tree.body)
        outputs: dict[str, Value] = {}
        for target in self.tree.outputs:
            _output(inner, target, outputs, self.tree.outputs)
        results = Several(outputs.values())
        if len(results) < len(self.tree.outputs):
            return POISON
        return results[0] if len(results) == 1 else results


def elaborate_network(
    handle: NetworkHandle,
    fields: Mapping[str, FieldType] | None,
    building: Building,
    reports: list[Diagnostic],
) -> NetworkBody | None:
    """The network, or none where an output could not be computed; mistakes go to `reports`."""
    network = handle.tree
    context = Context(Scope(handle.scope), NetworkPlace(building), reports)
    try:
        for parameter in network.inputs:
            context.attempt(lambda p=parameter: _input(context, building, p, fields))  # type: ignore[misc]
        execute(context, network.body)
    except Exhausted as error:
        reports.extend(error.diagnostics)
        return None
    outputs: dict[str, Value] = {}
    for target in network.outputs:
        context.attempt(lambda t=target: _output(context, t, outputs, network.outputs))  # type: ignore[misc]
    if not any(isinstance(statement, Error) for statement in network.body):
        report_unused(context)
    if len(outputs) < len(network.outputs):
        return None
    return NetworkBody(building, building.graph(handle.name, outputs))
