"""Find out why a loss is no number: do the steps again, and look into the one where it happened."""

from __future__ import annotations

import numpy as np

from tenet.analysis.moments import moments
from tenet.backends.engine import Array, Backend
from tenet.backends.probe import Seen, layers, probe, rms
from tenet.data.arrays import Indices
from tenet.diagnostics import Label, TenetError
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Node
from tenet.ops.cast import LARGEST, CastFloat
from tenet.policy.loss import Loss
from tenet.policy.precision import LossScale
from tenet.train.checkpoints import Checkpoint
from tenet.train.course import course
from tenet.train.mistakes import CALMER, GRADIENT_NOT_FINITE, LOSS_NOT_FINITE, WIDER
from tenet.train.prepare import Prepared
from tenet.train.turns import Player, Turns

OF_FINITE = "every layer is finite, and the loss of what they give is not"


@frozen
class Replay:
    """What is needed to do steps again: they are the same, since all that is drawn hangs on seed and step.

    Attributes:
        start: the checkpoint before; or else the first weights, at step 0.
    """

    backend: Backend
    turns: Turns
    seed: int
    start: Checkpoint

    def begin(self) -> int:
        """The first step that is done again. Effect: the engines stand where it begins."""
        first = int(self.start.state["step"])
        self.turns.load(self.start.weights)
        self.turns.restore(self.start.slots, first, self.start.state)
        return first


@frozen
class Moment:
    """The turn of a network in a step, counted from 0."""

    backend: Backend
    player: Player
    step: int
    batches: list[Indices]
    rate: float


def not_finite(replay: Replay, at: Player, loss: float, step: int) -> TenetError:
    """The mistake of a network's loss that is no number at a step, counted from 0, with what is to blame."""
    blame, label = _blamed(replay, at, step)
    epoch = step // replay.turns.clock.epoch + 1
    message = f"the loss is {loss} at step {step + 1} (epoch {epoch}): {blame}"
    labels = () if label is None else (label,)
    help_ = f"{CALMER}; {WIDER}" if at.turn.plan.settings.precision == "f16" else CALMER
    if blame == OF_FINITE:
        help_ = "; ".join((*_endless(at), help_))
    return LOSS_NOT_FINITE.error(at.turn.plan.loss_span, message, help=help_, labels=labels)


def check_scales(backend: Backend, turns: Turns, step: int) -> None:
    """Check, after so many steps, that losses in f16 are scaled by something with which gradients are finite.

    Raises:
        TenetError: one is not, however little it is scaled; no update is made, and would never be.
    """
    for at in turns.players:
        scaling = at.engine.scaling
        if scaling is not None and scaling.scale < LossScale.LEAST:
            raise _never_finite(backend, at, turns.prepared, step - 1)


def _never_finite(backend: Backend, at: Player, prepared: Prepared, step: int) -> TenetError:
    """The mistake of a gradient that is not finite, with the layer where it begins."""
    rows = prepared.dataset.parts["train"][: at.turn.plan.settings.batch]
    loss, gradients = probe(backend).pull(at.engine, rows, step)
    spoilt = [path for path, value in gradients.items() if not np.isfinite(value).all()]
    labels: tuple[Label, ...] = ()
    if spoilt:
        node = _node(at.turn.graphs.trained, spoilt[-1])
        labels = (Label(node.span, f"the gradient of `{spoilt[-1]}` is the first that is not"),)
    message = (
        f"the loss is {loss:.3g}, but its gradient is not finite in f16, even of the loss times"
        f" 1/{1 / LossScale.LEAST:g}, so that no update is made"
    )
    help_ = f"{WIDER}; what has no slope, such as `sqrt` at 0, has none in either"
    return GRADIENT_NOT_FINITE.error(at.turn.plan.loss_span, message, help=help_, labels=labels)


def _blamed(replay: Replay, at: Player, last: int) -> tuple[str, Label | None]:
    """What is the first that is no number, in words, and where the spec makes it."""
    turns = replay.turns
    ahead = course(turns, turns.prepared, replay.seed, replay.begin())
    while True:
        step, batches = next(ahead)
        for player in turns.players:
            moment = Moment(replay.backend, player, step, batches, player.rate(step, turns.clock))
            if step == last and player is at:
                return _output(moment)
            spoilt = _spoilt(moment)
            if spoilt:
                return _gradient(moment, spoilt)


def _spoilt(moment: Moment) -> list[str]:
    """What an update makes infinite. Effect: it is made, unless it does that."""
    engine, (first, *more) = moment.player.engine, moment.batches
    before = engine.weights()
    engine.step(first, moment.rate, moment.step, more)
    spoilt = [path for path, value in engine.weights().items() if not np.isfinite(value).all()]
    if spoilt:
        engine.load(before)
    return spoilt


def _output(moment: Moment) -> tuple[str, Label | None]:
    """The first layer of which a step's output is not finite; or else the largest, of which the loss is not."""
    graph, largest = _layered(moment.player), list[Seen]()
    for batch in moment.batches:
        seen = layers(moment.backend, moment.player.engine, graph, batch, moment.step)
        bad = next((s for s in seen if not np.isfinite(s.values).all()), None)
        if bad is None:
            largest.append(max(seen, key=lambda s: rms(s.values)))
            continue
        given = {value.number: s.values for s in seen for value in s.node.outputs[:1]}
        coming = [given[v.number] for v in bad.node.inputs if v.number in given]
        found = f"`{bad.node.path}` is the first layer whose output is not finite"
        if isinstance(bad.node.op, CastFloat):
            found += f", since {bad.node.op.to} ends at {LARGEST[bad.node.output.type.dtype]:g}"
        return found, Label(bad.node.span, _scales(graph, bad, coming))
    most = max(largest, key=lambda s: rms(s.values))
    label = Label(most.node.span, f"the largest: {_scales(graph, most, [])}")
    return OF_FINITE, label


def _endless(player: Player) -> list[str]:
    """What makes losses infinite though what they compare is finite."""
    objective = player.turn.graphs.objective
    assert objective is not None
    losses = [node.op for node in objective.nodes if isinstance(node.op, Loss)]
    return list(dict.fromkeys(op.endless for op in losses if op.endless))


def _layered(player: Player) -> Graph:
    """A network as it is trained, with all that its loss applies of networks."""
    graphs = player.turn.graphs
    assert graphs.objective is not None
    own = {node.path for node in graphs.trained.nodes}
    kept = {
        node.path: node.output
        for node in graphs.objective.nodes
        if node.path in own or not node.layer.startswith("loss.")
    }
    return replace(graphs.objective, outputs=kept).reduced(kept)


def _scales(graph: Graph, bad: Seen, coming: list[Array]) -> str:
    """How large a layer's output was predicted to be at the start, and how large it is."""
    predicted = moments(graph).of(bad.node.output)
    was = "nothing was predicted of it" if predicted is None else f"predicted {predicted.rms:.2g}"
    share = np.isfinite(bad.values).mean()
    now = f"{rms(bad.values):.2g}" if share else "nowhere finite"
    now += f" where it is finite ({share:.0%})" if 0 < share < 1 else ""
    into = f"; what comes in has {max(map(rms, coming)):.2g}" if coming else ""
    return f"its scale (rms) at the start: {was}; now: {now}{into}"


def _gradient(moment: Moment, spoilt: list[str]) -> tuple[str, Label | None]:
    """The layer whose gradient has made weights infinite; backward, it is the last in order."""
    graphs, engine = moment.player.turn.graphs, moment.player.engine
    gradients = [
        probe(moment.backend).pull(engine, batch, moment.step)[1][path]
        for batch in moment.batches
        for path in spoilt
        if graphs.own[path].trainable
    ]
    node, number = _node(graphs.trained, spoilt[-1]), moment.step + 1
    if gradients and not all(np.isfinite(value).all() for value in gradients):
        found = f"at step {number} the gradient of `{spoilt[-1]}` is the first that is not finite"
        return found, Label(
            node.span, f"its gradient has {rms(gradients[-1]):.2g} where it is finite"
        )
    found = f"the update of step {number} has made `{spoilt[-1]}` infinite"
    most = max((rms(value) for value in gradients), default=0.0)
    told = f"with a gradient of {most:.2g} (rms) and a rate of {moment.rate:.2g}"
    return found, Label(node.span, told)


def _node(graph: Graph, path: str) -> Node:
    """The node that has a parameter."""
    return next(n for n in graph.nodes if any(p.path == path for p in n.parameters))
