"""Recurrent layers: a state that is carried from place to place of a sequence."""

from __future__ import annotations

from typing import Annotated, Literal

from tenet.catalogue.definition import Count
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.catalogue.setting import Wired
from tenet.initialisers.fixed import Zeros
from tenet.initialisers.orthogonal import Orthogonal
from tenet.initialisers.scaled import XavierNormal
from tenet.types.dim import Dim
from tenet.types.shape import Misfit, floats, rows, shown, worded
from tenet.types.tensor import DType, Interval, TensorType

BOUNDED = Interval(-1, 1)
"""Where a state lies that goes through tanh, or is a mean of such."""


class Recurrent(Operation):
    """A layer that carries a state along a sequence.

    Shapes: `[T, F]` to the states `[T, directions * units]`, the last state `[directions * units]`
    and, of an LSTM, its last cell. Of several layers, each reads the states of the one before, and
    the results are those of the last. Parameters are called as PyTorch calls them:
    `weight_ih_l0` is `[gates * units, F]`, `weight_hh_l0` is `[gates * units, units]`, and both
    products have a bias. Backward, with `bidirectional`, the places are read from the end.
    """

    of_products = True
    gates = 1
    states = 1
    """How many vectors are carried along."""

    units: Count
    """How many numbers the state has."""
    layers: Count = 1
    """How many such layers stand on one another."""
    bidirectional: bool = False
    """Whether a second one reads from the end; both states stand side by side."""
    returns: Literal["sequence", "last", "both"] = "sequence"
    """What comes out first: the states of all places, the last alone, or always both."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the matrices of the input start: Xavier, unless given; those of the state are orthogonal."""
    initial: Annotated[
        bool, Wired("the state to begin with, one vector for each that is carried")
    ] = False
    """The state to begin with, zero unless given: what another recurrence ended with."""
    lengths: Annotated[bool, Wired("how many places of each row are real")] = False
    """How many places of each row are real; beyond them states are zero, and the last is before."""

    @property
    def divides(self) -> bool:  # type: ignore[override]  # a fact of these settings
        """Whether both results are always taken."""
        return self.returns == "both"

    @property
    def directions(self) -> tuple[str, ...]:
        """What the names of the parameters of each direction end in."""
        return ("", "_reverse") if self.bidirectional else ("",)

    @property
    def width(self) -> int:
        """How many numbers the state of both directions has."""
        return self.units * len(self.directions)

    def bounds(self, *ranges: Interval) -> Interval:
        """Where a state lies, given where the inputs lie."""
        return BOUNDED

    @property
    def given(self) -> tuple[int, int | None]:
        """How many of the inputs after the first are states, and the place of the lengths."""
        count = self.states if self.initial else 0
        return count, (1 + count if self.lengths else None)

    def results(self, *types: TensorType) -> tuple[TensorType, ...]:
        """The types of the states, of the last, and of what else is carried."""
        x, bounds = types[0], self.bounds(*(kind.range for kind in types))
        sequence = TensorType(x.dtype, (x.shape[0], self.width), bounds)
        last = TensorType(x.dtype, (self.width,), bounds)
        carried = (TensorType(x.dtype, (self.width,)),) * (self.states - 1)
        if self.returns == "last":
            return (last, *carried)
        return (sequence, last) if self.returns == "both" else (sequence, last, *carried)

    def result(self, *types: TensorType) -> TensorType:
        """The states of all places, or the last."""
        x = rows(floats(types[0]))
        if x.rank != 2:
            raise Misfit(
                f"reads sequences [T, F], but its input is {worded(x.shape)}",
                "give it places and features, for example with `reshape(28, 28)`",
            )
        self._check_given(*types)
        return self.results(*types)[0]

    def _check_given(self, *types: TensorType) -> None:
        if self.initial and self.layers > 1:
            raise Misfit(
                f"begins with one state, but has {self.layers} layers",
                "use as many operations of one layer",
            )
        count, place = self.given
        needed = 1 + count + (place is not None)
        if len(types) != needed:
            raise Misfit(
                f"carries {self.states} vector{'s' if self.states > 1 else ''} along, but `initial` has"
                f" {len(types) - 1 - (place is not None)}",
                "give the state and the cell: `initial=(hidden, cell)`"
                if self.states > 1
                else "give the state alone: `initial=hidden`",
            )
        for kind in types[1 : 1 + count]:
            if kind.shape != (self.width,):
                raise Misfit(
                    f"begins with a state of {shown((self.width,))}, but is given {worded(kind.shape)}",
                )
        if place is not None and (types[place].shape or types[place].dtype is not DType.I64):
            raise Misfit(
                f"takes one whole number for each row as `lengths`, not {types[place]}",
            )

    def further(self, *types: TensorType) -> tuple[TensorType, ...]:
        """The last state and, of an LSTM, the last cell."""
        return self.results(*types)[1:]

    def value_range(self, *ranges: Interval) -> Interval:
        """Where a state lies."""
        return self.bounds(*ranges)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The places."""
        return (0,)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Two matrices and two biases for each layer and direction."""
        found: list[ParameterSpec] = []
        features = types[0].shape[-1]
        rows_ = self.gates * self.units
        init = XavierNormal() if self.init == "auto" else self.init
        for layer in range(self.layers):
            for direction in self.directions:
                end = f"l{layer}{direction}"
                fans = (features, self.units)
                found += [
                    ParameterSpec(f"weight_ih_{end}", (rows_, features), Role.WEIGHT, init, fans),
                    ParameterSpec(
                        f"weight_hh_{end}",
                        (rows_, self.units),
                        Role.WEIGHT,
                        Orthogonal(),
                        (self.units, self.units),
                    ),
                    ParameterSpec(f"bias_ih_{end}", (rows_,), Role.BIAS, Zeros()),
                    ParameterSpec(f"bias_hh_{end}", (rows_,), Role.BIAS, Zeros()),
                ]
            features = self.width
        return tuple(found)

    def macs(self, *types: TensorType) -> Dim:
        """Both products, at each place."""
        features, total = types[0].shape[-1], 0
        for _ in range(self.layers):
            total = total + (features + self.units) * self.gates * self.width  # type: ignore[assignment]
            features = self.width
        return types[0].shape[0] * total


class Rnn(Recurrent):
    """h = tanh(W x + b + U h' + c), where h' is the state before (Elman, 1990).

    Shapes: `[T, F]` to the states `[T, directions * units]` and the last `[directions * units]`.
    """

    examples = (
        "network(x: f32[5, 3]) -> y { y = x -> rnn(4) }",
        "network(x: f32[T, 3], n: i64 in 1..7) -> y, z {\n y, z = x -> rnn(4, activation=relu, bidirectional=true, lengths=n) }",
        "network(x: f32[5, 3], h: f32[4]) -> y { y = x -> rnn(4, returns=last, initial=h) }",
    )

    activation: Literal["tanh", "relu"] = "tanh"
    """What each state goes through."""

    def bounds(self, *ranges: Interval) -> Interval:
        """From -1 to 1, or all that is not negative."""
        return BOUNDED if self.activation == "tanh" else Interval(0)


class Gru(Recurrent):
    """h = (1 - z) n + z h' with gates r, z = sigmoid(W x + U h') and n = tanh(W x + r (U h' + c)).

    The reset gate r comes after the recurrent product, as in cuDNN and PyTorch.

    Shapes: `[T, F]` to the states `[T, directions * units]` and the last `[directions * units]`.

    Source: Cho et al. (2014), in the form of Chung et al. (2014).
    """

    gates = 3
    examples = (
        "network(x: f32[5, 3]) -> y { y = x -> gru(4) }",
        "network(x: f32[T, 3], n: i64 in 1..7) -> y, z {\n y, z = x -> gru(4, layers=2, bidirectional=true, lengths=n) }",
        "network(x: f32[5, 3], h: f32[8]) -> y {\n y = x -> gru(4, bidirectional=true, returns=last, initial=h) }",
    )

    def bounds(self, *ranges: Interval) -> Interval:
        """From -1 to 1, or as far as the first state lies: it is a mean of it and of such."""
        return ranges[1] | BOUNDED if self.initial else BOUNDED


class Lstm(Recurrent):
    """c = f c' + i g, h = o tanh(c), with gates i, f, o of a sigmoid and g of tanh of W x + U h'.

    The gates stand in the order i, f, g, o. Results: the states of all places, the last state, the
    last cell: `sequence, last, cell = x -> lstm(64)`; one name takes the first.

    Shapes: `[T, F]` to `[T, directions * units]`, `[directions * units]`, `[directions * units]`.

    Source: Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000).
    """

    gates = 4
    states = 2
    examples = (
        "network(x: f32[5, 3]) -> y { y = x -> lstm(4) }",
        "network(x: f32[T, 3], n: i64 in 1..7) -> y, z, c {\n y, z, c = x -> lstm(4, layers=2, bidirectional=true, lengths=n) }",
        "network(x: f32[5, 3]) -> y { h, c = x -> lstm(4, returns=last, init=he_normal)\n _, y = x -> lstm(4, returns=both, initial=(h, c)) }",
    )
