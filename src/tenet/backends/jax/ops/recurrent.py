"""Recurrent layers in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.recurrent import Gru, Lstm, Recurrent, Rnn

PICKED = {"last": "[1:]", "both": "[:2]", "sequence": ""}
"""What is taken of all results."""


def _layer(step: str, op: Recurrent, node: Node) -> Code:
    count, place = op.given
    given = [step, "params", '"{path}"', *(f"{{{i}}}" for i in range(1 + count))]
    given += [f"layers={op.layers}"] if op.layers > 1 else []
    given += ["bidirectional=True"] if op.bidirectional else []
    given += [f"lengths={{{place}}}"] if place is not None else []
    picked = PICKED[op.returns]
    if op.returns == "last" and len(node.outputs) == 1:
        picked = "[1]"
    call = f"run_recurrent({', '.join(given)}){picked}"
    return Code(call, helpers=("recurrent.run_recurrent", f"recurrent.{step}"))


def rnn(op: Rnn, node: Node) -> Code:
    """The kit's recurrence, one scan over the places for each layer and direction."""
    return _layer("rnn_step" if op.activation == "tanh" else "rnn_relu_step", op, node)


def gru(op: Gru, node: Node) -> Code:
    """The same with gates of its own."""
    return _layer("gru_step", op, node)


def lstm(op: Lstm, node: Node) -> Code:
    """The same with a cell."""
    return _layer("lstm_step", op, node)
