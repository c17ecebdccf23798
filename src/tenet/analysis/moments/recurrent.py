"""Recurrent layers: moments of the state, place after place, until they rest.

The recurrence is iterated for the mean square of a state, for what two rows have in common of it, and
for what a state keeps of the one before. States and gates are taken to be independent of one another
(Chen, Pennington and Schoenholz, 2018, sec. 3; Gilboa et al., 2019).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from tenet.analysis.moments.activations import Response, remembered, response
from tenet.analysis.moments.case import (
    FAIR,
    ROUGH,
    Bearing,
    Case,
    Context,
    Gradients,
    Made,
    Signals,
    Unknown,
)
from tenet.analysis.moments.law import Law
from tenet.analysis.moments.signal import DISTANCES, NONE, Signal, profile_at
from tenet.catalogue.lookup import find
from tenet.catalogue.operation import Operation
from tenet.frozen import frozen, replace
from tenet.ir.graph import Node

if TYPE_CHECKING:
    from tenet.ops.elementwise import Function
    from tenet.ops.recurrent import Recurrent, Rnn

STEPS = 64
"""How many places are gone through one by one; a state rests long before."""
RESTS = 1e-4
"""The relative change from which on it counts as resting."""


@frozen
class State:
    """Moments of a state and its cell: mean squares, what rows have in common, the gain of gradients.

    Attributes:
        hidden: E h².
        mean: E h.
        rows: E[h h'] of two rows.
        cell: E c².
        cell_rows: E[c c'] of two rows.
        keep: the factor of a gradient's mean square from state to state.
        enter: the factor from the state to the sums of the input.
        steps: how many places it has seen.
    """

    hidden: float = 0.0
    mean: float = 0.0
    rows: float = 0.0
    cell: float = 0.0
    cell_rows: float = 0.0
    keep: float = 0.0
    enter: float = 0.0
    steps: int = 0


@frozen
class Drive:
    """What enters at each place: the sums over the input, and how the state enters.

    Attributes:
        square: of the sums over the input, with both biases.
        rows: what two rows have in common of them.
        weight: units times the mean square of the matrix of the state.
        lasting: the correlation of these sums with those of k places before, from k = 1 on.
    """

    square: float
    rows: float
    weight: float
    lasting: tuple[float, ...] = ()


@cache
def activation(name: str) -> Function:
    """An activation by its name."""
    found = find(cast("type[Any]", Operation), name)
    assert found is not None
    return cast("Function", found())


def of(name: str, variance: float, at: Context) -> Response:
    """What an activation makes of a centred Gaussian."""
    function = activation(name)
    # Rounded, so that a state at rest asks again for what is known.
    law = Law.gaussian(0.0, float(f"{variance:.4g}"))
    return remembered(at, name, law, lambda: response(function.number, law))


def common(made: Response, correlation: float) -> float:
    """E[f f'] for latents of this correlation."""
    return made.law.mean**2 + made.law.covariance(max(min(correlation, 1.0), -1.0))


def gathered(drive: Drive, keep: float, take: float, new: Response, steps: int) -> float:
    """E[c g] of what was gathered and what comes now: inputs that last add up.

    The sum over k of keep^(k-1) take E[g_t g_(t-k)].
    """
    total, weight = 0.0, take
    for c in drive.lasting[:steps]:
        total += weight * common(new, c)
        weight *= keep
    return total


def rnn(op: Recurrent, drive: Drive, before: State, at: Context) -> State:
    """H = φ(W x + U h')."""
    square = drive.square + drive.weight * before.hidden
    if not square:
        return before
    made = of(cast("Rnn", op).activation, square, at)
    rows = common(made, (drive.rows + drive.weight * before.rows) / square)
    return State(
        made.law.square, made.law.mean, rows, keep=drive.weight * made.slope, enter=made.slope
    )


def lstm(op: Recurrent, drive: Drive, before: State, at: Context) -> State:
    """C = f c' + i g, h = o tanh(c)."""
    square = drive.square + drive.weight * before.hidden
    c = (drive.rows + drive.weight * before.rows) / square if square else 1.0
    gate, new = of("sigmoid", square, at), of("tanh", square, at)
    gates = common(gate, c)
    kept = gathered(drive, gate.law.mean, gate.law.mean, new, before.steps)
    both = 2 * gate.law.mean**2 * kept
    cell = gate.law.square * (before.cell + new.law.square) + both
    alike = common(new, c) / new.law.square if new.law.square else 0.0
    cell_rows = gates * (before.cell_rows + common(new, c)) + both * alike
    out = of("tanh", cell, at)
    hidden = gate.law.square * out.law.square
    rows = gates * common(out, cell_rows / cell if cell else 1.0)
    # Through the cell, and through the gates by the state.
    inside = gate.law.square * out.slope
    enter = (
        inside * (gate.law.square * new.slope + gate.slope * (new.law.square + before.cell))
        + gate.slope * out.law.square
    )
    keep = gate.law.square + drive.weight * enter
    return State(hidden, 0.0, rows, cell, cell_rows, min(keep, 1.5), enter, before.steps + 1)


def gru(op: Recurrent, drive: Drive, before: State, at: Context) -> State:
    """H = (1 - z) n + z h', n = tanh(W x + r U h')."""
    square = drive.square + drive.weight * before.hidden
    c = (drive.rows + drive.weight * before.rows) / square if square else 1.0
    gate = of("sigmoid", square, at)
    inner = drive.square + gate.law.square * drive.weight * before.hidden
    inner_rows = drive.rows + common(gate, c) * drive.weight * before.rows
    new = of("tanh", inner, at)
    opened, gates = gate.law.square, common(gate, c)
    kept = gathered(drive, gate.law.mean, 1 - gate.law.mean, new, before.steps)
    both = 2 * (gate.law.mean - opened) * kept
    hidden = opened * (new.law.square + before.hidden) + both
    alike = common(new, inner_rows / inner if inner else 1.0)
    rows = gates * (alike + before.rows)
    rows += both * alike / new.law.square if new.law.square else 0.0
    enter = opened * new.slope + gate.slope * (new.law.square + before.hidden)
    keep = opened + drive.weight * (
        opened * opened * new.slope + gate.slope * (new.law.square + before.hidden)
    )
    return State(hidden, 0.0, rows, keep=keep, enter=enter, steps=before.steps + 1)


CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}


@frozen
class Run:
    """A layer of a recurrence over all places: states on the average, and the last."""

    states: tuple[State, ...]
    length: int
    drive: Drive
    weight: float
    factor: float

    def average(self, of: str) -> float:
        """The mean of a moment over all places; those beyond the steps are at rest."""
        numbers = [getattr(state, of) for state in self.states]
        rest = self.length - len(numbers)
        total: float = (sum(numbers) + rest * numbers[-1]) / self.length
        return total


def ran(node: Node, op: Recurrent, layer: int, x: Signal, at: Context) -> Run:
    """A layer, run until it rests."""
    length = at.size(node.types[0].shape[0])
    features = at.size(node.types[0].shape[-1]) if layer == 0 else op.width
    enter, again = at.named(node, f"weight_ih_l{layer}"), at.named(node, f"weight_hh_l{layer}")
    biases = [at.named(node, f"bias_{kind}_l{layer}") for kind in ("ih", "hh")]
    offset = sum(v + m * m for m, v in biases)
    weight = features * (enter[1] + enter[0] ** 2)
    assert x.rows is not None
    square = weight * x.square + offset
    lasting: tuple[float, ...] = ()
    if x.places is not None and square:
        lasts = [x.overlap(profile_at(x.places, d)) for d in range(1, min(length, 24))]
        lasting = tuple((weight * overlap + offset) / square for overlap in lasts)
    rows = weight * x.overlap(x.rows) + offset
    drive = Drive(square, rows, _gain(op, node, layer, again), lasting)
    states: list[State] = []
    state = State()
    cell = CELLS[op.term()]
    for _ in range(min(length, STEPS)):
        following = cell(op, drive, state, at)
        states.append(following)
        if abs(following.hidden - state.hidden) <= RESTS * following.hidden:
            break
        state = following
    units = op.gates * op.units
    return Run(tuple(states), length, drive, weight, units * (enter[1] + enter[0] ** 2))


def _gain(op: Recurrent, node: Node, layer: int, again: tuple[float, float]) -> float:
    """Units times the mean square of the matrix of the state.

    An orthogonal matrix of several gates is as long as all of them: each gate has its share.
    """
    return op.units * (again[1] + again[0] ** 2)


def recurrent(node: Node, inputs: Signals, at: Context) -> Made:
    """All states, the last one, and the last cell."""
    op, x = cast("Recurrent", node.op), inputs[0]
    if x is None or x.rows is None:
        raise Unknown("a recurrence over what nothing is known of")
    if op.initial:
        at.assume("a recurrence begins with states of zero")
    runs: list[Run] = []
    signal = x
    for layer in range(op.layers):
        run = ran(node, op, layer, signal, at)
        runs.append(run)
        signal = _sequence(node, op, signal, run, at)
    last = _last(node, op, signal, runs[-1], at)
    cell = replace(last, law=Law.gaussian(0.0, runs[-1].states[-1].cell))
    results = {"sequence": (signal, last), "last": (last,), "both": (signal, last)}[op.returns]
    if op.states == 2 and op.returns != "both":
        results = (*results, cell)
    return Made(results[: len(node.outputs)], lambda g: _backward(node, op, runs, g))


def _sequence(node: Node, op: Recurrent, x: Signal, run: Run, at: Context) -> Signal:
    """The states of all places."""
    square, rows, mean = run.average("hidden"), run.average("rows"), run.average("mean")
    variance = max(square - mean * mean, 0.0)
    common_ = max(min((rows - mean * mean) / variance, 1.0), 0.0) if variance else 1.0
    # A state keeps of the one before what gradients keep, and what the input has in common.
    near = max(min(run.states[-1].keep, 0.98), 0.0) ** 0.5
    far_ = max(common_, 0.0)
    first = run.drive.lasting[0] if run.drive.lasting else 0.0
    places = tuple(far_ + (1 - far_) * max(near, first) ** d for d in DISTANCES)
    return Signal(
        Law.gaussian(mean, variance),
        node.output.number,
        common_,
        (*places, far_),
        inherited=(x.inherited + x.own) * 0.5,
        own=2 / op.units * max(common_**2, 0.1),
        doubt=x.doubt + FAIR * 2 + at.open(node.types[0]) / 4,
    )


def _last(node: Node, op: Recurrent, like: Signal, run: Run, at: Context) -> Signal:
    """The state of the last place."""
    state = run.states[-1]
    variance = max(state.hidden - state.mean**2, 0.0)
    rows = max(min((state.rows - state.mean**2) / variance, 1.0), 0.0) if variance else 1.0
    return replace(
        like,
        law=Law.gaussian(state.mean, variance),
        latent=at.latent("last", node.output.number),
        rows=rows,
        places=(0.0,) * (len(DISTANCES) + 1),
    )


def _backward(node: Node, op: Recurrent, runs: list[Run], gradients: Gradients) -> Gradients:
    """The gradient of the input: states hand on what comes later, g' = g + keep g."""
    coming = [g or NONE for g in gradients]
    whole = coming[0] if op.returns != "last" else NONE
    end = coming[0] if op.returns == "last" else coming[1] if len(coming) > 1 else NONE
    square, spread = whole.square, max(whole.spread, end.spread)
    doubt = max(whole.doubt, end.doubt)
    length = runs[-1].length
    for place, run in enumerate(reversed(runs)):
        keep = run.states[-1].keep
        handed = sum(keep**k * (length - k) for k in range(min(length, STEPS))) / length
        ending = sum(keep**k for k in range(min(length, STEPS))) / length if not place else 0.0
        arriving = square * handed + end.square * ending
        square = arriving * run.average("enter") * run.factor / op.gates * len(op.directions)
        doubt += ROUGH
    return [
        replace(whole, square=square, shared=0.5, spread=spread, tilt=None, doubt=doubt),
        *([None] * (len(node.inputs) - 1)),
    ]


CASES: dict[str, Case | Bearing] = {"recurrent": Bearing(recurrent)}
