"""A graph in the making, and the place inside a network where calls make its nodes."""

from __future__ import annotations

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.diagnostics import Edit, Fix, TenetError
from tenet.diagnostics.diagnostic import Safety
from tenet.elaborate.applicable import Beside, Ready, Template
from tenet.elaborate.context import POISON, TENSOR_ARITHMETIC, Poison, Several
from tenet.elaborate.mistakes import NOT_YET, RECURSION, SOFTMAX_TWICE
from tenet.elaborate.sights import Sight
from tenet.elaborate.tally import Tally
from tenet.frozen import frozen, replace
from tenet.ir.builder import GraphBuilder, Site
from tenet.ir.graph import Graph, Value
from tenet.limits import Limits
from tenet.ops.source import Constant, Input
from tenet.source import Span
from tenet.types.dim import Dim, Symbolic, decided_by_data, named
from tenet.types.shape import Misfit

LOGIC = {
    sign: f"`logical_{sign}` does it element by element; conditions are static"
    for sign in ("and", "or", "not")
}
"""What to write instead of the signs of logic, which tensors do not have."""


@frozen
class Variant:
    """Which of the graphs that one text makes.

    Attributes:
        training: what the name `training` stands for.
        complete: whether inputs with the default `none` are there.
    """

    training: bool | Poison
    complete: bool


INFERENCE = Variant(training=False, complete=False)
EVALUATION = Variant(training=False, complete=True)
TRAINING = Variant(training=True, complete=True)
UNKNOWN = Variant(training=POISON, complete=True)
"""The variant of what is only looked through for mistakes."""


class Building:
    """A graph in the making: what it is made for, what it has grown to, what stands inside what."""

    def __init__(self, limits: Limits, variant: Variant = INFERENCE, main: str = "") -> None:
        self.builder = GraphBuilder()
        self.limits = limits
        self.tally = Tally(limits)
        self.variant = variant
        self.main = main
        """The network whose graph this is, and whose parameters have no prefix."""
        self.others: frozenset[str] = frozenset()
        """The spec's other networks, whose parameters begin with their names."""
        self.asks_training = False
        """Whether anything has asked what the variant is."""
        self.lengths: dict[Dim, Dim] = {}
        """What the network calls the lengths of the sequences that its fields are."""
        self.passing: set[str] = set()
        """Sizes that only inputs name which the exported model may lack."""
        self.most: dict[str, int] = {}
        """How large sizes are at most that are known only later, by name."""
        self.counts: dict[int, Symbolic] = {}
        """How many categories values choose from that only the data tells, by their numbers."""
        self.blind = False
        """Whether the data section is broken, so that what fields would tell is not known."""
        self.has_optional = False
        """Whether an input may be left out."""
        self.inside: list[Template | Ready] = []
        self.sights: list[Sight] | None = None
        """What expressions came to be; none where nobody asks."""
        self.apart = False
        """Whether it is within another, whose values have other numbers."""

    def graph(self, name: str, outputs: dict[str, Value]) -> Graph:
        """The graph so far, with these outputs."""
        return replace(self.builder.graph(name, outputs), most=dict(self.most))

    def owns(self, path: str) -> bool:
        """Whether a parameter is the network's own, not that of another which it applies."""
        return path.partition(".")[0] not in self.others

    def within(self, *, aside: bool) -> Building:
        """A building for a graph within this one, over the same parameters; aside, over a copy of them."""
        made = Building(self.limits, self.variant, self.main)
        made.inside, made.most, made.blind = self.inside, dict(self.most), self.blind
        made.others = self.others
        made.builder.parameters = self.builder.parameters
        made.sights, made.apart = self.sights, True
        if aside:
            made.builder.parameters = dict(self.builder.parameters)
            made.sights = None
        else:
            made.tally = self.tally
        return made

    def enter(self, handle: Template | Ready, span: Span) -> None:
        """Effect: what follows stands inside a block or network, until `leave`.

        Raises:
            TenetError: it stands inside itself.
            Exhausted: too many stand inside one another.
        """
        self.refuse_recursion(handle, span)
        self.inside.append(handle)
        self.tally.step(span)
        self.tally.deepen(len(self.inside) - 1, span)  # the first is what all stands in

    def refuse_recursion(self, handle: Template | Ready, span: Span) -> None:
        """Check that a block or network does not stand inside itself; raises TenetError."""
        if handle in self.inside:
            place = self.inside.index(handle)
            chain = " -> ".join(f"`{h.name}`" for h in (*self.inside[place:], handle))
            raise RECURSION.error(
                span,
                f"`{handle.name}` stands inside itself: {chain}",
                help="repeat what is inside with `repeat` or `for`, which end",
            )

    def leave(self) -> None:
        """Effect: what follows stands outside the block that was entered last."""
        self.inside.pop()


class NetworkPlace:
    """Inside a network: calls make nodes."""

    kinds: tuple[type[Definition], ...] = (Operation,)

    def __init__(self, building: Building, site: Site | None = None) -> None:
        self.building = building
        self.builder = building.builder
        self.site = self.builder.root if site is None else site

    def see(self, span: Span, value: object) -> None:
        """Effect: what stands at a span is known to have come to be this, where anybody asks."""
        building = self.building
        if building.sights is not None:
            told = value.type if building.apart and isinstance(value, Value) else value
            building.sights.append(Sight(span, self.site.path, told))

    def at(self, site: Site) -> NetworkPlace:
        """The place in another scope of paths."""
        return NetworkPlace(self.building, site)

    def aside(self) -> NetworkPlace:
        """A place whose nodes go nowhere, for what is only looked through for mistakes."""
        made = Building(self.building.limits, UNKNOWN)
        made.inside = list(self.building.inside)
        return NetworkPlace(made)

    @property
    def training(self) -> bool | Poison:
        """Whether the graph is made for training. Effect: it is known that somebody asked."""
        self.building.asks_training = True
        return self.building.variant.training

    def holds(self, value: object) -> bool:
        """Whether the value is computed by a node."""
        return isinstance(value, Value)

    def enter(self, value: object, span: Span) -> object:
        """The value itself, under its latest name."""
        if isinstance(value, Value):
            return self.builder.latest(value)
        return value

    def apply(
        self, op: Definition, inputs: tuple[object, ...], span: Span, beside: Beside
    ) -> object:
        """The output of a new node, or its parts side by side where it divides a value.

        Raises:
            Misfit: the operation does not take these inputs.
            Exhausted: the graph grows too large.
        """
        assert isinstance(op, Operation)
        op = op.meant()
        values = tuple(value for value in inputs if isinstance(value, Value))
        if op.term() == "softmax":
            self._refuse_second_softmax(values[0], span)
        count = self.building.counts.get(values[0].number) if values else None
        if count is not None:
            op = op.told(count)
        values += self.tellers(op, values)
        made = self.builder.add(
            op, values, span=span, at=self.site, name=beside.name, layer=beside.layer
        )
        node = self.builder.maker(made)
        if count is not None and op.carries and len(values) == 1:
            self.building.counts[made.number] = count
        self.building.tally.add(node)
        return Several(node.outputs) if op.divides else made

    def further(self, value: Value) -> tuple[Value, ...]:
        """What else the node gives whose output a value is."""
        node = self.builder.maker(value)
        return node.further if node.output.number == value.number else ()

    def tellers(self, op: Operation, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Inputs of the network that tell the sizes, and the rows, which an operation must know."""
        found = self._of_rows() if op.of_rows else []
        for size in sorted(op.open_sizes(*(value.type for value in values))):
            wanted = named(size)
            if decided_by_data(wanted):
                continue  # it is a number before anything runs
            if any(wanted in value.type.shape for value in (*values, *found)):
                continue
            inputs = (node.output for node in self.builder.nodes if isinstance(node.op, Input))
            teller = next((value for value in inputs if wanted in value.type.shape), None)
            if teller is None and self.building.variant is UNKNOWN:
                continue  # what is only looked through has no inputs
            if teller is None:
                raise Misfit(
                    f"needs `{size}` in numbers, but no input of the network has an axis of that size"
                )
            found.append(teller)
        return tuple(found)

    def _of_rows(self) -> list[Value]:
        """The input of the network that tells how many rows there are."""
        inputs = (node.output for node in self.builder.nodes if isinstance(node.op, Input))
        found = next((value for value in inputs if value.type.batched), None)
        if found is None and self.building.variant is not UNKNOWN:
            raise Misfit("draws for each row, but the network has no input that comes in rows")
        return [] if found is None else [found]

    def learned(self, layer: str) -> dict[str, str]:
        """The paths of the parameters below a layer, by what follows the layer in them."""
        within = f"{layer}."
        return {
            path.removeprefix(within): path
            for path in self.builder.parameters
            if path.startswith(within)
        }

    def tie(self, path: str, span: Span) -> Value:
        """A parameter that another layer has learned, as a value."""
        made = self.builder.tie(path, span=span, at=self.site)
        self.building.tally.add(self.builder.maker(made))
        return made

    def lift(self, number: float, span: Span) -> object:
        """The number as a constant of the graph."""
        return self.builder.add(Constant(value=number), (), span=span, at=self.site)

    def refuse(self, sign: str, span: Span) -> TenetError:
        """The mistake of an operator that no operation stands for."""
        return NOT_YET.error(
            span,
            f"`{sign}` on tensors is not supported yet",
            help=LOGIC.get(sign, f"tensors have {', '.join(TENSOR_ARITHMETIC)}; ranges are static"),
        )

    def describe(self, value: object) -> tuple[str, Span | None]:
        """The type of a value, and the span of the node that made it."""
        if not isinstance(value, Value):
            return str(value), None
        return str(value.type), self.builder.maker(value).span

    def _refuse_second_softmax(self, value: Value, span: Span) -> None:
        if self.builder.maker(value).op.term() == "softmax":
            raise SOFTMAX_TWICE.error(
                span,
                "a softmax of a softmax flattens the distribution",
                help="leave one of the two out",
                fix=_without_stage(span) if span.text.startswith("softmax") else None,
            )


def _without_stage(span: Span) -> Fix | None:
    """The fix that takes a stage of a pipeline away, with its arrow."""
    before = span.source.text[: span.start].rstrip()
    if not before.endswith("->"):
        return None
    start = len(before.removesuffix("->").rstrip())
    return Fix(Safety.UNSAFE, (Edit(Span(span.source, start, span.end), ""),))
