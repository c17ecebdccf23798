"""Find out why a loss is no number: do the steps again, and look into the one where it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from tenet.analysis.moments import moments
from tenet.backends.engine import Array, Backend, Engine
from tenet.backends.probe import Seen, layers, probe, rms
from tenet.data.arrays import Indices
from tenet.diagnostics import Label, TenetError
from tenet.frozen import frozen
from tenet.ir.graph import Node
from tenet.train.checkpoints import Checkpoint
from tenet.train.course import course
from tenet.train.mistakes import CALMER, LOSS_NOT_FINITE
from tenet.train.prepare import Prepared
from tenet.train.turns import Turns


@frozen
class Replay:
    """What is needed to do steps again: they are the same, since all that is drawn hangs on seed and step.

    Attributes:
        turns: the networks.
        network: the one whose loss is no number.
        first_weights: those with which training began.
        start: the checkpoint before; none where the first weights are all there is.
    """

    backend: Backend
    turns: Turns
    network: str
    seed: int
    first_weights: Callable[[], dict[str, Array]]
    start: Checkpoint | None

    @property
    def engine(self) -> Engine:
        """What trains the network."""
        return self.turns.engine(self.network)

    @property
    def prepared(self) -> Prepared:
        """The experiment with this network alone."""
        return self.turns.prepared.alone(self.network)

    def rate(self, step: int) -> float:
        """Its learning rate at a step, as training has gone so far."""
        return self.turns.player(self.network).rate(step, self.turns.clock)

    @property
    def first(self) -> int:
        """The first step that is done again."""
        return 0 if self.start is None else int(self.start.state["step"])

    def begin(self) -> None:
        """Effect: the engine stands where the first step begins."""
        self.turns.load(self.first_weights() if self.start is None else self.start.weights)
        if self.start is not None:
            self.turns.restore(self.start.slots, self.first)

    def batches(self, end: int) -> Iterator[tuple[int, list[Indices]]]:
        """The steps before one, with their batches."""
        ahead = course(self.turns, self.turns.prepared, self.seed, self.first)
        return islice(ahead, end - self.first)


def not_finite(replay: Replay, loss: float, step: int, epoch: int) -> TenetError:
    """The mistake of a loss that is no number at a step, counted from 0, with what is to blame."""
    blame, label = _blamed(replay, step)
    message = f"the loss is {loss} at step {step + 1} (epoch {epoch}): {blame}"
    labels = () if label is None else (label,)
    at = replay.prepared.plan.loss_span
    return LOSS_NOT_FINITE.error(at, message, help=CALMER, labels=labels)


def _blamed(replay: Replay, step: int) -> tuple[str, Label | None]:
    """What is the first that is no number, in words, and where the spec makes it."""
    engine = replay.engine
    replay.begin()
    for number, batches in replay.batches(step):
        before = engine.weights()
        replay.turns.step(batches[0], number, batches[1:])
        spoilt = [path for path, value in engine.weights().items() if not np.isfinite(value).all()]
        if spoilt:
            engine.load(before)
            return _gradient(replay, number, batches, spoilt)
    *_, (_, batches) = replay.batches(step + 1)
    return _output(replay, step, batches)


def _output(replay: Replay, step: int, batches: list[Indices]) -> tuple[str, Label | None]:
    """The first layer of which a step's output is not finite; or else the largest, of which the loss is not."""
    graph, largest = replay.prepared.graph, list[Seen]()
    for batch in batches:
        seen = layers(replay.backend, replay.engine, graph, batch, step)
        bad = next((s for s in seen if not np.isfinite(s.values).all()), None)
        if bad is None:
            largest.append(max(seen, key=lambda s: rms(s.values)))
            continue
        given = {value.number: s.values for s in seen for value in s.node.outputs[:1]}
        coming = [given[v.number] for v in bad.node.inputs if v.number in given]
        found = f"`{bad.node.path}` is the first layer whose output is not finite"
        return found, Label(bad.node.span, _scales(replay, bad, coming))
    most = max(largest, key=lambda s: rms(s.values))
    label = Label(most.node.span, f"the largest: {_scales(replay, most, [])}")
    return "every layer is finite, and the loss of what they give is not", label


def _scales(replay: Replay, bad: Seen, coming: list[Array]) -> str:
    """How large a layer's output was predicted to be at the start, and how large it is."""
    predicted = moments(replay.prepared.graph).of(bad.node.output)
    was = "nothing was predicted of it" if predicted is None else f"predicted {predicted.rms:.2g}"
    share = np.isfinite(bad.values).mean()
    now = f"{rms(bad.values):.2g}" if share else "nowhere finite"
    now += f" where it is finite ({share:.0%})" if 0 < share < 1 else ""
    into = f"; what comes in has {max(map(rms, coming)):.2g}" if coming else ""
    return f"its scale (rms) at the start: {was}; now: {now}{into}"


def _gradient(
    replay: Replay, step: int, batches: list[Indices], spoilt: list[str]
) -> tuple[str, Label | None]:
    """The layer whose gradient has made weights infinite; backward, it is the last in order."""
    gradients = [
        probe(replay.backend).pull(replay.engine, batch, step)[1][path]
        for batch in batches
        for path in spoilt
        if replay.prepared.graph.parameters[path].trainable
    ]
    node = _node(replay, spoilt[-1])
    if gradients and not all(np.isfinite(value).all() for value in gradients):
        found = f"at step {step + 1} the gradient of `{spoilt[-1]}` is the first that is not finite"
        return found, Label(
            node.span, f"its gradient has {rms(gradients[-1]):.2g} where it is finite"
        )
    found = f"the update of step {step + 1} has made `{spoilt[-1]}` infinite"
    most = max((rms(value) for value in gradients), default=0.0)
    told = f"with a gradient of {most:.2g} (rms) and a rate of {replay.rate(step):.2g}"
    return found, Label(node.span, told)


def _node(replay: Replay, path: str) -> Node:
    """The node that has a parameter."""
    nodes = replay.prepared.graph.nodes
    return next(n for n in nodes if any(p.path == path for p in n.parameters))
