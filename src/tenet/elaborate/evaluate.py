"""Evaluate an expression: to a static value, or to a value that exists at run time."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, pi
from typing import Any

from tenet.catalogue.definition import Definition
from tenet.catalogue.definition import Percent as PercentValue
from tenet.catalogue.lookup import find
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Setting, spelled
from tenet.diagnostics import Diagnostic, TenetError, nearest
from tenet.elaborate import applying, call, matching, prelude, slicing
from tenet.elaborate.applicable import APPLICABLE, SharedLayer, Template
from tenet.elaborate.arithmetic import binary, is_open, unary, weighed
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.chain import standard_modules
from tenet.elaborate.context import (
    POISON,
    TENSOR_ARITHMETIC,
    Context,
    Several,
    after_end,
    renaming,
)
from tenet.elaborate.mistakes import (
    NO_ARITHMETIC,
    NO_ATTRIBUTE,
    NOT_A_TENSOR,
    OPEN_CONDITION,
    UNKNOWN_NAME,
)
from tenet.elaborate.naming import use
from tenet.frozen import frozen
from tenet.source import Span
from tenet.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Chain,
    Conditional,
    Error,
    Expression,
    Group,
    Index,
    ListOf,
    Literal,
    Name,
    Percent,
    Range,
    Unary,
)
from tenet.types.dim import Symbolic
from tenet.types.shape import layout
from tenet.types.tensor import Interval, TensorType

CONSTANTS = {"inf": inf, "pi": pi}


def evaluate(context: Context, expression: Expression, expected: Setting | None = None) -> object:
    """The value of an expression, or POISON, with its mistakes reported."""
    value = context.attempt(lambda: _evaluate(context, expression, expected))
    if isinstance(context.place, NetworkPlace):
        context.place.see(expression.span, value)
    return value


def _evaluate(context: Context, expression: Expression, expected: Setting | None) -> object:
    return READERS[type(expression)](context, expression, expected)


def _name(context: Context, name: Name, expected: Setting | None) -> object:
    text = name.text
    if expected is not None and text in expected.choices:
        return text
    found = context.scope.find(text)
    if expected is not None and expected.dotted:
        return text
    if found is not None:
        return context.place.enter(found.value, name.span)
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text == "training" and isinstance(context.place, NetworkPlace):
        return context.place.training
    found_definition = context.callable(text, expected)
    if found_definition is not None and (
        expected is None or expected.kinds or not expected.choices
    ):
        return call.make(context, found_definition, (), (), name.span)
    written = prelude.find(text) if Operation in context.place.kinds else None
    if written is not None:
        return written
    raise _unknown(context, name, expected)


def _unknown(context: Context, name: Name, expected: Setting | None) -> Exception:
    ended = after_end(context, name)
    if ended is not None:
        return ended
    choices = expected.choices if expected is not None else ()
    values = sorted({n for n in context.scope.names() if n != name.text})
    close = nearest(name.text, [*choices, *values, *CONSTANTS])
    if close is None and (expected is None or expected.kinds):
        close = nearest(name.text, context.callables(expected))
    help_, meant = None, close in values  # such as the target of a loss, which stands first
    if expected is not None and (choices or expected.kinds) and not meant:
        help_ = f"`{expected}` takes {expected.words}"
    elif 0 < len(values) <= call.MANY:
        help_ = f"in force here: {', '.join(values)}"
    message = f"nothing here is called `{name.text}`"
    if name.text in standard_modules():
        help_, close = f"write `import {name.text}` at the top of the file", None
    elif close is not None:
        message += f"; did you mean `{close}`?"
    if not choices and not context.scope.holds(name.text):
        context.scope.stray(name.text, POISON, name.span)
    return UNKNOWN_NAME.error(name.span, message, help=help_, fix=renaming(name, close))


def _attribute(context: Context, expression: Attribute, expected: Setting | None) -> object:
    if expected is not None and expected.dotted:
        evaluate(context, expression.value, expected)
        return "".join(expression.span.text.split())
    value = evaluate(context, expression.value)
    if value is POISON:
        return POISON
    if isinstance(value, SharedLayer | Within) and isinstance(context.place, NetworkPlace):
        return _learned(context.place, value.layer, expression)
    attributes = _attributes_of(context, value)
    name = expression.name
    mask = _behind(context, "mask") if name.text == "mask" else None
    if mask is not None and context.place.holds(value):
        return applying.apply(context, mask(), (value,), expression.span, "mask")
    if name.text not in attributes and isinstance(value, AttributeSource) and value.broken:
        return POISON
    if name.text not in attributes:
        raise _no_attribute(context, expression, attributes)
    return attributes[name.text]


def _no_attribute(
    context: Context, expression: Attribute, attributes: dict[str, object]
) -> TenetError:
    base, name = expression.value.span.text, expression.name
    close = nearest(name.text, attributes)
    hint = f"; did you mean `{close}`?" if close is not None else ""
    help_ = f"it has {', '.join(sorted(attributes))}" if attributes else None
    if not attributes and base in standard_modules():
        help_ = (
            f"the module of that name is not there: write `import {base}` at the top of the file"
        )
    message = f"`{base}` has no `{name.text}`{hint}"
    return NO_ATTRIBUTE.error(name.span, message, help=help_, fix=renaming(name, close))


@frozen
class Within:
    """A layer inside what is shared, on the way to one of its parameters: `tower.dense`."""

    layer: str

    def __str__(self) -> str:
        return f"the layer `{self.layer}`"


def _learned(place: NetworkPlace, layer: str, expression: Attribute) -> object:
    """A parameter of what is shared, as a value: `table.weight`, `tower.dense.weight`."""
    known, name = place.learned(layer), expression.name
    if name.text in known:
        return place.tie(known[name.text], expression.span)
    parts = sorted({path.partition(".")[0] for path in known})
    if name.text in parts:
        return Within(f"{layer}.{name.text}")
    close = nearest(name.text, parts)
    hint = f"; did you mean `{close}`?" if close is not None else ""
    raise NO_ATTRIBUTE.error(
        name.span,
        f"`{expression.value.span.text}` has learned no `{name.text}`{hint}",
        help=f"it has {', '.join(parts)}"
        if parts
        else "its parameters have sizes from its first use on: read them after that",
        fix=renaming(name, close),
    )


def _attributes_of(context: Context, value: object) -> dict[str, object]:
    if isinstance(value, AttributeSource):
        return value.attributes()
    kind = getattr(value, "type", None)
    if not context.place.holds(value) or not isinstance(kind, TensorType):
        return {}
    found: dict[str, object] = {"shape": kind.shape}
    if kind.shape:
        found |= {"channels": layout(kind.shape).channels, "features": kind.shape[-1]}
    return found


class AttributeSource:
    """A value that has attributes of its own, such as the `data` section."""

    broken = False
    """Whether mistakes, reported elsewhere, may have cost it some."""

    def attributes(self) -> dict[str, object]:
        """The attributes by name."""
        raise NotImplementedError


def _list(context: Context, expression: ListOf, expected: Setting | None) -> object:
    items = tuple(evaluate(context, item, expected) for item in expression.items)
    return POISON if POISON in items else weighed(items, expression.span)


def _group(context: Context, expression: Group, expected: Setting | None) -> object:
    if len(expression.items) == 1:
        return evaluate(context, expression.items[0], expected)
    items = Several(evaluate(context, item) for item in expression.items)
    return POISON if POISON in items else items


def _range(context: Context, expression: Range, expected: Setting | None) -> object:
    ends: list[float] = []
    for end, default in ((expression.low, -inf), (expression.high, inf)):
        value = default if end is None else evaluate(context, end)
        if value is POISON:
            return POISON
        if isinstance(value, bool) or not isinstance(value, int | float):
            span = end.span if end is not None else expression.span
            raise NO_ARITHMETIC.error(span, f"a range ends in a number, not {spelled(value)}")
        ends.append(value)
    return Interval(*ends)


def _operator(context: Context, expression: Unary | Binary, expected: Setting | None) -> object:
    span = expression.span
    if isinstance(expression, Unary):
        operand = evaluate(context, expression.operand)
        if operand is POISON:
            return POISON
        if context.place.holds(operand):
            return _negated(context, expression.operator, operand, span)
        return unary(expression.operator, operand, span)
    left = evaluate(context, expression.left)
    right = evaluate(context, expression.right)
    if left is POISON or right is POISON:
        return POISON
    if (left is None or right is None) and expression.operator in {"==", "!="}:
        return (left is right) is (expression.operator == "==")  # whether an input is there
    if context.place.holds(left) or context.place.holds(right):
        return _tensor_arithmetic(context, expression.operator, left, right, span)
    if is_open(expression.operator, left, right):
        context.reports.append(_undecided(expression, left, right))
        return POISON
    return binary(expression.operator, left, right, span)


def _undecided(expression: Binary, left: object, right: object) -> Diagnostic:
    """The note that a condition waits for a size."""
    text = f"{spelled(left)} {expression.operator} {spelled(right)}"
    sizes = sorted({n for side in (left, right) if isinstance(side, Symbolic) for n in side.names})
    return OPEN_CONDITION.at(
        expression.span,
        f"`{text}` is decided when the data tells {' and '.join(f'`{size}`' for size in sizes)}",
        help="until then, what depends on it is only looked through for mistakes; to decide it now,"
        " give the input its sizes in numbers",
    )


def _negated(context: Context, sign: str, operand: object, span: Span) -> object:
    definition = _behind(context, "neg") if sign == "-" else None
    if definition is None:
        raise context.place.refuse(sign, span)
    return applying.apply(context, definition(), (operand,), span, sign)


def _behind(context: Context, term: str) -> type[Definition] | None:
    """The operation behind a sign, whether or not a spec can name it."""
    found = (find(kind, term) for kind in context.place.kinds)
    return next((definition for definition in found if definition is not None), None)


def _tensor_arithmetic(
    context: Context, sign: str, left: object, right: object, span: Span
) -> object:
    term = TENSOR_ARITHMETIC.get(sign)
    definition = None if term is None else _behind(context, term)
    if definition is None:
        raise context.place.refuse(sign, span)
    return applying.apply(context, definition(), (left, right), span, sign)


def _conditional(context: Context, expression: Conditional, expected: Setting | None) -> object:
    test = evaluate(context, expression.test)
    taken, other = expression.then, expression.otherwise
    if test is POISON:
        use(context.scope, taken)
        use(context.scope, other)
        return POISON
    if not context.decided(test, expression.test.span):
        taken, other = other, taken
    use(context.scope, other)
    return evaluate(context, taken, expected)


def _chain(context: Context, expression: Chain, expected: Setting | None) -> object:
    base = evaluate(context, expression.value)
    if isinstance(base, Template):
        base = call.invoke(context, base, (), (), expression.value.span, expression.value.span)
    if isinstance(base, APPLICABLE):
        return call.compose(base, call.stage(context, expression.stage, None))
    inputs = tuple(base) if isinstance(base, Several) else (base,)
    inputs = _flowing(context, expression.value, inputs)
    return call.stage(context, expression.stage, inputs)


def _flowing(
    context: Context, expression: Expression, values: tuple[object, ...]
) -> tuple[object, ...]:
    """What goes into an arrow; what is no tensor is reported where it stands, and poison."""
    places: tuple[Expression, ...] = (expression,) * len(values)
    if isinstance(expression, Group) and len(expression.items) == len(values):
        places = expression.items
    flowing: list[object] = []
    for value, place in zip(values, places, strict=True):
        if isinstance(value, tuple) and context.held(value):
            flowing.extend(matching.spread(context, value))
        elif value is not POISON and not context.place.holds(value):
            message = f"tensors go into an arrow, but this is {context.said(value)}"
            context.reports.append(NOT_A_TENSOR.at(place.span, message))
            flowing.append(POISON)
        else:
            flowing.append(value)
    return tuple(flowing)


def _literal(context: Context, expression: Literal, expected: Setting | None) -> object:
    return expression.value


def _percent(context: Context, expression: Percent, expected: Setting | None) -> object:
    return PercentValue(expression.value)


def _call(context: Context, expression: Call, expected: Setting | None) -> object:
    return call.evaluate_call(context, expression, (), expected)


def _index(context: Context, expression: Index, expected: Setting | None) -> object:
    return slicing.index(context, expression)


def _error(context: Context, expression: Error, expected: Setting | None) -> object:
    return POISON


READERS: dict[type[Expression], Callable[[Context, Any, Setting | None], object]] = {
    Literal: _literal,
    Percent: _percent,
    Name: _name,
    Attribute: _attribute,
    ListOf: _list,
    Group: _group,
    Range: _range,
    Unary: _operator,
    Binary: _operator,
    Conditional: _conditional,
    Call: _call,
    Chain: _chain,
    Index: _index,
    Error: _error,
}
