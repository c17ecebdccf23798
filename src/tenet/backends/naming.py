"""Name the variables of emitted source as a person would: by the names of the spec, reused when dead."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterable, Mapping, Sequence

from tenet.backends.outlining import Step
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Input

KEYWORDS = frozenset(keyword.kwlist)


def class_name(name: str) -> str:
    """A network's name as a class that hides no import: `tiny_resnet` is `TinyResnet`."""
    parts = "".join(c if f"a{c}".isidentifier() and c != "_" else " " for c in name).split()
    title = "".join(part[:1].upper() + part[1:] for part in parts) or "Network"
    if title in KEYWORDS | {"F", "Tensor"}:
        return f"{title}Network"
    return title if title.isidentifier() else f"Net{title}"


def legal(graph: Graph, reserved: Iterable[str]) -> Graph:
    """The graph, its inputs and outputs under names that Python and the source around leave free."""
    spoken = KEYWORDS.union(reserved)
    inputs = _free(graph.inputs, spoken)
    outputs = _free(graph.outputs, spoken - {"loss"})

    def renamed(node: Node) -> Node:
        if not isinstance(node.op, Input):
            return node
        return replace(node, output=replace(node.output, hint=inputs[node.output.hint]))

    moved = graph.rewritten(renamed)
    named = {outputs[name]: value for name, value in moved.outputs.items()}
    return replace(moved, outputs=named)


def _free(names: Iterable[str], spoken: Collection[str]) -> dict[str, str]:
    """What each name becomes: itself, with underscores after it where it is taken."""
    found: dict[str, str] = {}
    for name in names:
        free = name
        while free in spoken or free in found.values():
            free += "_"
        found[name] = free
    return found


class Names:
    """Variable names for the values of one function body.

    A name is free again once the value that had it is read no more, so that
    `x = conv(x)` reads as it would by hand, and no live value is ever overwritten.
    """

    def __init__(
        self, steps: Sequence[Step], kept: Iterable[Value], reserved: Iterable[str]
    ) -> None:
        self._last_use: dict[int, int] = {}
        for position, step in enumerate(steps):
            for value in step.reads:
                self._last_use[value.number] = position
        for value in kept:
            self._last_use[value.number] = len(steps)
        self._reserved = {*KEYWORDS, *reserved}
        self._holder: dict[str, int] = {}
        self.of: dict[int, str] = {}

    def reads(self, value: Value) -> bool:
        """Whether anything reads a value."""
        return value.number in self._last_use

    def give(self, value: Value, hint: str, position: int) -> str:
        """The name of a value that is made at a position: the hint, if nothing alive has it."""
        base = hint + "_" if hint in self._reserved else hint
        name, number = base, 2
        while not self._free(name, position):
            name, number = f"{base}_{number}", number + 1
        self._holder[name] = value.number
        self.of[value.number] = name
        return name

    def _free(self, name: str, position: int) -> bool:
        holder = self._holder.get(name)
        return holder is None or self._last_use.get(holder, -1) <= position


def hints(
    steps: Sequence[Step], inputs: Mapping[str, Value], outputs: Mapping[str, Value]
) -> dict[int, str]:
    """What each value wants to be called.

    A value inside a pipeline has no name of its own: it takes the name that the pipeline is bound
    to, unless that is an output or the pipeline's input, which mean something else until the end.
    """
    final = {value.number: name for name, value in outputs.items()}
    readers: dict[int, Step] = {}
    for step in reversed(steps):
        for value in step.reads:
            readers[value.number] = step
    wanted: dict[int, str] = {}
    for step in reversed(steps):
        for value in step.gives:
            number, hint = value.number, value.hint
            if number in final:
                wanted[number] = final[number]
            elif hint and hint not in outputs:
                wanted[number] = hint
            else:
                reader = readers.get(number)
                later = wanted.get(reader.gives[0].number, "x") if reader is not None else "x"
                wanted[number] = "x" if later in outputs or later in inputs else later
    return wanted


def function_name(name: str) -> str:
    """A block's name as a function: `TwoConvs` stays, what Python has for itself gets an underscore."""
    return f"{name}_" if name in KEYWORDS else name


def free_name(wanted: str, taken: Collection[str], joint: str = "_") -> str:
    """The name, with a number after it where it is taken."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{joint}{number}", number + 1
    return name
