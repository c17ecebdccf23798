"""Check that stages cut what can be cut: sequences whose rows may differ in length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic
from tenet.elaborate.mistakes import CONTRADICTION
from tenet.ir.graph import Graph
from tenet.policy.train import Train
from tenet.syntax.tree import Expression


def check_lengths(
    settings: Train,
    objective: Graph,
    fields: Mapping[str, FieldType],
    spans: Mapping[str, Expression],
) -> Iterator[Diagnostic]:
    """The finding that a stage cuts sequences where there are none whose length is open."""
    length = next((s.length for s in settings.staged if s.length is not None), None)
    if length is None:
        return
    read = {name: value.type for name, value in objective.inputs.items() if name in fields}
    sequences = [name for name in read if fields[name].sequence]
    if any(not isinstance(read[name].shape[0], int) for name in sequences):
        return
    if sequences:
        name = sequences[0]
        message = f"`length={length}` cuts sequences, but `{name}` is declared {read[name].bare}, of one length"
        named = read[name].bare.replace(f"[{read[name].shape[0]}", "[T", 1)
        help_ = f"give the length a name: `{named}`"
    else:
        message = (
            f"`length={length}` cuts sequences, but no field of the network or the loss is one"
        )
        help_ = "leave it out; `rows=` gives a part of the rows"
    yield CONTRADICTION.at(spans["stages"].span, message, help=help_)
