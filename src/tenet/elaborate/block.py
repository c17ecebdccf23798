"""Use a block: expand its body in place; and look a block through that nobody uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest

from tenet.catalogue.setting import Setting
from tenet.diagnostics import Diagnostic, Label
from tenet.elaborate import applying
from tenet.elaborate.applicable import Beside, Prepared, Ready, Template
from tenet.elaborate.arguments import Arguments
from tenet.elaborate.body import execute
from tenet.elaborate.building import UNKNOWN, Building, NetworkPlace
from tenet.elaborate.chain import within
from tenet.elaborate.context import POISON, Context, Several, Values
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.handing import handed_on
from tenet.elaborate.mistakes import (
    GIVEN_TWICE,
    MISSING_SETTING,
    NAME_TAKEN,
    NOT_A_TENSOR,
    NOT_AN_OPERATION,
    WRONG_INPUT_COUNT,
)
from tenet.elaborate.naming import mistaken, report_unused
from tenet.elaborate.scope import Scope
from tenet.elaborate.tally import Exhausted
from tenet.elaborate.typing import conform, hold_static, is_static_type, tensor_type
from tenet.ir.builder import Site
from tenet.ir.graph import BlockUse as Record
from tenet.ir.graph import Value
from tenet.limits import Limits
from tenet.source import Span
from tenet.syntax.tree import (
    Argument,
    Block,
    Error,
    Literal,
    Name,
    Parameter,
)
from tenet.syntax.walk import nodes


class BlockHandle(Template):
    """A block as its name stands for it: settings are still to be given.

    The scope is that of its file: params, imports and blocks, and nothing of where it is used.
    """

    def __init__(self, tree: Block, scope: Scope, qualifier: str = "") -> None:
        self.tree = tree
        self.scope = scope
        self.qualifier = qualifier
        self.name = tree.name.text
        self.broken = False
        """Whether its header has mistakes, so that nobody knows what it takes."""
        self._handed: dict[str, Setting | None] = {}

    def handed(self, key: int | str) -> Setting | None:
        """The setting of an operation that one of its own, by name or place, is handed on to."""
        own = [s.name.text for s in self.tree.settings]
        name = key if isinstance(key, str) else dict(enumerate(own)).get(key, "")
        if name in own and name not in self._handed:
            self._handed[name] = None  # blocks may use one another
            self._handed[name] = handed_on(self.tree, self.scope, name)
        return self._handed.get(name)

    def __str__(self) -> str:
        return f"the block `{self.name}`"

    def use(
        self,
        context: Context,
        piped: Values,
        arguments: tuple[Argument, ...],
        name: Span,
        whole: Span,
    ) -> object:
        """A block with these arguments; applied, if inputs were given or none are needed."""
        given = Arguments(context, self, piped)
        given.take(arguments)
        missing = [
            s.name
            for s in self.tree.settings
            if s.default is None and s.name.text not in given.settings
        ]
        if missing and given.sound and not given.unclear and not self.broken:
            raise MISSING_SETTING.error(
                name,
                f"`{self.name}` needs `{missing[0].text}`",
                help=f"it has no default in the header of `{self.name}`",
                labels=(Label(missing[0].span, "it is declared here"),),
            )
        if not given.sound or missing or self.broken:
            return POISON
        ready = BlockUse(self, given.settings, given.spans)
        named = given.name is not None or given.wired
        made = Prepared(ready, Beside(given.wired, given.name)) if named else ready
        if given.inputs or not ready.lacks(given.wired):
            return applying.apply(context, made, tuple(given.inputs), whole)
        return made


class BlockUse(Ready):
    """A block with its settings, still to be applied."""

    def __init__(
        self, handle: BlockHandle, settings: Mapping[str, object], spans: Mapping[str, Span]
    ) -> None:
        self.handle = handle
        self.settings = settings
        self.spans = spans
        self.name = handle.name
        self.takes = {p.name.text: p.default is None for p in handle.tree.inputs}

    def __str__(self) -> str:
        return f"the block `{self.name}`"

    def apply(self, context: Context, inputs: Values, span: Span, beside: Beside) -> object:
        """What the block gives for these inputs; its body is executed in a scope of its own."""
        handle, place = self.handle, context.place
        if not isinstance(place, NetworkPlace):
            message = f"`{self.name}` is a block: it is applied in networks and blocks, not here"
            raise NOT_AN_OPERATION.error(span, message)
        place.building.refuse_recursion(handle, span)
        if any(v is POISON for v in (*inputs, *beside.wired.values(), *self.settings.values())):
            return POISON
        _check_count(handle, inputs, beside.wired, span)
        term = beside.name or handle.name
        reused = beside.layer
        site = place.site.inner(term) if reused is None else place.site.reusing(term, reused)
        site.bodied = True
        found: list[Diagnostic] = []
        inner = Context(Scope(handle.scope), place.at(site), found)
        what = f"{handle.qualifier}{handle.name}"
        place.building.enter(handle, span)
        try:
            result = inner.attempt(lambda: _run(inner, self, inputs, beside.wired, span))
        except Exhausted as error:
            raise Exhausted(*within(error.diagnostics, what, span)) from None
        finally:
            place.building.leave()
        context.reports.extend(within(found, what, span))
        if mistaken(found) or result is POISON:
            return POISON
        place.builder.blocks[site.path] = self._record(site, inputs, beside.wired, result, span)
        return result

    def _record(
        self, site: Site, inputs: Values, wired: Mapping[str, object], result: object, span: Span
    ) -> Record:
        """What the graph keeps of this use, for those who write it out."""
        tree = self.handle.tree
        names = [p.name.text for p in tree.inputs]
        given = (*zip(names, inputs, strict=False), *wired.items())
        made = result if isinstance(result, Several) else (result,)
        called = [(r.text if isinstance(r, Name) else "") for r in tree.results]
        results = zip(called, made, strict=True) if len(called) == len(made) else ()
        return Record(self.name, site.layer, _numbered(given), _numbered(results), tree.doc, span)


def _numbered(named: Iterable[tuple[str, object]]) -> dict[int, str]:
    """Names of values, by the values' numbers."""
    return {value.number: name for name, value in named if name and isinstance(value, Value)}


# ── expansion ────────────────────────────────────────────────────────────────────────────────


def _check_count(
    handle: BlockHandle, inputs: Values, wired: Mapping[str, object], span: Span
) -> None:
    declared = handle.tree.inputs
    names = [p.name.text for p in declared]
    needed = [p.name.text for p in declared if p.default is None and p.name.text not in wired]
    twice = [name for name in names[: len(inputs)] if name in wired]
    if twice:
        raise GIVEN_TWICE.error(span, f"`{twice[0]}` of `{handle.name}` is given twice")
    if len(inputs) > len(names) or any(name not in names[: len(inputs)] for name in needed):
        takes = f"{len(names)} input{'s' if len(names) != 1 else ''}"
        count = len(inputs) + len(wired)
        verb = "is" if count == 1 else "are"
        listed = f" ({', '.join(names)})" if names else ""
        raise WRONG_INPUT_COUNT.error(
            span,
            f"`{handle.name}` takes {takes}{listed}, but {count} {verb} given",
            labels=(Label(handle.tree.name.span, "it is declared here"),),
        )


def _run(
    inner: Context, made: BlockUse, inputs: Values, wired: Mapping[str, object], span: Span
) -> object:
    tree, scope = made.handle.tree, inner.scope
    for parameter, value in zip_longest(tree.inputs, inputs):
        name = parameter.name
        given = wired.get(name.text) if value is None else value
        if given is None and not is_optional(parameter):
            given = POISON  # its default is no input's, and was reported where it stands
        scope.bind(name.text, inner.place.enter(given, name.span), name.span)
        _see(inner, name, given)
        if parameter.type is not None and isinstance(given, Value):
            conform(inner, parameter.type, given, f"`{name.text}` of `{made.handle.name}`", span)
    for setting in tree.settings:
        _bind_setting(inner, made, setting)
    execute(inner, tree.body)
    made_of = [evaluate(inner, result) for result in tree.results]
    # `return (a, b)` is `return a, b`.
    results = Several(v for r in made_of for v in (r if isinstance(r, Several) else (r,)))
    if POISON in results or not results:
        return POISON
    return results[0] if len(results) == 1 else results


def _bind_setting(inner: Context, made: BlockUse, setting: Parameter) -> None:
    name = setting.name
    if name.text in made.settings:
        value, at = made.settings[name.text], made.spans[name.text]
    else:
        assert setting.default is not None
        value = evaluate(inner, setting.default, made.handle.handed(name.text))
        at = setting.default.span
    inner.scope.bind(name.text, value, name.span)
    _see(inner, name, value)
    if setting.type is not None and value is not POISON:
        hold_static(inner, name.text, setting.type, value, at)


def _see(inner: Context, name: Name, value: object) -> None:
    assert isinstance(inner.place, NetworkPlace)
    inner.place.see(name.span, value)


# ── looking a block through ──────────────────────────────────────────────────────────────────


def survey(handle: BlockHandle, limits: Limits) -> list[Diagnostic]:
    """The mistakes of a block that are there whatever it is used for."""
    found: list[Diagnostic] = []
    building = Building(limits, UNKNOWN)
    building.inside.append(handle)
    context = Context(Scope(handle.scope), NetworkPlace(building), found)
    tree = handle.tree
    for parameter in (*tree.inputs, *tree.settings):
        context.attempt(lambda p=parameter: _declare(context, handle, p))  # type: ignore[misc]
    handle.broken = mistaken(found)
    try:
        execute(context, tree.body)
        for result in tree.results:
            evaluate(context, result)
    except Exhausted as error:
        return [*found, *error.diagnostics]
    if tree.results and not any(isinstance(node, Error) for node in nodes(tree)):
        report_unused(context)
    return found


def _declare(context: Context, handle: BlockHandle, parameter: Parameter) -> None:
    name, kind, default = parameter.name, parameter.type, parameter.default
    taken = context.scope.bindings.get(name.text)
    if taken is not None and not taken.stray:
        labels = (Label(taken.span, "the first is here"),)
        message = f"`{handle.name}` has two parameters called `{name.text}`"
        raise NAME_TAKEN.error(name.span, message, labels=labels)
    value: object = POISON
    is_input = parameter in handle.tree.inputs
    if default is not None and not is_input:  # it sees the parameters before it
        value = evaluate(context, default, handle.handed(name.text))
    context.scope.bind(name.text, POISON, name.span)
    if is_input:
        check_default(parameter)
        if kind is not None:
            tensor_type(context, kind)
            context.scope.veil_sizes(POISON)
    elif kind is not None and (value is not POISON or not is_static_type(kind)):
        hold_static(context, name.text, kind, value, (default or kind).span)


def is_optional(parameter: Parameter) -> bool:
    """Whether an input may be left out: its default is `none`."""
    default = parameter.default
    return isinstance(default, Literal) and default.value is None


def check_default(parameter: Parameter) -> None:
    """Check that an input has no default but `none`; raises TenetError."""
    default = parameter.default
    if default is not None and not is_optional(parameter):
        raise NOT_A_TENSOR.error(
            default.span,
            f"`{parameter.name.text}` is an input, whose only default is `none`",
            help="a value that is known while compiling is a setting, and stands after the `;`",
        )
