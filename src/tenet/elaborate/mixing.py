"""Check that rows can be mixed with one another: what `mix` reaches of inputs, targets and loss."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic, Label
from tenet.elaborate.mistakes import CONTRADICTION, NOT_YET
from tenet.ir.graph import Graph
from tenet.ops.source import Input
from tenet.policy.mixing import Cutmix, Mixing
from tenet.source import Span
from tenet.types.shape import worded

Wrong = tuple[str, str]
"""What is wrong with a field, and what to write instead."""
NO_LENGTH = "declare its length in numbers, if all rows have the same"


def check_mixing(  # what a network is trained on, each needed
    mix: Mixing,
    network: Graph,
    objective: Graph,
    others: Collection[str],
    fields: Mapping[str, FieldType],
    at: Span,
) -> Iterator[Diagnostic]:
    """What keeps the rows of a network from being mixed for its objective; `at` is where the spec asks for it."""
    word = mix.term()
    applied = [p for p in objective.parameters if p.partition(".")[0] in others]
    if applied:
        name = applied[0].partition(".")[0]
        message = f"`{word}` mixes the rows of one network, but this loss applies `{name}` too"
        yield NOT_YET.at(at, message, help="leave `mix` out")
        return
    if objective.inputs.keys() == network.inputs.keys():
        message = (
            f"`{word}` mixes what two rows' targets make of the loss, but this loss has no target"
        )
        yield CONTRADICTION.at(at, message, help="leave `mix` out; `augment` changes inputs alone")
        return
    reach = _Reach(mix, network, objective, fields)
    for name, value in objective.inputs.items():
        found = reach.of_input(name) if name in network.inputs else reach.of_target(name)
        if found is not None:
            wrong, help_ = found
            label = Label(objective.producers[value.number].span, f"it is {value.type.bare}")
            yield CONTRADICTION.at(at, f"`{word}` {wrong}", help=help_, labels=(label,))


class _Reach:
    """What a way of mixing reaches."""

    def __init__(
        self, mix: Mixing, network: Graph, objective: Graph, fields: Mapping[str, FieldType]
    ) -> None:
        self.cuts = isinstance(mix, Cutmix)
        self.inputs = {name: value.type for name, value in network.inputs.items()}
        self.types = {name: value.type for name, value in objective.inputs.items()}
        self.fields = fields
        self.compared = _read_beside(network, objective)
        self.sizes = {name: kind.shape[1:] for name, kind in self.inputs.items() if kind.rank == 3}
        """The sizes of pictures, height and width."""

    def of_input(self, name: str) -> Wrong | None:
        """What keeps an input of the network from being mixed."""
        kind = self.types[name]
        if not kind.dtype.is_float:
            return (
                f"cannot mix `{name}`: its numbers stand for classes, and nothing lies between two",
                "leave `mix` out; it takes inputs of floats",
            )
        if self._varies(name):
            return f"cannot mix `{name}`: its rows may differ in length", NO_LENGTH
        if name in self.compared:
            return (
                f"mixes `{name}`, with which the loss compares too: mixed, it is no row's target",
                "read what the loss compares with as a field of its own",
            )
        return self._uncut(name) if self.cuts else None

    def _uncut(self, name: str) -> Wrong | None:
        """What keeps a box from being cut out of an input."""
        if name not in self.sizes:
            return f"cuts a box out of pictures [C, H, W], but `{name}` is none", "use `mixup`"
        first, size = next(iter(self.sizes.items()))
        if self.sizes[name] == size:
            return None
        both = f"`{first}` is {worded(size)} and `{name}` {worded(self.sizes[name])}"
        return f"cuts one box out of all pictures of a row, but {both}", "`resize` one of them"

    def of_target(self, name: str) -> Wrong | None:
        """What keeps a field from being the target of mixed rows."""
        if self._varies(name):
            return f"needs the targets of two rows, but `{name}` may differ in length", NO_LENGTH
        if self.cuts and self.types[name].shape[-2:] in self.sizes.values():
            return (
                f"weighs targets by area, but `{name}` says of each place what is there",
                "use `mixup`, which mixes all places alike",
            )
        return None

    def _varies(self, name: str) -> bool:
        shape, field = self.types[name].shape, self.fields.get(name)
        return field is not None and field.sequence and not isinstance(shape[0], int)


def _read_beside(network: Graph, objective: Graph) -> set[str]:
    """The network's inputs that the loss reads, not only the network."""
    own = {value.number for node in network.nodes for value in node.outputs}
    read = {
        value.number
        for node in objective.nodes
        if node.output.number not in own and not isinstance(node.op, Input)
        for value in node.inputs
    }
    return {name for name, value in network.inputs.items() if value.number in read}
