"""The networks of a run in training: each has an engine, and its turn in every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from tenet.backends.engine import Array, Backend, Engine, Job, Scaling, make_engines
from tenet.data.arrays import Indices, Values
from tenet.policy.duration import Clock
from tenet.train.checkpoints import SLOT_MARK
from tenet.train.judge import ROWS_AT_ONCE, Judgement, judge
from tenet.train.motions import motions
from tenet.train.prepare import Prepared, Turn
from tenet.train.run import Record
from tenet.train.stages import rate_at
from tenet.train.watch import Slowing, slowing
from tenet.train.weighing import row_weights


@dataclass(slots=True)
class Player:
    """A network in training.

    Attributes:
        turn: what is trained.
        engine: what trains it.
        slowing: what cuts its learning rate by how training goes, if anything does.
    """

    turn: Turn
    engine: Engine
    slowing: Slowing | None

    def rate(self, step: int, clock: Clock) -> float:
        """Its learning rate at a step."""
        cut = 1.0 if self.slowing is None else self.slowing.factor
        return rate_at(self.turn.plan.settings, clock, step) * cut


class Turns:
    """All networks of a run. Weights and slots have paths that begin with a network's name, if there are several."""

    def __init__(self, prepared: Prepared, record: Record, backend: Backend) -> None:
        self.prepared = prepared
        self.alone = len(prepared.turns) == 1
        self.clock = prepared.clock
        self.weighed: dict[tuple[str, bytes], Array | None] = {}
        """How much rows count in the losses of networks, of parts that are judged in pieces."""
        jobs = {turn.name: self._job(turn, record) for turn in prepared.turns}
        engines = make_engines(backend, jobs)
        self.players = [
            Player(turn, engines[turn.name], slowing(prepared, turn.plan))
            for turn in prepared.turns
        ]

    # ── training ──

    def _job(self, turn: Turn, record: Record) -> Job:
        """What a network's engine is made for; of several, each draws its own."""
        settings = turn.plan.settings
        return Job(
            turn.graphs,
            settings.optimizer,
            record.seed if self.alone else record.seed ^ crc32(turn.name.encode()),
            record.device,
            clip=settings.clip,
            motions=motions(settings, turn.graphs.own, self.clock),
            average=settings.average,
            clock=self.clock,
            products=settings.precision,
            mix=settings.mix,
        )

    def step(self, indices: Array, step: int, more: Sequence[Array] = ()) -> list[object]:
        """Effect: each network is updated once, in the order of the sections; the losses, to be settled later."""
        return [
            player.engine.step(indices, player.rate(step, self.clock), step, more)
            for player in self.players
        ]

    def settle(self, losses: Sequence[list[object]]) -> dict[str, list[float]]:
        """The numbers of the losses of many steps, by what history calls them."""
        return {
            self.prepared.scoped(player.turn.name, "loss"): player.engine.settle(
                [own[i] for own in losses]
            )
            for i, player in enumerate(self.players)
        }

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: each network's engine has these rows, and the lengths by its own names."""
        for player in self.players:
            player.engine.feed({**rows, **player.turn.lengths(rows)})

    def expect(self, batches: Sequence[Array]) -> None:
        """Effect: each network's engine may gather these batches, which come next."""
        for player in self.players:
            player.engine.expect(batches)

    def rates(self, step: int) -> float | dict[str, float]:
        """The learning rate at a step; of several networks, each one's."""
        rates = {player.turn.name: player.rate(step, self.clock) for player in self.players}
        return next(iter(rates.values())) if self.alone else rates

    def judge(self, rows: Indices) -> Judgement:
        """Every network's loss and metrics over rows, by the averaged weights where there are such.

        Raises:
            TenetError: a loss is no number.
        """
        with self._averaged():
            return self._judged(rows)

    def _judged(self, rows: Indices) -> Judgement:
        return {
            self.prepared.scoped(player.turn.name, name): value
            for player in self.players
            for name, value in self._judged_by(player, rows).items()
        }

    def _judged_by(self, player: Player, rows: Indices) -> Judgement:
        prepared = self.prepared.alone(player.turn.name)
        key = player.turn.name, rows.tobytes()
        if len(rows) > ROWS_AT_ONCE and key not in self.weighed:
            self.weighed[key] = row_weights(player.engine, prepared, rows, ROWS_AT_ONCE)
        return judge(player.engine, prepared, rows, self.weighed.get(key))

    def seen(self, judged: dict[str, Judgement]) -> None:
        """Effect: what goes by how training goes knows of an epoch."""
        for player in self.players:
            if player.slowing is not None:
                player.slowing = player.slowing.seen(judged)

    # ── what a checkpoint holds ──

    def weights(self) -> dict[str, Array]:
        """Every parameter and statistic."""
        return self._gathered([player.engine.weights() for player in self.players])

    def judged_weights(self) -> dict[str, Array]:
        """Every parameter and statistic as it is judged: averaged, where there is an average."""
        with self._averaged():
            return self.weights()

    @contextmanager
    def _averaged(self) -> Iterator[None]:
        """The averages in the place of the weights."""
        for player in self.players:
            player.engine.swap()
        try:
            yield
        finally:
            for player in self.players:
                player.engine.swap()

    def weights_of(self, network: str) -> dict[str, Array]:
        """The parameters that a network needs by their paths in it, those of others that it applies too."""
        every = self.weights()
        graphs = self.player(network).turn.graphs
        return {
            path: every[self.prepared.scoped(network, path) if path in graphs.own else path]
            for path in graphs.parameters
        }

    def engine(self, network: str) -> Engine:
        """What trains a network."""
        return self.player(network).engine

    def player(self, network: str) -> Player:
        """A network in training."""
        return next(player for player in self.players if player.turn.name == network)

    def slots(self) -> dict[str, Array]:
        """What the optimizers remember."""
        return self._gathered([player.engine.slots() for player in self.players])

    def load(self, weights: Mapping[str, Array]) -> None:
        """Effect: parameters and statistics are these; the optimizers start anew."""
        for player in self.players:
            player.engine.load(self._own(player, weights))

    def restore(self, slots: Mapping[str, Array], step: int, state: Mapping[str, Any]) -> None:
        """Effect: the optimizers go on from these slots after so many steps, and losses are scaled as a checkpoint says."""
        scalings = state.get("scalings", {})
        for player in self.players:
            known = scalings.get(player.turn.name)
            scaling = None if known is None else Scaling(known[0], known[1], tuple(known[2]))
            player.engine.restore(self._own(player, slots), step, scaling)

    @property
    def state(self) -> dict[str, Any]:
        """What a checkpoint holds beside tensors, by network: how far learning rates were cut, and how losses are scaled."""
        cut = {p.turn.name: p.slowing.state for p in self.players if p.slowing is not None}
        known = {p.turn.name: p.engine.scaling for p in self.players}
        scaled = {n: [s.scale, s.good, list(s.updates)] for n, s in known.items() if s is not None}
        every = {"plateaus": cut, "scalings": scaled}
        return {name: state for name, state in every.items() if state}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Effect: learning rates are cut as far as a checkpoint says; raises KeyError where it does not."""
        for player in self.players:
            if player.slowing is not None:
                player.slowing = player.slowing.resumed(state["plateaus"][player.turn.name])

    # ── names ──

    def _gathered(self, each: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
        return {
            self.prepared.scoped(player.turn.name, path): value
            for player, values in zip(self.players, each, strict=True)
            for path, value in values.items()
        }

    def _own(self, player: Player, values: Mapping[str, Array]) -> dict[str, Array]:
        paths = {self.prepared.scoped(player.turn.name, p): p for p in player.turn.graphs.own}
        found = {}
        for key, value in values.items():
            path, mark, slot = key.partition(SLOT_MARK)
            if path in paths:
                found[f"{paths[path]}{mark}{slot}"] = value
        return found
