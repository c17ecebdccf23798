"""Close the cell of a loop: what it is applied to becomes a graph of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Role
from tenet.diagnostics import Diagnostic, TenetError
from tenet.elaborate import applying, matching
from tenet.elaborate.applicable import (
    Applicable,
    Beside,
    Composed,
    Prepared,
    Ready,
    SharedLayer,
    Template,
)
from tenet.elaborate.building import Building, NetworkPlace
from tenet.elaborate.context import POISON, Context, Poison, Several, Values
from tenet.elaborate.mistakes import NOT_A_TENSOR, NOT_YET
from tenet.frozen import replace
from tenet.ir.body import Body, every_node
from tenet.ir.builder import Site, joined
from tenet.ir.graph import Node, Value
from tenet.ops.loop import Generate, Loop
from tenet.ops.sample import Sample
from tenet.ops.source import Input
from tenet.source import Span
from tenet.types.dim import names
from tenet.types.shape import Misfit, shown
from tenet.types.tensor import TensorType


def close(
    context: Context, op: Loop, inputs: Values, beside: Beside, span: Span
) -> tuple[Loop | Poison, Beside]:
    """The loop with its cell closed, for these inputs, and what names its node.

    Poison where the cell has mistakes, which are reported.

    Raises:
        TenetError: it cannot be closed.
        Misfit: it takes or gives what does not fit.
    """
    assert isinstance(context.place, NetworkPlace)
    cell = _applicable(context, op, span)
    if isinstance(cell, Poison):
        return POISON, beside
    outside = next(iter(_wired(cell)), None)
    if outside is not None:
        raise NOT_A_TENSOR.error(
            span,
            f"the cell of `{op.term()}` is given `{outside}`, a tensor of what is around it",
            help=f"give it to `{op.term()}` as an input after the first: `(x, {outside}) ->"
            f" {op.term()}(…)`",
        )
    site = context.place.site
    called = site.claim(beside.name or op.term(), beside.layer)
    path = joined(site.path, called)
    layer = joined(site.layer, called) if beside.layer is None else beside.layer
    given = beside.wired.get("initial")
    states = len(matching.spread(context, (given,))) if given is not None else 0
    closing = _Closing(context, op, cell, span)
    types = tuple(value.type for value in inputs if isinstance(value, Value))
    body: Body | Poison | None = None
    if op.looks_twice:
        body = closing.body(Site(path, layer), states, types, None, aside=True)
    if not isinstance(body, Poison):
        body = closing.body(Site(path, layer), states, types, body, aside=False)
    named = replace(beside, name=called, layer=layer)
    if isinstance(body, Poison):
        return POISON, named
    return op.model_copy(update={"cell": body}), named


def _applicable(context: Context, op: Loop, span: Span) -> Applicable | Poison:
    """The cell, with all the settings that it needs."""
    cell: object = op.cell
    if isinstance(cell, Template):
        cell = cell.use(context, (), (), span, span)
    if cell is POISON:
        return POISON
    assert isinstance(cell, Definition | Composed | Prepared | Ready | SharedLayer)
    return cell


def _wired(cell: object) -> Iterator[str]:
    """The names under which tensors from outside are given to a cell."""
    match cell:
        case Composed():
            for stage in cell.stages:
                yield from _wired(stage)
        case Prepared():
            yield from (name for name, value in cell.beside.wired.items() if value is not None)
            yield from _wired(cell.op)
        case SharedLayer():
            yield from _wired(cell.op)
        case Loop():
            yield from _wired(cell.cell)
        case _:
            pass


def _inputs(cell: Applicable) -> list[str]:
    """What a cell calls its inputs, as far as it says."""
    match cell:
        case Ready():
            return list(cell.takes)
        case Prepared() | SharedLayer():
            return _inputs(cell.op)
        case Composed():
            return _inputs(cell.stages[0])
        case _:
            return list(wanted.names) if (wanted := matching.inputs_of(type(cell))) else []


class _Closing:
    """A cell that is being closed."""

    def __init__(self, context: Context, op: Loop, cell: Applicable, span: Span) -> None:
        assert isinstance(context.place, NetworkPlace)
        self.context = context
        self.place = context.place
        self.op = op
        self.cell = cell
        self.span = span

    def body(  # what a body is made of
        self,
        site: Site,
        states: int,
        types: tuple[TensorType, ...],
        known: Body | None,
        *,
        aside: bool,
    ) -> Body | Poison:
        """The body; one that is made aside leaves no trace but its mistakes."""
        outer = self.place.building
        building = outer.within(aside=aside)
        if self.op.for_inference:
            building.variant = replace(building.variant, training=False)
        taken = self.op.enter(states, types, known)
        if isinstance(self.op, Generate):
            building.most[str(taken[0].shape[0])] = self.op.limit
        inputs = tuple(
            building.builder.add(Input(type=kind), (), span=self.span, hint=name)
            for name, kind in zip(_distinct(_inputs(self.cell), len(taken)), taken, strict=True)
        )
        found: list[Diagnostic] = []
        inner = Context(self.context.scope, NetworkPlace(building, site), found)
        made = applying.apply(inner, self.cell, inputs, self.span)
        outer.asks_training |= building.asks_training and not self.op.for_inference
        given = tuple(made) if isinstance(made, Several) else (made,)
        if not aside or POISON in given:
            self.context.reports.extend(found)
        if POISON in given:
            return POISON
        values = [building.builder.latest(value) for value in given if isinstance(value, Value)]
        self.op.check(states, taken, [value.type for value in values])
        self._check_sizes(building, taken)
        if len(values) == states and states:
            values.insert(0, values[0])
        called = list(building.builder.graph("", {}).inputs)
        results = [self.op.gives, *(f"new_{name}" for name in called[1 : 1 + states])]
        outputs = dict(zip(_distinct(results, len(values)), values, strict=True))
        graph = building.graph(site.path, outputs)
        if self.op.for_inference:
            graph = graph.rewritten(lambda n: n.inputs[0] if n.op.training_only else n)
        for node in every_node(graph):
            _refuse_random(node, self.op)
        return Body(graph.reduced(graph.outputs), states)

    def _check_sizes(self, building: Building, taken: tuple[TensorType, ...]) -> None:
        """Check that no parameter is as large as what differs from turn to turn; raises Misfit."""
        if not isinstance(self.op, Generate):
            return
        size = taken[0].shape[0]
        for path, parameter in building.builder.parameters.items():
            if names(size) & {name for dim in parameter.shape for name in names(dim)}:
                raise Misfit(
                    f"grows its tokens turn by turn, but `{path}` would have as many numbers as there"
                    f" are tokens so far: {shown(parameter.shape)}"
                )


def _distinct(hints: Iterable[str], count: int) -> list[str]:
    """So many names, all of them different; what has none is `x`."""
    found: list[str] = []
    wanted = [*hints, *["x"] * count][:count]
    for name in wanted:
        base = free = name or "x"
        number = 2
        while free in found:
            free, number = f"{base}_{number}", number + 1
        found.append(free)
    return found


def _refuse_random(node: Node, op: Loop) -> None:
    """Check that a node draws nothing, and keeps no statistics; raises TenetError."""
    statistics = any(p.role is Role.STATISTIC for p in node.parameters)
    sampled = isinstance(node.op, Generate) and node.op.choose == "sampled"
    if statistics or sampled or isinstance(node.op, Sample) or node.op.draws(*node.types):
        raise _refused(node, op, "keeps statistics of the batch" if statistics else "draws")


def _refused(node: Node, op: Loop, what: str) -> TenetError:
    return NOT_YET.error(
        node.span,
        f"`{node.op.term()}` {what}, which is not supported yet inside `{op.term()}`",
        help=f"put it before or after `{op.term()}`",
    )
