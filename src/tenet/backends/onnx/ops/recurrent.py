"""Recurrent layers in ONNX: its own nodes, with the gates in the order that it wants."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.builder import Array
from tenet.backends.onnx.lowered import Lowering
from tenet.ops.recurrent import Gru, Lstm, Recurrent, Rnn

IOFC = (0, 3, 1, 2)
"""PyTorch has input, forget, cell, output; ONNX input, output, forget, cell."""
ZRH = (1, 0, 2)
"""PyTorch has reset, update, new; ONNX update, reset, new."""


def _ordered(op: Recurrent, at: Lowering, order: tuple[int, ...], name: str, layer: int) -> Array:
    """The parameter of every direction, its gates in ONNX's order."""
    found = []
    for direction in op.directions:
        path = at.node.parameter(f"{name}_l{layer}{direction}").path
        blocks = np.split(np.asarray(at.weights[path]), op.gates)
        found.append(np.concatenate([blocks[gate] for gate in order]))
    return np.stack(found)


def _weights(op: Recurrent, at: Lowering, order: tuple[int, ...], layer: int) -> list[str]:
    """Both matrices and the biases of a layer, `[directions, …]`."""
    matrices = [_ordered(op, at, order, name, layer) for name in ("weight_ih", "weight_hh")]
    biases = [_ordered(op, at, order, name, layer) for name in ("bias_ih", "bias_hh")]
    stored = {"W": matrices[0], "R": matrices[1], "B": np.concatenate(biases, -1)}
    base = at.node.layer
    return [at.build.weight(f"{base}.{k}_l{layer}", value) for k, value in stored.items()]


def _layers(
    name: str, op: Recurrent, at: Lowering, order: tuple[int, ...], **attributes: object
) -> str | tuple[str, ...]:
    """One node for each layer, between transpositions: ONNX has the places before the rows."""
    count, place = op.given
    directions = len(op.directions)
    x = at.transposed(at.inputs[0], (1, 0, 2), "places_first")
    lengths = ""
    if place is not None:
        lengths = at.add("Cast", at.inputs[place], suffix="lengths", to=TensorProto.INT32)
    initial = [_by_direction(at, value, directions) for value in at.inputs[1 : 1 + count]]
    made: tuple[str, ...] = ()
    for layer in range(op.layers):
        made = at.add_several(
            name,
            (x, *_weights(op, at, order, layer), lengths, *initial),
            ("states", *("last", "cell")[: op.states]),
            hidden_size=op.units,
            direction="bidirectional" if op.bidirectional else "forward",
            **attributes,
        )
        if layer + 1 < op.layers:
            x = _joined(at, made[0], directions)
    results = {
        "sequence": (0, 1, 2)[: 1 + op.states],
        "both": (0, 1),
        "last": (1, 2)[: op.states],
    }[op.returns]
    wanted = tuple(_by_row(at, made[i], i, directions) for i in results)
    return wanted[0] if len(wanted) == 1 else wanted


def _by_direction(at: Lowering, state: str, directions: int) -> str:
    """A state `[N, directions * units]` as `[directions, N, units]`."""
    if directions == 1:
        return at.add("Unsqueeze", state, at.integers(0), suffix="first")
    split = at.add("Reshape", state, at.integers(0, directions, -1), suffix="first_split")
    return at.transposed(split, (1, 0, 2), "first")


def _joined(at: Lowering, states: str, directions: int) -> str:
    """States `[T, directions, N, units]` as `[T, N, directions * units]`."""
    if directions == 1:
        return at.add("Squeeze", states, at.integers(1), suffix="joined")
    turned = at.transposed(states, (0, 2, 1, 3), "beside")
    return at.add("Reshape", turned, at.integers(0, 0, -1), suffix="joined")


def _by_row(at: Lowering, value: str, place: int, directions: int) -> str:
    """States `[T, directions, N, units]` or `[directions, N, units]`, the rows first, directions joined."""
    suffix = ("", "last_state", "last_cell")[place]
    if directions == 1:
        if place == 0:
            return at.transposed(_joined(at, value, 1), (1, 0, 2), suffix)
        return at.add("Squeeze", value, at.integers(0), suffix=suffix)
    axes = (2, 0, 1, 3) if place == 0 else (1, 0, 2)
    turned = at.transposed(value, axes, f"{suffix or 'states'}_by_row")
    sizes = (0, 0, -1) if place == 0 else (0, -1)
    return at.add("Reshape", turned, at.integers(*sizes), suffix=suffix)


def rnn(op: Rnn, at: Lowering) -> str | tuple[str, ...]:
    """RNN."""
    name = "Tanh" if op.activation == "tanh" else "Relu"
    return _layers("RNN", op, at, (0,), activations=[name] * len(op.directions))


def gru(op: Gru, at: Lowering) -> str | tuple[str, ...]:
    """GRU; the reset gate comes after the recurrent product."""
    return _layers("GRU", op, at, ZRH, linear_before_reset=1)


def lstm(op: Lstm, at: Lowering) -> str | tuple[str, ...]:
    """LSTM."""
    return _layers("LSTM", op, at, IOFC)
