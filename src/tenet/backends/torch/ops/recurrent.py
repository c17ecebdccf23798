"""Recurrent layers in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.recurrent import Gru, Lstm, Recurrent, Rnn

PICKED = {"last": "[1:]", "both": "[:2]", "sequence": ""}
"""What is taken of all results."""


def _layer(name: str, op: Recurrent, node: Node, **further: object) -> Code:
    module = arguments(
        node.types[0].shape[-1],
        op.units,
        num_layers=op.layers if op.layers > 1 else None,
        **further,
        batch_first=True,
        bidirectional=True if op.bidirectional else None,
    )
    count, place = op.given
    given = ["{layer}", *(f"{{{i}}}" for i in range(1 + count))]
    given += ["bidirectional=True"] if op.bidirectional else []
    given += [f"lengths={{{place}}}"] if place is not None else []
    picked = PICKED[op.returns]
    if op.returns == "last" and len(node.outputs) == 1:
        picked = "[1]"
    call = f"run_recurrent({', '.join(given)}){picked}"
    made = Code(call, f"nn.{name}({module})", helpers=("recurrent.run_recurrent",))
    return made.rounding(node)


def rnn(op: Rnn, node: Node) -> Code:
    """nn.RNN."""
    kind = None if op.activation == "tanh" else f'"{op.activation}"'
    return _layer("RNN", op, node, nonlinearity=kind)


def gru(op: Gru, node: Node) -> Code:
    """nn.GRU."""
    return _layer("GRU", op, node)


def lstm(op: Lstm, node: Node) -> Code:
    """nn.LSTM."""
    return _layer("LSTM", op, node)
