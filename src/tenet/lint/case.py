"""One network and all that trains it, as rules read it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from math import ceil, inf, isfinite
from typing import TYPE_CHECKING

from tenet.analysis.layers import main
from tenet.catalogue.operation import Operation, Role
from tenet.data.choosing import chosen
from tenet.data.plan import DataPlan, PlannedStage
from tenet.data.profile import FieldProfile, Profile
from tenet.data.transform import Stage
from tenet.diagnostics import Label
from tenet.elaborate.experiment import Elaborated, Experiment
from tenet.elaborate.train import TrainPlan
from tenet.ir.graph import Graph, Node, Value
from tenet.lint.places import Places, argument
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import Call, ListOf, Literal
from tenet.types.tensor import Interval

if TYPE_CHECKING:
    from tenet.analysis.moments import Moments

SCALING = ("cyclic", "min_max", "one_hot", "robust_scale", "scale", "standardize")
"""Transforms that bring numbers to a scale near one."""


class Case:
    """One network of a spec with its training and data, and the questions that many rules ask.

    Attributes:
        name: the network's; empty where there is none.
        experiment: the whole spec, resolved as far as mistakes leave it.
        graph: the network as it is trained; without nodes where there is none.
        plan: what training does to it, if it is trained and its loss is sound.
        settings: of the `train` section, if there is one.
        data: the plan of the `data` section, if there is one.
        profile: what reading the data showed, if it was read.
        places: where things stand in the text.
    """

    def __init__(
        self, elaborated: Elaborated, name: str, places: Places, profile: Profile | None = None
    ) -> None:
        self.name = name
        self.experiment: Experiment = elaborated.experiment
        self.plan: TrainPlan | None = self.experiment.plans.get(name)
        self.settings: Train | None = elaborated.settings.get(name)
        self.data: DataPlan | None = self.experiment.data
        self.profile = profile
        self.places = places
        own = self.experiment.networks.get(name, Graph(name, (), {}))
        self.graph: Graph = own if self.plan is None else self.plan.network

    # ── the graph ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def objective(self) -> Graph | None:
        """The network with its loss, where it is trained."""
        return None if self.plan is None else self.plan.objective

    @cached_property
    def layers(self) -> tuple[Node, ...]:
        """The nodes with learned weights, in order; norms and embeddings are none."""
        return tuple(
            node for node in self.graph.nodes if any(p.role is Role.WEIGHT for p in node.parameters)
        )

    def is_layer(self, node: Node) -> bool:
        """Whether a node is one of the layers."""
        return node.output.number in self._learned

    @cached_property
    def _learned(self) -> frozenset[int]:
        return frozenset(node.output.number for node in self.layers)

    @cached_property
    def producers(self) -> dict[int, Node]:
        """The node that computes each value, by the value's number."""
        return self.graph.producers

    @cached_property
    def consumers(self) -> dict[int, list[Node]]:
        """The nodes that read each value, by the value's number."""
        return self.graph.consumers

    def nodes(self, *kinds: type[Operation]) -> Iterator[Node]:
        """The nodes of some kinds of operations, in order."""
        return (node for node in self.graph.nodes if isinstance(node.op, kinds))

    def called(self, *terms: str) -> Iterator[Node]:
        """The nodes of operations with these names, in order; their modules need no import."""
        if len(terms) == 1:
            return iter(self._terms.get(terms[0], ()))
        found = (node for term in terms for node in self._terms.get(term, ()))
        return iter(sorted(found, key=lambda node: node.output.number))

    @cached_property
    def _terms(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.graph.nodes:
            found.setdefault(node.op.term(), []).append(node)
        return found

    def source(self, value: Value) -> Node:
        """The node that computes a value."""
        return self.producers[value.number]

    def readers(self, node: Node) -> list[Node]:
        """The nodes that read what a node gives."""
        return [reader for value in node.outputs for reader in self.consumers[value.number]]

    def reader(self, node: Node) -> Node | None:
        """The only node that reads what a node gives, if it is no output of the network."""
        readers = self.readers(node)
        return readers[0] if len(readers) == 1 and not self.is_output(node) else None

    def is_output(self, node: Node) -> bool:
        """Whether something that a node gives is an output of the network."""
        given = {value.number for value in node.outputs}
        return any(value.number in given for value in self.graph.outputs.values())

    def upstream(self, value: Value) -> Iterator[Node]:
        """The node that computes a value, and the nodes before it along main inputs, from last to first."""
        node: Node | None = self.source(value)
        while node is not None:
            yield node
            node = self.source(main(node)) if node.inputs else None

    def bounding(self, value: Value) -> Node:
        """The node that decides where a value's numbers lie: what only lays them out anew is passed by."""
        producers = self.producers if self.objective is None else self.judged
        node = producers[value.number]
        while node.op.relays or node.op.term() == "squeeze":
            node = producers[node.inputs[0].number]
        return node

    @cached_property
    def judged(self) -> dict[int, Node]:
        """The node that computes each value of the network and its loss, by the value's number."""
        return {} if self.objective is None else self.objective.producers

    @cached_property
    def moments(self) -> Moments:
        """The predicted scale of every value at initialisation, and of the gradients."""
        analysis = import_module("tenet.analysis.moments")
        seen = {name: self.seen(name) for name in self.graph.inputs}
        given = {
            name: analysis.Given(field.mean, field.std**2)
            for name, field in seen.items()
            if field is not None and field.mean is not None and field.std is not None
        }
        found: Moments = analysis.moments(self.graph, given)
        return found

    # ── training and data ────────────────────────────────────────────────────────────────────

    @cached_property
    def tasks(self) -> dict[str, str]:
        """What each compared output is: `classes`, `bits` or `numbers`."""
        return {} if self.plan is None else {c.output: c.task for c in self.plan.comparisons}

    def planned(self, field: str) -> list[PlannedStage]:
        """What makes a field, from its columns on, with where it stands; nothing for what is no field."""
        if self.data is None or field not in self.data.fields:
            return []
        pending, found = [self.data.fields[field].stage], set[int]()
        while pending:
            at = pending.pop()
            found.add(at)
            pending.extend(self.data.stages[at].inputs)
        return [self.data.stages[at] for at in sorted(found)]

    def stages(self, field: str) -> list[Stage]:
        """What the `data` section does to a field, from its columns on; nothing for what is no field."""
        return [planned.stage for planned in self.planned(field)]

    def is_one_of_several(self, field: str) -> bool:
        """Whether a field is zeros and a one: the vector of a single column's value."""
        planned = self.planned(field)
        if self.data is None or not planned or planned[-1].stage.term() != "one_hot":
            return False
        return self.data.stages[planned[-1].inputs[0]].type.shape in ((), (1,))

    def scaling(self, field: str) -> PlannedStage | None:
        """The last stage that brings a field to a scale near one, if any does."""
        return next((p for p in reversed(self.planned(field)) if p.stage.term() in SCALING), None)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The fields that the loss compares with outputs and that the network does not see."""
        compared = () if self.plan is None else self.plan.comparisons
        return tuple({c.field: None for c in compared if c.field not in self.graph.inputs})

    @cached_property
    def has_sparse_input(self) -> bool:
        """Whether an input holds zeros with a one, of which a layer sees fewer numbers than it has."""
        return any(s.term() == "one_hot" for name in self.graph.inputs for s in self.stages(name))

    def seen(self, field: str) -> FieldProfile | None:
        """What reading the data showed of a field, if it was read."""
        return None if self.profile is None else self.profile.fields.get(field)

    def ends(self, field: str) -> Interval | None:
        """Between which numbers a field lies, as it is declared or as reading the data showed; none where an end is not known."""
        value, seen = self.graph.inputs.get(field), self.seen(field)
        known = [] if value is None else [value.type.range]
        if self.data is not None and field in self.data.fields:
            known.append(self.data.type_of(field).range)
        if seen is not None and seen.low is not None and seen.high is not None:
            known.append(Interval(seen.low, seen.high))
        low = max((ends.low for ends in known), default=-inf)
        high = min((ends.high for ends in known), default=inf)
        return Interval(low, high) if isfinite(low) and isfinite(high) and low <= high else None

    def columns(self, field: str) -> Iterator[tuple[str, PlannedStage]]:
        """The columns that a field is made of, each with the stage that takes it, where the data was read."""
        known = () if self.profile is None else tuple(self.profile.columns)
        for planned in self.planned(field):
            yield from ((name, planned) for name in chosen(planned.stage, known))

    @property
    def rows(self) -> int | None:
        """How many rows are trained on, where the data was read."""
        return None if self.profile is None else self.profile.train

    @property
    def steps(self) -> int | None:
        """How many updates training makes, where that is known."""
        if self.settings is None:
            return None
        if self.settings.steps is not None or self.rows is None or self.settings.epochs is None:
            return self.settings.steps
        batches = ceil(self.rows / self.settings.batch)
        return self.settings.epochs * ceil(batches / self.settings.accumulate)

    # ── the text ─────────────────────────────────────────────────────────────────────────────

    def at(self, node: Node, setting: str) -> Span:
        """Where a node is given a setting; the whole call where it is not given."""
        found = self.places.argument(node.span, type(node.op), setting, len(node.inputs))
        return node.span if found is None else found.span

    def given(self, node: Node, setting: str) -> bool:
        """Whether the text gives a node's setting."""
        return setting in node.op.model_fields_set

    def entry(self, *names: str) -> Span | None:
        """Where the value of an entry of `train` stands, or of one of its settings: `optimizer`, `betas`.

        The whole value, where the setting is not given.
        """
        found = self.places.entry("train", self.name, names[0]) or self.places.entry(
            "train", names[0]
        )
        if found is None:
            return None
        held = getattr(self.settings, names[0], None)
        if len(names) > 1 and isinstance(found.value, Call) and held is not None:
            inner = argument(found.value, type(held), names[1])
            return found.value.span if inner is None else inner.span
        return found.value.span

    def names(self, planned: PlannedStage, column: str) -> Span:
        """Where a stage of `data` names a column; the whole stage where it takes it by a pattern."""
        found = self.places.argument(planned.span, type(planned.stage), "pattern", 0)
        found = found or self.places.argument(planned.span, type(planned.stage), "name", 0)
        value = None if found is None else found.value
        items = value.items if isinstance(value, ListOf) else (value,)
        own = (item.span for item in items if isinstance(item, Literal) and item.value == column)
        return next(own, planned.span)

    @property
    def training(self) -> Span | None:
        """The word that opens the `train` section of this network."""
        section = self.places.section("train")
        return None if section is None else section.name.span

    def label(self, node: Node, text: str) -> Label:
        """A remark on where a node stands."""
        return Label(node.span, text)
