"""What can be applied: operations ready for their inputs, blocks, networks, and what is shared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from tenet.catalogue.body import Runnable
from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import Setting, called
from tenet.frozen import frozen
from tenet.source import Span
from tenet.syntax.tree import Argument

if TYPE_CHECKING:
    from tenet.elaborate.context import Context


@frozen
class Beside:
    """What an application is given beside its inputs.

    Attributes:
        wired: tensors by the name of an input or setting.
        name: what the node or scope is called; after what is applied, if none is given.
        layer: where its parameters live, if not under its own name.
    """

    wired: Mapping[str, object] = {}
    name: str | None = None
    layer: str | None = None


NOTHING = Beside()


class Template(Runnable, ABC):
    """What still needs settings, and is called to get them: a block."""

    name: str

    @abstractmethod
    def use(
        self,
        context: Context,
        piped: tuple[object, ...],
        arguments: tuple[Argument, ...],
        name: Span,
        whole: Span,
    ) -> object:
        """It with these arguments; applied, if inputs were given or none are needed."""

    @abstractmethod
    def handed(self, key: int | str) -> Setting | None:
        """The setting of an operation that one of its own, by name or place, is handed on to."""


class Ready(Runnable, ABC):
    """What is applied to inputs and is no operation of the catalogue: a block in use, a network."""

    name: str
    takes: Mapping[str, bool]
    """Its inputs by name, in order, and whether each must be given."""

    def lacks(self, wired: Mapping[str, object]) -> bool:
        """Whether it still needs inputs beside these."""
        return any(must and name not in wired for name, must in self.takes.items())

    @abstractmethod
    def apply(
        self, context: Context, inputs: tuple[object, ...], span: Span, beside: Beside
    ) -> object:
        """What it gives for these inputs."""


@frozen
class Composed(Runnable):
    """Operations one after the other, still to be applied: `dense(128) -> relu`."""

    stages: tuple[Applicable, ...]

    def __str__(self) -> str:
        return " -> ".join(worded(stage) for stage in self.stages)


@frozen
class Prepared(Runnable):
    """An operation with more than its settings: tensors that it takes by name, a name of its own."""

    op: Definition | Ready
    beside: Beside

    def __str__(self) -> str:
        return worded(self.op)


class SharedLayer(Runnable):
    """What `shared` names: an operation with one set of parameters, wherever it is applied."""

    def __init__(self, name: str, op: Applicable, layer: str) -> None:
        self.name = name
        self.op = op
        self.layer = layer
        self.term = layer.rpartition(".")[2]
        """What its uses are called in paths."""

    def __str__(self) -> str:
        return f"the shared operation `{self.name}`"


Applicable: TypeAlias = Definition | Composed | Prepared | Ready | SharedLayer
APPLICABLE = (Definition, Composed, Prepared, Ready, SharedLayer)
CALLABLE = (*APPLICABLE, Template)


def listed(inputs: Iterable[str]) -> str:
    """The names of inputs, as a message tells them; nothing where there are none."""
    names = list(inputs)
    verb = "its input is" if len(names) == 1 else "its inputs are"
    return f"{verb} {', '.join(names)}" if names else ""


def worded(op: Applicable) -> str:
    """An operation as a spec writes it, or by its name."""
    if isinstance(op, Ready | SharedLayer):
        return op.name
    return called(op) if isinstance(op, Definition) else str(op)
