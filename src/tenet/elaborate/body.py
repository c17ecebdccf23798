"""Execute the statements of a network or block: bindings, loops and conditions, all while compiling."""

from __future__ import annotations

from collections.abc import Sequence

from tenet.diagnostics import Diagnostic, Label, TenetError
from tenet.elaborate import call
from tenet.elaborate.applicable import APPLICABLE, CALLABLE, Prepared, SharedLayer, Template
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.chain import in_turn
from tenet.elaborate.context import POISON, Context, Several
from tenet.elaborate.evaluate import AttributeSource, evaluate
from tenet.elaborate.mistakes import (
    NAME_TAKEN,
    NO_ITERATION,
    NOT_A_TENSOR,
    NOT_SHARED,
    WRONG_UNPACKING,
)
from tenet.elaborate.naming import bound_in, lasting, mistaken, report_unused, spoil, spoil_all
from tenet.elaborate.scope import Turn, Untaken
from tenet.elaborate.tally import Exhausted
from tenet.elaborate.typing import hold, hold_static, is_static_type, veil_capitals
from tenet.ir.builder import joined
from tenet.ir.graph import Value
from tenet.source import Span
from tenet.syntax.tree import Bind, Error, For, If, Name, Repeat, Shared, Statement, Target
from tenet.types.tensor import Interval


def execute(context: Context, statements: Sequence[Statement]) -> None:
    """Effect: the names that the statements bind are bound; mistakes are reported."""
    building = _place(context).building
    for statement in statements:
        if len(context.reports) > building.limits.findings:
            for name in bound_in(statements):
                context.scope.taint(name.text, POISON, name.span)
            return
        building.tally.step(statement.span)
        context.attempt(lambda s=statement: _execute(context, s))  # type: ignore[misc]


def _execute(context: Context, statement: Statement) -> None:
    match statement:
        case Bind():
            _bind(context, statement)
        case Shared():
            _share(context, statement)
        case For():
            _for(context, statement)
        case Repeat():
            _repeat(context, statement)
        case If():
            _if(context, statement)
        case Error():
            spoil(context.scope, statement)


def _place(context: Context) -> NetworkPlace:
    assert isinstance(context.place, NetworkPlace)
    return context.place


# ── bindings ─────────────────────────────────────────────────────────────────────────────────


def _bind(context: Context, statement: Bind) -> None:
    before = len(_place(context).builder.makers)
    made = evaluate(context, statement.value)
    values = tuple(made) if isinstance(made, Several) else (made,)
    if isinstance(made, Value) and len(statement.targets) > 1 and made.number >= before:
        values = (made, *_place(context).further(made))
    if made is POISON:
        values = (POISON,) * len(statement.targets)
    if len(values) != len(statement.targets):
        for target in statement.targets:
            _named(context, target.name, POISON, before)
        raise _unpacked(statement, len(values))
    bound = [
        _named(context, target.name, value, before)
        for target, value in zip(statement.targets, values, strict=True)
    ]
    for target, value in zip(statement.targets, bound, strict=True):
        if target.type is not None and value is POISON:
            veil_capitals(context, target.type)
        elif target.type is not None:
            context.attempt(lambda t=target, v=value: _keep_promise(context, t, v))  # type: ignore[misc]


def _unpacked(statement: Bind, count: int) -> TenetError:
    """The mistake of binding more names than there are values, or fewer."""
    targets = [target.name.text for target in statement.targets]
    names = "1 name is" if len(targets) == 1 else f"{len(targets)} names are"
    values = "is one value" if count == 1 else f"are {count} values"
    help_ = None
    if count > len(targets):
        whole = ", ".join([*targets, *(["_"] * (count - len(targets)))])
        help_ = f"bind all of them, such as `{whole} = …`; `_` takes what is not wanted"
    message = f"{names} bound, but there {values}"
    return WRONG_UNPACKING.error(statement.value.span, message, help=help_)


def _named(context: Context, name: Name, value: object, before: int) -> object:
    """The value, which the name stands for from here on.

    A value that was there before the statement, among so many, keeps the name that it has.
    """
    if isinstance(value, Value) and value.number >= before and name.text != "_":
        value = _place(context).builder.rename(value, name.text)
    if name.text != "_":
        context.scope.bind(name.text, value, name.span)
        _place(context).see(name.span, value)
    return value


def _keep_promise(context: Context, target: Target, value: object) -> None:
    assert target.type is not None
    name = target.name.text
    if is_static_type(target.type):
        hold_static(context, name, target.type, value, target.span)
    elif isinstance(value, Value):
        made = _place(context).builder.maker(value).span
        hold(context, target.type, value.type, name, made)
    else:
        message = f"`{name}` is declared a tensor, but it is {context.said(value)}"
        raise NOT_A_TENSOR.error(target.span, message)


def _share(context: Context, statement: Shared) -> None:
    name = statement.name
    if context.scope.holds(name.text):
        found = context.scope.look(name.text)
        labels = () if found is None else (Label(found.span, "it is bound here"),)
        message = f"`{name.text}` is bound already, and what is shared stays what it is"
        context.scope.bind(name.text, POISON, name.span)
        raise NAME_TAKEN.error(name.span, message, labels=labels)
    value, span = evaluate(context, statement.value), statement.value.span
    if isinstance(value, Template):
        value = context.attempt(lambda: call.invoke(context, value, (), (), span, span))
    if value is not POISON and not isinstance(value, APPLICABLE):
        context.scope.bind(name.text, POISON, name.span)
        raise NOT_SHARED.error(
            statement.value.span,
            f"an operation is shared, but this is {context.said(value)}",
            help="such as `shared table = embedding(64)`; a value may be read anywhere as it is",
        )
    site = _place(context).site
    if isinstance(value, APPLICABLE):
        given = value.beside.name if isinstance(value, Prepared) else None
        own = site.own(given or name.text)
        value = SharedLayer(name.text, value, joined(site.layer, own))
    context.scope.bind(name.text, value, name.span)


# ── loops and conditions ─────────────────────────────────────────────────────────────────────


def _for(context: Context, statement: For) -> None:
    values = evaluate(context, statement.values)
    if values is not POISON:
        values = context.attempt(lambda: _items(context, values, statement.values.span))
    _turns(context, statement, statement.names, values, statement.values.span.end)


def _items(context: Context, values: object, span: Span) -> Sequence[object]:
    """What a loop goes through."""
    if isinstance(values, tuple):
        return values
    if isinstance(values, Interval) and values.low > values.high:
        return ()
    if (
        isinstance(values, Interval)
        and isinstance(values.low, int)
        and isinstance(values.high, int)
    ):
        return range(values.low, values.high + 1)
    help_ = "such as `for stage in 0..2` or `for units in [128, 64]`"
    if isinstance(values, int) and not isinstance(values, bool) and values > 0:
        help_ = f"`0..{values - 1}` has {values} places"
    message = f"`for` goes through a list or a range of whole numbers, not {context.said(values)}"
    raise NO_ITERATION.error(span, message, help=help_)


def _repeat(context: Context, statement: Repeat) -> None:
    count = evaluate(context, statement.count)
    turns: object = POISON
    if count is not POISON:
        turns = context.attempt(lambda: _counted(context, count, statement.count.span))
    _turns(context, statement, (), turns, statement.count.span.end)


def _counted(context: Context, count: object, span: Span) -> Sequence[object]:
    """The turns of a loop that counts them."""
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        message = f"`repeat` counts its turns in a whole number, not {context.said(count)}"
        divides = "; `//` divides into whole numbers" if isinstance(count, float) else ""
        raise NO_ITERATION.error(span, message, help=f"such as `repeat 12 {{ … }}`{divides}")
    return range(count)


def _turns(
    context: Context, loop: For | Repeat, names: Sequence[Name], items: object, end: int
) -> None:
    """Effect: the body is executed once for each item, each turn in a scope of its own."""
    place, head = _place(context), Span(loop.span.source, loop.span.start, end)
    if not isinstance(items, tuple | range):
        assert items is POISON
        look_through(context, loop.body, names)
        spoil_all(context.scope, loop.body)
        return
    # A range may have more places than `len` can say.
    count = items.stop - items.start if isinstance(items, range) else len(items)
    place.building.tally.turns(head, count, loop.body)
    if not items:
        look_through(context, loop.body, names)
    for turn, item in enumerate(items):
        found: list[Diagnostic] = []
        scope = Turn(context.scope, loops=True)
        site = place.site.inner(f"{names[0].text if names else 'repeat'}{turn}")
        inner = Context(scope, place.at(site), found)
        shown = _shown(context, names, item)
        try:
            if names:
                inner.attempt(lambda i=inner, x=item: _unpack(i, names, x))  # type: ignore[misc]
            if not found:
                execute(inner, loop.body)
        except Exhausted as error:
            raise Exhausted(*in_turn(error.diagnostics, head, turn, shown)) from None
        report_unused(inner)
        scope.end()
        context.reports.extend(in_turn(found, head, turn, shown))
        if mistaken(found):
            # The turns after it would only say the same again, of values that are not known.
            spoil_all(context.scope, loop.body)
            return


def _unpack(context: Context, names: Sequence[Name], item: object) -> None:
    values = (item,) if len(names) == 1 else item
    if not isinstance(values, tuple) or len(values) != len(names):
        several = isinstance(item, tuple) and len(item) != 1
        count = f"{len(item)} values" if several and isinstance(item, tuple) else "one value"
        raise WRONG_UNPACKING.error(
            names[0].span.to(names[-1].span),
            f"{len(names)} names are bound in each turn, but an item is {count}:"
            f" {context.said(item)}",
        )
    scope = context.scope
    assert isinstance(scope, Turn)
    for name, value in zip(names, values, strict=True):
        if name.text != "_":
            scope.declare(name.text, context.place.enter(value, name.span), name.span)
            _place(context).see(name.span, value)


def _shown(context: Context, names: Sequence[Name], item: object) -> str:
    """The variables of a turn, as a message names them; nothing where an item has other parts."""
    values = item if len(names) > 1 and isinstance(item, tuple) else (item,)
    if len(values) != len(names):
        return ""
    pairs = [
        f"`{name.text}` is {context.said(value)}"
        for name, value in zip(names, values, strict=True)
        if name.text != "_"
    ]
    return f", where {' and '.join(pairs)}" if pairs else ""


def _if(context: Context, statement: If) -> None:
    test = evaluate(context, statement.test)
    if test is not POISON:
        test = context.attempt(lambda: context.decided(test, statement.test.span))
    if test is POISON:
        _either(context, statement)
        return
    taken, untaken = statement.then, statement.otherwise
    if not test:
        taken, untaken = untaken, taken
    look_through(context, untaken)
    scope = Turn(context.scope)
    inner = Context(scope, context.place, [])
    execute(inner, taken)
    bound = lasting(untaken)
    for name, binding in list(scope.bindings.items()):
        if name in bound:  # every branch binds it, so that it lives on
            del scope.bindings[name]
            context.scope.bind(name, binding.value, binding.span)
            context.scope.bindings[name].used |= binding.used
    report_unused(inner)
    context.reports.extend(inner.reports)
    scope.end()


def _either(context: Context, statement: If) -> None:
    """Effect: both branches are looked through, and what either binds is not known."""
    look_through(context, statement.then)
    look_through(context, statement.otherwise)
    both = lasting(statement.then) & lasting(statement.otherwise)
    for name in bound_in((*statement.then, *statement.otherwise)):
        if context.scope.holds(name.text):
            context.scope.rebind(name.text, POISON, name.span)
        elif name.text in both:
            context.scope.bind(name.text, POISON, name.span)


def look_through(
    context: Context, statements: Sequence[Statement], names: Sequence[Name] = ()
) -> None:
    """Effect: mistakes in statements that do not come to be are reported."""
    if not statements:
        return
    scope = Untaken(context.scope, veiled)
    for name in names:
        scope.declare(name.text, POISON, name.span)
    found: list[Diagnostic] = []
    execute(Context(scope, _place(context).aside(), found), statements)
    context.reports.extend(found)
    scope.end()


def veiled(value: object) -> object:
    """What a value is to statements that do not come to be: what can be called stays, for its name."""
    return value if isinstance(value, (*CALLABLE, AttributeSource)) else POISON
