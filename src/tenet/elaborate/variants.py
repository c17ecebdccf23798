"""Elaborate a spec's networks, each in every variant that its text makes: inference, evaluation, training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic, Label
from tenet.elaborate.building import EVALUATION, INFERENCE, TRAINING, Building, Variant
from tenet.elaborate.context import POISON
from tenet.elaborate.mistakes import DIVERGED, NAME_TAKEN, NO_SUCH_FIELD
from tenet.elaborate.network import NetworkBody, NetworkHandle, elaborate_network
from tenet.elaborate.scope import Binding, Scope
from tenet.frozen import frozen
from tenet.ir.body import every_node
from tenet.ir.graph import Graph, Node
from tenet.limits import Limits
from tenet.source import Span
from tenet.syntax.tree import Name, Network, Spec
from tenet.types.shape import shown


@frozen
class Bodies:
    """A network in its variants; those that do not differ are the same object.

    Attributes:
        inference: without optional inputs, as it is exported.
        evaluation: with all inputs, as it is judged on validation and test.
        training: with all inputs, and `training` true.
    """

    inference: NetworkBody
    evaluation: NetworkBody
    training: NetworkBody


def elaborate_networks(  # noqa: PLR0913  # what each network is made from
    spec: Spec,
    scope: Scope,
    fields: Mapping[str, FieldType] | None,
    limits: Limits,
    reports: list[Diagnostic],
    *,
    broken_data: bool,
    seen: dict[str, Building] | None = None,
) -> dict[str, Bodies | None]:
    """Every network by name; none for one whose mistakes leave none.

    Effect: their names are bound, so that networks and losses can apply them; `seen`, where it is
    given, holds for each what it was elaborated in, with what expressions came to be.
    """
    handles: dict[str, NetworkHandle] = {}
    trees = [item for item in spec.items if isinstance(item, Network)]
    for tree in trees:
        name = PurePath(spec.source.name).stem if tree.name is None else tree.name.text
        if name in handles or (tree.name is None and len(trees) > 1):
            reports.append(_nameless(tree, name, handles))
            continue
        handles[name] = NetworkHandle(tree, name, scope)
        if tree.name is not None:
            taken = scope.look(name)
            if taken is not None and taken.value is not POISON:
                reports.append(_shadowing(tree.name, taken))
            scope.taint(name, handles[name], tree.name.span)
    found: list[Diagnostic] = []
    make = _Maker(fields, limits, found, seen, blind=broken_data, names=tuple(handles))
    inferences = {name: make.body(handle, INFERENCE) for name, handle in handles.items()}
    # A loss may apply the other networks, so that what one of them asks, all are asked.
    asked = any(body is not None and body.building.asks_training for body in inferences.values())
    bodies = {n: _bodies(handles[n], body, make, asked=asked) for n, body in inferences.items()}
    if broken_data:  # without fields, the types of inputs are not known, and were reported above
        found = [d for d in found if d.rule is not NO_SUCH_FIELD]
    reports.extend(found)
    return bodies


def _nameless(tree: Network, name: str, handles: Mapping[str, NetworkHandle]) -> Diagnostic:
    if tree.name is None:
        span = Span(tree.span.source, tree.span.start, tree.span.start + len("network"))
        message = "a network has a name where a file has several"
        return NAME_TAKEN.at(span, message, help="such as `network encoder(…) -> code`")
    first = handles[name].tree.name
    assert first is not None
    labels = (Label(first.span, "the first is here"),)
    return NAME_TAKEN.at(tree.name.span, f"there are two networks called `{name}`", labels=labels)


def _shadowing(name: Name, taken: Binding) -> Diagnostic:
    message = f"`{name.text}` is there already: a network shares names with what stands around it"
    return NAME_TAKEN.at(name.span, message, labels=(Label(taken.span, "the other is here"),))


class _Maker:
    """Elaborates a network in a variant."""

    def __init__(
        self,
        fields: Mapping[str, FieldType] | None,
        limits: Limits,
        reports: list[Diagnostic],
        seen: dict[str, Building] | None,
        *,
        blind: bool,
        names: tuple[str, ...],
    ) -> None:
        self.fields = fields
        self.limits = limits
        self.reports = reports
        self.seen = seen
        self.blind = blind
        self.names = names

    def body(self, handle: NetworkHandle, variant: Variant) -> NetworkBody | None:
        """The network in a variant, or none where its mistakes, which are reported, leave none."""
        building = Building(self.limits, variant, handle.name)
        building.blind = self.blind
        building.inside.append(handle)
        building.others = frozenset(self.names) - {handle.name}
        for other in building.others:
            building.builder.root.own(other)  # so that no layer's parameters go by its name
        if self.seen is not None and variant is not EVALUATION:
            building.sights = []
            self.seen[handle.name] = building
        found: list[Diagnostic] = []
        try:
            return elaborate_network(handle, self.fields, building, found)
        finally:
            building.leave()
            self.reports.extend(found)


def _bodies(
    handle: NetworkHandle, inference: NetworkBody | None, make: _Maker, *, asked: bool
) -> Bodies | None:
    """A network in its variants; `asked` is whether any network wants to know which it is."""
    if inference is None:
        return None
    building = inference.building
    if not asked and not building.has_optional:
        return Bodies(inference, inference, inference)
    training = make.body(handle, TRAINING)
    evaluation = training
    if training is not None and (asked or training.building.asks_training):
        evaluation = make.body(handle, EVALUATION) if building.has_optional else inference
    if training is None or evaluation is None:
        return None
    make.reports.extend(
        _differences(training.graph, inference.graph, "inference")
        or _differences(training.graph, evaluation.graph, "evaluation")
    )
    return Bodies(inference, evaluation, training)


def _differences(training: Graph, other: Graph, kind: str) -> list[Diagnostic]:
    """What keeps two variants from being graphs over the same parameters."""
    learned, wanted = _makers(training), _makers(other)
    trained = {node.span for node in learned.values()}
    then, now = training.parameters, other.parameters
    found: dict[Span, Diagnostic] = {}
    for path, node in wanted.items():
        known = learned.get(path)
        if known is None or node.span not in trained:
            message = f"`{path}` is a parameter at {kind} only, so that training never moves it"
            help_ = "use it while training too"
            found.setdefault(node.span, DIVERGED.at(node.span, message, help=help_))
        elif known.span != node.span:
            labels = (Label(known.span, "it is this one's while training"),)
            message = f"`{path}` is this layer's parameter at {kind}, but another's while training"
            help_ = 'give one of the two a name of its own, such as `name="head"`'
            found[node.span] = DIVERGED.at(node.span, message, labels=labels, help=help_)
        elif then[path].shape != now[path].shape:
            sizes = f"{shown(now[path].shape)} at {kind}, but {shown(then[path].shape)}"
            message = f"`{path}` is {sizes} while training"
            help_ = "give the layer inputs of one type in both"
            found.setdefault(node.span, DIVERGED.at(node.span, message, help=help_))
        if known is not None and known.span != node.span:
            break  # all that follow may be counted on from it
    return list(found.values())


def _makers(graph: Graph) -> dict[str, Node]:
    """The first node of each parameter, by the parameter's path."""
    found: dict[str, Node] = {}
    for node in every_node(graph):
        for parameter in node.parameters:
            found.setdefault(parameter.path, node)
    return found
