"""The fitted pipeline: from raw columns to fields, as plain data that a run keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from tenet.data.field import Class, FieldType
from tenet.data.step import Step
from tenet.data.steps.chunks import Carry, Cut
from tenet.data.steps.column import Column
from tenet.data.steps.equals import Equals
from tenet.data.steps.lookup import Lookup
from tenet.data.steps.rows import Rows
from tenet.data.steps.sequence import Surround
from tenet.data.steps.subwords import Subwords
from tenet.data.vocabulary import Vocabulary
from tenet.frozen import frozen, replace

UNKNOWN = "(unknown)"
"""What the category of missing, unseen and rare values is called among the others."""


@frozen
class Reading:
    """How cells of text are read, and what is done to the table: needed again wherever raw rows come.

    Of ways to clean the table, each by its name and its settings as JSON, these are the ones that keep its rows.
    """

    separator: str = ","
    missing: tuple[str, ...] = ("",)
    header: bool = True
    cleaning: tuple[tuple[str, str], ...] = ()


@frozen
class Node:
    """A step, the nodes that it takes, and the sizes of its result for each row, or for each place of a sequence."""

    step: Step
    inputs: tuple[int, ...]
    shape: tuple[int, ...]
    sequence: bool = False


@frozen
class FittedField:
    """The node that gives a field, and the field's type, all of whose sizes are numbers."""

    node: int
    type: FieldType


@frozen
class Pipeline:
    """Nodes in the order of computation, each a step on rows by themselves.

    Attributes:
        nodes: every node comes after its inputs.
        fields: the fields by name, in the order of the spec.
        sizes: what the sizes turned out to be that were not known before the data was read.
        reading: how raw cells were read.
    """

    nodes: tuple[Node, ...]
    fields: Mapping[str, FittedField]
    sizes: Mapping[str, int]
    reading: Reading = Reading()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The raw columns that it takes, in order: the inputs of the exported model."""
        return tuple(node.step for node in self.nodes if isinstance(node.step, Column))

    @cached_property
    def group(self) -> Column | None:
        """The column that tells which rows belong together, where rows look at others of their group."""
        told = (self.nodes[i].step for n in self.nodes if n.step.across for i in n.inputs[1:])
        return next((step for step in told if isinstance(step, Column)), None)

    @cached_property
    def cut(self) -> int | None:
        """The first node that cuts rows into several, if any does."""
        found = (i for i, node in enumerate(self.nodes) if isinstance(node.step, Cut | Carry))
        return next(found, None)

    @cached_property
    def drawn(self) -> tuple[int, ...]:
        """The nodes that are drawn anew in each epoch, and those made of them, in order."""
        return self._after(lambda step: step.draws, itself=True)

    @cached_property
    def pictured(self) -> tuple[int, ...]:
        """The nodes that are made of pictures, in order."""
        return self._after(lambda step: step.reads, itself=False)

    @cached_property
    def steps(self) -> Mapping[int, Step]:
        """The steps by node."""
        return {index: node.step for index, node in enumerate(self.nodes)}

    @cached_property
    def lasting(self) -> tuple[int, ...]:
        """The nodes whose values training asks for: fields, and what epochs begin from."""
        begun = {i for n in self.drawn for i in self.nodes[n].inputs if i not in self.drawn}
        return tuple(sorted(begun.union(field.node for field in self.fields.values())))

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The nodes made of pictures that are asked for: in training, and what a graph is given."""
        lasting = set(self.lasting)
        return tuple(n for n in self.pictured if n in lasting or self.nodes[n].step.outside)

    def _after(self, marked: Callable[[Step], bool], *, itself: bool) -> tuple[int, ...]:
        """The nodes behind marked steps, in order."""
        found: dict[int, bool] = {}
        for index, node in enumerate(self.nodes):
            own = marked(node.step)
            if own or any(i in found for i in node.inputs):
                found[index] = not own or itself or any(i in found for i in node.inputs)
        return tuple(index for index, counts in found.items() if counts)

    @property
    def types(self) -> dict[str, FieldType]:
        """The type of each field."""
        return {name: field.type for name, field in self.fields.items()}

    def classes(self, field: str) -> tuple[Vocabulary, ...] | None:
        """What a field's categories stand for, for each column; none for numbers."""
        index = self.fields[field].node
        ends: tuple[str, ...] = ()
        while True:
            node = self.nodes[index]
            if isinstance(node.step, Surround):
                ends = node.step.names
            if isinstance(node.step, Subwords):
                return (node.step.pieces,)
            if isinstance(node.step, Lookup) and node.step.unknown:
                return tuple((*map(str, values), UNKNOWN, *ends) for values in node.step.classes)
            if isinstance(node.step, Lookup) and node.step.codes is not None:
                return tuple(_first_of_each(v, node.step.codes) for v in node.step.classes)
            if isinstance(node.step, Lookup | Equals):
                return node.step.classes
            if len(node.inputs) != 1 and not isinstance(node.step, Surround | Carry | Rows):
                return None
            index = node.inputs[0]

    def ancestors(self, *indices: int) -> list[int]:
        """Some nodes and all that they are made from, in the order of computation."""
        return ancestors(self.nodes, *indices)

    def reach(self, *fields: str) -> tuple[int, int]:
        """The first and the last row that a row of some fields needs, counted from it: (-51, 4), for example."""
        return self._reach(*(self.fields[name].node for name in fields))

    def _reach(self, *nodes: int) -> tuple[int, int]:
        if not nodes:
            return 0, 0
        ends = []
        for index in nodes:
            node = self.nodes[index]
            first, last = self._reach(*node.inputs[: 1 if node.step.across else None])
            ends.append((first + node.step.reach[0], last + node.step.reach[1]))
        return min(first for first, _ in ends), max(last for _, last in ends)

    def restricted(self, fields: Iterable[str]) -> Pipeline:
        """What is needed for some fields only, in the order of this pipeline."""
        wanted = set(fields)
        kept = {name: field for name, field in self.fields.items() if name in wanted}
        needed = self.ancestors(*(field.node for field in kept.values()))
        places = {old: new for new, old in enumerate(needed)}
        nodes = tuple(
            replace(self.nodes[old], inputs=tuple(places[i] for i in self.nodes[old].inputs))
            for old in places
        )
        return replace(
            self,
            nodes=nodes,
            fields={name: replace(field, node=places[field.node]) for name, field in kept.items()},
        )

    def to_json(self) -> str:
        """The pipeline as JSON; every number reads back as the same float64."""
        from tenet.data.saved import document  # noqa: PLC0415  # reads and writes this class

        return json.dumps(document(self), indent=1, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Pipeline:
        """The pipeline that was written; raises TenetError where it was not written by `to_json`."""
        from tenet.data.saved import parsed  # noqa: PLC0415  # reads and writes this class

        return parsed(text)


def ancestors(nodes: Sequence[Node], *indices: int) -> list[int]:
    """Some nodes and all that they are made from, in the order of computation."""
    needed = set(indices)
    for index in range(max(indices, default=-1), -1, -1):
        if index in needed:
            needed.update(nodes[index].inputs)
    return sorted(needed)


def _first_of_each(values: Vocabulary, codes: tuple[int, ...]) -> Vocabulary:
    """The first value of each number, in the order of numbers."""
    first: dict[int, Class] = {}
    for value, code in zip(values, codes, strict=True):
        first.setdefault(code, value)
    return tuple(first[code] for code in sorted(first))
